"""Prepared statements sent together, over libpq itself: one write, one wait, one read.

psycopg's own pipeline writes after each statement and waits several times; for a statement that
takes the server half a millisecond, that was most of the time spent here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from psycopg import Connection
from psycopg.abc import Buffer, PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

Row = dict[str, Any]
Send = Callable[[], None]
Statement = tuple[bytes, Sequence[Any]]
Key = tuple[bytes, tuple[int, ...]]  # a statement, and the types of its values
FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)


class Exchange:
    """One connection's prepared statements. Lives as long as the connection."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._transformer = Transformer(connection)
        self._prepared: dict[Key, bytes] = {}
        self._count = 0

    def run(self, *statements: Statement) -> list[list[Row]]:
        """Run statements, each with its values for $1, $2, … in order; gives the rows of each.

        Without a transaction under way they are one, committed when this returns. Raises
        psycopg.Error; then nothing has happened, unless the line broke.
        """
        try:
            return self._run(statements)
        except InvalidSqlStatementName:
            # Somebody had the server forget: psycopg after a rollback, a pooler between us. The
            # transaction was undone with that, so it can be sent again.
            self._prepared.clear()
            return self._run(statements)

    def _run(self, statements: Sequence[Statement]) -> list[list[Row]]:
        pgconn = self._connection.pgconn
        sends: list[Send] = []
        asked: list[int] = []  # the places in `sends` of the statements themselves
        begun: dict[int, tuple[Key, bytes]] = {}  # prepared for the first time, by place in `sends`
        for sql, values in statements:
            data, types, formats = self._dump(values)
            key = (sql, types)
            name = self._prepared.get(key)
            if name is None:
                self._count += 1
                name = b"muster_%d" % self._count
                begun[len(sends)] = (key, name)
                sends.append(partial(pgconn.send_prepare, name, sql, types))
            asked.append(len(sends))
            sends.append(partial(pgconn.send_query_prepared, name, data, formats, Format.BINARY))
        try:
            results = self._connection.wait(_together(pgconn, sends))
        except BaseException:
            self._connection.close()  # nobody knows what is still on its way
            raise
        for place, (key, name) in begun.items():
            if results[place].status == ExecStatus.COMMAND_OK:
                self._prepared[key] = name
        for result in results:
            if result.status in FAILED:
                raise error_from_result(result)
        return [self._rows(results[place]) for place in asked]

    def _dump(
        self, values: Sequence[Any]
    ) -> tuple[Sequence[Buffer | None], tuple[int, ...], Sequence[Format]]:
        transformer = self._transformer
        data = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return data, tuple(transformer.types or ()), tuple(transformer.formats or ())

    def _rows(self, result: PGresult) -> list[Row]:
        self._transformer.set_pgresult(result)
        names = [(result.fname(index) or b"").decode() for index in range(result.nfields)]
        return self._transformer.load_rows(
            0, result.ntuples, lambda row: dict(zip(names, row, strict=True))
        )


def _together(pgconn: PGconn, sends: Sequence[Send]) -> PQGen[list[PGresult]]:
    """Send everything, then read everything."""
    pgconn.enter_pipeline_mode()
    for send in sends:
        send()
    pgconn.pipeline_sync()
    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    results: list[PGresult] = []
    while True:
        while pgconn.is_busy():
            if (yield Wait.R):
                pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:  # the end of one statement's results
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            break
        results.append(result)
    pgconn.exit_pipeline_mode()
    return results
