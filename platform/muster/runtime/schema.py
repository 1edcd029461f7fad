"""Brings the database to the version of the code, and tells whether it is there."""

from __future__ import annotations

import logging

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from muster.db import names, roles
from muster.runtime.composition import migrations_dir
from muster.settings import Settings

ADVISORY_LOCK = 0x6D757374  # "must": one migration at a time, however many processes start


def upgrade(settings: Settings) -> str:
    """Create or update roles and tables as the owner, in one transaction; gives the version.

    Safe to repeat and to start from several processes at once.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = create_engine(settings.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        if settings.manages_roles:
            roles.ensure(connection, settings)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _let_roles_see_version(connection, settings)
        return current(connection) or "empty"


def head() -> str | None:
    """The version that the code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The version that the database is at; None when it was never migrated."""
    known = connection.execute(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    if not known.scalar():
        return None
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(version) if version else None


def _config() -> Config:
    directory = migrations_dir()
    config = Config(str(directory / "alembic.ini"))
    config.set_main_option("script_location", str(directory).replace("%", "%%"))
    return config


def _let_roles_see_version(connection: Connection, settings: Settings) -> None:
    """So that a web process can tell whether the database fits its code."""
    granted = ", ".join(names.roles(settings.role_prefix))
    connection.execute(text(f"GRANT SELECT ON alembic_version TO {granted}"))
