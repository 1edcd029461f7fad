"""The two roles that the application connects as. Neither owns a table or bypasses a policy."""

from __future__ import annotations

from psycopg import sql
from sqlalchemy import Connection

from muster.db import names
from muster.settings import ROLE_TIMEOUTS, Settings

POWERS = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = %s"


def ensure(connection: Connection, settings: Settings) -> None:
    """Create both roles if they are missing and set their passwords and time limits.

    connection: of the owner, who must be allowed to create roles. Safe to repeat, and to run
    from several processes at once: creation and alteration stand behind one advisory lock.
    """
    raw = connection.connection.cursor()
    raw.execute("SELECT pg_advisory_xact_lock(hashtext('muster_roles'))")
    for role in names.roles(settings.role_prefix):
        name = sql.Identifier(role)
        raw.execute(POWERS, (role,))
        found = raw.fetchone()
        if found is None:
            raw.execute(sql.SQL("CREATE ROLE {}").format(name))
        elif found[0]:
            raise PermissionError(f"the database role {role} can step around row-level security")
        # Nothing more in the list: only who has an attribute may take it away from others.
        attributes = "LOGIN NOINHERIT PASSWORD {}"
        raw.execute(
            sql.SQL("ALTER ROLE {} " + attributes).format(
                name, sql.Literal(settings.role_password(role))
            )
        )
        for setting, value in ROLE_TIMEOUTS.items():
            raw.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    name, sql.Identifier(setting), sql.Literal(value)
                )
            )
