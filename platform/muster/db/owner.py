"""The owner of the tables, where it is an ordinary role: no superuser, and without BYPASSRLS.

Policies are forced on owners, too, and none of ours is theirs. A migration that moves data would
then find no row, and say nothing; a function that runs as the owner, and a backup, likewise. So
each table lets such an owner see its rows. Nothing is given away by that: an owner may drop the
policies anyway, and neither requests nor jobs connect as one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

_HIDDEN = """
SELECT c.oid::regclass AS place, c.relname AS name
FROM pg_class c JOIN pg_roles r ON r.rolname = current_user
WHERE c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity
  AND c.relowner = r.oid AND NOT r.rolsuper AND NOT r.rolbypassrls
  AND NOT EXISTS (SELECT FROM pg_policy p
                  WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polroles @> ARRAY[r.oid])
"""

# Names the tables itself, so that migrations can run it when a table is made.
LET_OWNER_SEE = f"""
DO $$
DECLARE one record;
BEGIN
  FOR one IN {_HIDDEN} LOOP
    EXECUTE format('CREATE POLICY %I ON %s TO CURRENT_USER USING (true) WITH CHECK (true)',
                   one.name || '_owner', one.place);
  END LOOP;
END $$
"""

_POWERS = """
SELECT current_user AS name, rolsuper OR rolcreaterole AS makes_roles,
       has_schema_privilege('public', 'CREATE') AS makes_tables,
       (SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND NOT rolsuper
          AND NOT pg_has_role(tableowner, 'USAGE')) AS foreign_tables
FROM pg_roles WHERE rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """What the role that is connected may do. hidden: tables whose rows it does not see."""

    name: str
    makes_roles: bool
    makes_tables: bool
    foreign_tables: int
    hidden: tuple[str, ...]


def let_owner_see(connection: Connection) -> None:
    """Open every table to its owner, the connected role, where that is an ordinary one."""
    connection.execute(text(LET_OWNER_SEE))


def examine(connection: Connection) -> Owner:
    """What the connected role can and cannot do as the owner."""
    row = connection.execute(text(_POWERS)).one()
    hidden = tuple(row.name for row in connection.execute(text(_HIDDEN)))
    return Owner(row.name, row.makes_roles, row.makes_tables, row.foreign_tables, hidden)
