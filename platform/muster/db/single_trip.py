"""One statement under the policies in one network round trip, committed when it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy.pool import PoolProxiedConnection

from muster.db.acting import Acting
from muster.db.session import database

Row = dict[str, Any]

# The context is a statement of its own, ahead of the one that the policies guard: they read it
# when their statement starts. Both are sent before either is answered, so PostgreSQL runs them in
# one implicit transaction, and the settings (local to it) end with it.
CONTEXT = """SELECT set_config('muster.tenants', %(muster.tenants)s, true),
 set_config('muster.person', %(muster.person)s, true),
 set_config('muster.inquiry', %(muster.inquiry)s, true),
 set_config('muster.market', %(muster.market)s, true),
 set_config('muster.staff', %(muster.staff)s, true),
 set_config('muster.identity', %(muster.identity)s, true)"""


def single_trip(acting: Acting, sql: str, params: Mapping[str, Any]) -> list[Row]:
    """Run one statement as `acting`; gives its rows, committed, after one network round trip.

    sql: one statement with `%(name)s` places (a percent sign is written `%%`), never put
    together from input. params: values by name, sent apart from it; a dict becomes jsonb, a
    list an array. Raises psycopg.Error, and then nothing has happened, unless the line broke.
    It knows nothing of the current unit of work: it neither sees its changes nor waits for it.
    """
    values = {name: _adapted(value) for name, value in params.items()}
    with _autocommitting() as connection:
        # Prepared, the plan with its policies is made once a connection: two thirds of the work.
        with connection.pipeline():
            connection.execute(CONTEXT, acting.settings(), prepare=True)
            cursor = connection.cursor(row_factory=dict_row)
            cursor.execute(sql.encode(), values, prepare=True)
        return cursor.fetchall() if cursor.description else []


def _adapted(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


@contextmanager
def _autocommitting() -> Iterator[Connection[Any]]:
    """A connection of the application role, outside any transaction; given back as it was."""
    pooled: PoolProxiedConnection = database.engine.raw_connection()
    connection = cast("Connection[Any]", pooled.driver_connection)
    try:
        connection.autocommit = True
        yield connection
    finally:
        if connection.closed:
            pooled.invalidate()
            database.engine.dispose()  # the others went down with the server, most likely
        else:
            connection.autocommit = False
            pooled.close()
