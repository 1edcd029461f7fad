"""Runs migrations as the owner of the database, one transaction for all of them."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection, create_engine, text

import marketplace.models
import muster.models
import tenants.models
from muster.db import Base
from muster.db import base as types
from muster.settings import Settings

LOADED = (muster.models, tenants.models, marketplace.models)
LOCK_TIMEOUT = "5s"


def render(kind: str, item: object, autogen: object) -> str | bool:
    """Write our own types as plain SQLAlchemy, so that a migration outlives our classes."""
    if kind == "type" and isinstance(item, types.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Upgrade over the connection we were handed, or over one of our own to the owner's URL."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    engine = create_engine(Settings.from_environment(os.environ).database_url)
    with engine.begin() as own:
        migrate(own)


def migrate(connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
