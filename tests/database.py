"""One migrated database per test process, emptied and given the cast again after each test."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import ClientCursor
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

import marketplace.models
import muster.models
import tenants.models
from muster.db import Base, roles
from muster.settings import Settings
from tests import cast

ROOT = Path(__file__).parent.parent
MIGRATIONS = ROOT / "migrations"
MODELS = (muster.models, tenants.models, marketplace.models)  # every table must be known


@contextmanager
def fresh_database(server_url: str, settings: Settings) -> Iterator[str]:
    """A migrated copy of the template; gives the owner's URL and drops it afterwards."""
    url = make_url(server_url)
    template = f"muster_template_{_digest(MIGRATIONS)}"
    name = f"muster_test_{os.getpid()}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(hashtext('muster_template'))"))
        _make_template(
            connection, url.set(database=template).render_as_string(hide_password=False), settings
        )
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _digest(folder: Path) -> str:
    files = sorted([*folder.rglob("*.py"), ROOT / "platform/muster/db/policies.py"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _make_template(connection: Connection, url: str, settings: Settings) -> None:
    name = make_url(url).database
    known = connection.execute(
        text("SELECT 1 FROM pg_database WHERE datname = :name AND datistemplate"), {"name": name}
    )
    if known.first() is not None:
        return
    connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
    connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as migrating:
        migrate(migrating, settings)
    connection.execute(text(f"ALTER DATABASE {name} WITH is_template true"))


def migrate(connection: Connection, settings: Settings) -> None:
    """Bring the connected database to the newest migration, roles included."""
    roles.ensure(connection, settings)
    config = Config(str(MIGRATIONS / "alembic.ini"))
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


# Lives as long as the connection that made it; its statements are planned once.
RESET = """
CREATE FUNCTION pg_temp.reset() RETURNS void LANGUAGE plpgsql AS $reset$
DECLARE name regclass;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT oid FROM pg_class
        WHERE relname = ANY (%s) AND relkind = 'r' AND pg_relation_size(oid) > 0
    LOOP EXECUTE format('DELETE FROM %%s', name); END LOOP;
    {entering};
END $reset$
"""
_resetters: dict[str, Engine] = {}


def reset(owner: Engine) -> None:
    """Empty every table that has rows, then let the cast enter. Needs a superuser.

    Every test pays for this: it is one function call on a connection that stays open.
    """
    address = owner.url.render_as_string(hide_password=False)
    if address not in _resetters:
        _resetters[address] = create_engine(owner.url, pool_size=1, pool_pre_ping=True)
    with _resetters[address].begin() as connection:
        if "can reset" not in connection.info:
            _make_reset(connection)
            connection.info["can reset"] = True
        connection.exec_driver_sql("SELECT pg_temp.reset()")


def _make_reset(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    tables = [table.name for table in Base.metadata.sorted_tables]
    with ClientCursor(driver) as cursor:
        trial = connection.begin_nested()
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in tables:
            connection.execute(text(f"DELETE FROM {name}"))
        entering = ";\n".join(_entering(connection, cursor))
        trial.rollback()
        making = cursor.mogrify(RESET, (tables,)).replace("{entering}", entering)
        cursor.execute(making.encode())


def _entering(connection: Connection, cursor: ClientCursor[Any]) -> list[str]:
    """The statements by which the cast enters, with their values."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *how: Any) -> None:
        _, many = how
        said.extend(cursor.mogrify(sql, row) for row in (values if many else [values]))

    event.listen(connection, "before_cursor_execute", note)
    cast.enter(connection)
    event.remove(connection, "before_cursor_execute", note)
    return said
