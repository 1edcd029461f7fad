"""Row-level security, written once, used by every migration that makes a table.

Policies read the transaction's context through functions wrapped in scalar sub-selects, so
that PostgreSQL evaluates them once a statement and not once a row.
"""

from __future__ import annotations

from alembic import op

from muster.db import names
from muster.db.owner import LET_OWNER_SEE

TENANT = "tenant_id = ANY ((SELECT acting_tenants())::uuid[])"
PERSON = "person_id = (SELECT acting_person())"
STAFF = "(SELECT acting_staff())"
MARKET = "(SELECT acting_market())"
IDENTITY = "(SELECT acting_identity())"

CONTEXT_FUNCTIONS = {
    "acting_tenants": ("uuid[]", "COALESCE(NULLIF({}, ''), '{{}}')::uuid[]", "tenants"),
    "acting_person": ("uuid", "NULLIF({}, '')::uuid", "person"),
    "acting_inquiry": ("uuid", "NULLIF({}, '')::uuid", "inquiry"),
    "acting_market": ("boolean", "COALESCE({}, '') = 'on'", "market"),
    "acting_staff": ("boolean", "COALESCE({}, '') = 'on'", "staff"),
    "acting_identity": ("boolean", "COALESCE({}, '') = 'on'", "identity"),
}


def create_context_functions() -> None:
    """Create the functions through which policies read who is acting."""
    for name, (returns, expression, setting) in CONTEXT_FUNCTIONS.items():
        value = f"current_setting('muster.{setting}', true)"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS {returns} LANGUAGE sql STABLE PARALLEL SAFE"
            f" AS $$ SELECT {expression.format(value)} $$"
        )


def grant_schema() -> None:
    """Let both roles see the schema; what they may do in it is said table by table."""
    app, operations = names.roles()
    op.execute(f"GRANT USAGE ON SCHEMA public TO {app}, {operations}")


def drop_context_functions() -> None:
    """Undo `create_context_functions`."""
    for name in CONTEXT_FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")


def protect(
    table: str,
    *,
    rows: str,
    read: tuple[str, ...] = (),
    write: tuple[str, ...] = (),
    add: bool = False,
    grants: str = "SELECT, INSERT, UPDATE, DELETE",
) -> None:
    """Enable and force row-level security on `table` and open it as told.

    rows: condition under which the application role may read and write a row.
    read, write: further conditions, each of which alone opens the row for reading, or for
        reading and writing.
    add: whoever acts may add rows, whether or not they may read them afterwards.
    grants: what the application role may do at all. The operations role may only read.
    """
    app, operations = names.roles()
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(LET_OWNER_SEE)
    op.execute(f"CREATE POLICY {table}_rows ON {table} TO {app} USING ({rows}) WITH CHECK ({rows})")
    for number, condition in enumerate(write, 1):
        op.execute(
            f"CREATE POLICY {table}_write_{number} ON {table} TO {app}"
            f" USING ({condition}) WITH CHECK ({condition})"
        )
    for number, condition in enumerate(read, 1):
        op.execute(
            f"CREATE POLICY {table}_read_{number} ON {table} FOR SELECT TO {app}"
            f" USING ({condition})"
        )
    if add:
        op.execute(f"CREATE POLICY {table}_add ON {table} FOR INSERT TO {app} WITH CHECK (true)")
    op.execute(
        f"CREATE POLICY {table}_operations ON {table} FOR SELECT TO {operations} USING (true)"
    )
    op.execute(f"GRANT {grants} ON {table} TO {app}")
    op.execute(f"GRANT SELECT ON {table} TO {operations}")


def protect_tenant_table(
    table: str,
    *,
    read: tuple[str, ...] = (),
    write: tuple[str, ...] = (),
    grants: str = "SELECT, INSERT, UPDATE, DELETE",
) -> None:
    """Protect a table whose rows belong to one client company each."""
    protect(table, rows=TENANT, read=read, write=write, grants=grants)
