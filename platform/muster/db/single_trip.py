"""Statements under the policies in one network round trip, committed when it returns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from psycopg import Connection
from psycopg.types.json import Jsonb
from sqlalchemy.pool import PoolProxiedConnection

from muster.db.acting import Acting
from muster.db.exchange import Exchange, Row
from muster.db.session import database

Params = Mapping[str, Any]

EXCHANGE = "muster.exchange"
# These statements find their rows by key, and lists come as arrays: the plan is the same for all
# values, and to make it anew each time would cost more than to run it.
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
PLACE = re.compile(r"%\((\w+)\)s|%%")


def single_trip(acting: Acting, sql: str, params: Params) -> list[Row]:
    """Run one statement as `acting`; gives its rows, committed, after one network round trip.

    sql: one statement with `%(name)s` places (a percent sign is written `%%`), never put
    together from input. params: values by name, sent apart from it; a dict becomes jsonb, a
    list an array. Raises psycopg.Error, and then nothing has happened, unless the line broke.
    It knows nothing of the current unit of work: it neither sees its changes nor waits for it.
    """
    return together(acting, (sql, params))[0]


def together(acting: Acting, *statements: tuple[str, Params]) -> list[list[Row]]:
    """Several statements of that kind in one transaction and one round trip; the rows of each.

    Each sees what is committed when it starts, and what those before it did.
    """
    # The context is a statement of its own, ahead of those that the policies guard: they read
    # it when their statement starts. All are sent before any is answered, so PostgreSQL runs
    # them in one implicit transaction, and the settings (local to it) end with it.
    settings = acting.settings() | PLANNED_ONCE
    asked = []
    for sql, params in statements:
        statement, names = _numbered(sql)
        asked.append((statement, [_adapted(params[name]) for name in names]))
    with _exchange() as exchange:
        rows = exchange.run((_context(tuple(settings)), (*settings.values(),)), *asked)
    return rows[1:]


@lru_cache
def _context(names: tuple[str, ...]) -> bytes:
    sets = (f"set_config('{name}', ${number}, true)" for number, name in enumerate(names, 1))
    return f"SELECT {', '.join(sets)}".encode()


@lru_cache
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with $1, $2, … as PostgreSQL wants it, and the name at each number."""
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    numbered = PLACE.sub(place, sql)
    return numbered.encode(), tuple(names)


def _adapted(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


@contextmanager
def _exchange() -> Iterator[Exchange]:
    """A connection of the application role, outside any transaction; given back as it was."""
    pooled: PoolProxiedConnection = database.engine.raw_connection()
    connection = cast("Connection[Any]", pooled.driver_connection)
    exchange = pooled.info.get(EXCHANGE)
    if exchange is None:
        exchange = pooled.info[EXCHANGE] = Exchange(connection)
    try:
        yield exchange
    finally:
        if connection.closed:
            pooled.invalidate()
            database.engine.dispose()  # the others went down with the server, most likely
        else:
            pooled.close()
