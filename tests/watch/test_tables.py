"""Watching test 1: no table breaks a rule of isolation, and a table that did would be seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from muster.db.names import roles
from muster.db.policies import TENANT
from tests.watch.isolation import PLATFORM_TABLES, PUBLIC_TABLES, TABLES, faults

APP, OPERATIONS = roles()

OWNED = "id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants (id)"
GOOD = f"""
CREATE TABLE probe ({OWNED}, UNIQUE (tenant_id, id));
ALTER TABLE probe ENABLE ROW LEVEL SECURITY;
ALTER TABLE probe FORCE ROW LEVEL SECURITY;
CREATE POLICY probe_rows ON probe TO {APP} USING ({TENANT});
CREATE POLICY probe_operations ON probe FOR SELECT TO {OPERATIONS} USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON probe TO {APP};
GRANT SELECT ON probe TO {OPERATIONS};
"""
UNTIED = "ALTER TABLE probe DROP CONSTRAINT probe_tenant_id_fkey"
TIED = "FOREIGN KEY (tenant_id, queue_id) REFERENCES queues (tenant_id, id)"


@pytest.fixture
def connection(db_owner: Engine) -> Iterator[Connection]:
    """The owner's connection, in a transaction that is undone."""
    with db_owner.connect() as connection:
        yield connection
        connection.rollback()


def seen(connection: Connection) -> list[str]:
    return faults(connection, APP, OPERATIONS)


def test_no_table_breaks_a_rule(connection: Connection) -> None:
    assert seen(connection) == []


def test_no_reason_is_left_over(connection: Connection) -> None:
    names = {row.name for row in connection.execute(TABLES)}
    assert {*PLATFORM_TABLES, *PUBLIC_TABLES} - names <= {"alembic_version"}


def test_a_table_that_keeps_the_rules_passes(connection: Connection) -> None:
    connection.execute(text(GOOD))
    assert seen(connection) == []


def test_a_company_may_be_said_by_a_row_of_its_own(connection: Connection) -> None:
    connection.execute(text(GOOD))
    connection.execute(text(f"{UNTIED}, ADD queue_id uuid NOT NULL, ADD {TIED}"))
    assert seen(connection) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("ALTER TABLE probe ALTER tenant_id DROP NOT NULL", "no tenant_id NOT NULL"),
        (UNTIED, "that does not exist"),
        (f"{UNTIED}, ADD queue_id uuid, ADD {TIED}", "that does not exist"),
        ("ALTER TABLE probe DISABLE ROW LEVEL SECURITY", "does not enable and force"),
        ("ALTER TABLE probe NO FORCE ROW LEVEL SECURITY", "does not enable and force"),
        ("DROP POLICY probe_rows ON probe", "no policy that compares tenant_id"),
        (f"CREATE POLICY more ON probe TO {APP} USING (true)", "does not ask who is acting"),
        (f"CREATE POLICY more ON probe FOR INSERT TO {APP} WITH CHECK (id IS NOT NULL)",
         "does not ask who is acting"),
        ("CREATE POLICY more ON probe USING (acting_staff())", "holds for every role"),
        (f"CREATE POLICY more ON probe FOR UPDATE TO {OPERATIONS} USING (true)",
         "do more than read"),
        (f"GRANT INSERT ON probe TO {OPERATIONS}", "may do more than read probe"),
        (f"GRANT TRUNCATE ON probe TO {APP}", "TRUNCATE"),
        ("GRANT SELECT ON probe TO PUBLIC", "PUBLIC may touch probe"),
        (f"GRANT DELETE ON audit_entries TO {APP}", "may change the audit trail"),
        ("ALTER TABLE probe ADD queue_id uuid REFERENCES queues (id)", "without the tenant"),
        ("ALTER TABLE probe ADD t uuid, ADD FOREIGN KEY (t, id) REFERENCES queues (tenant_id, id)",
         "without the tenant"),
        ("ALTER TABLE people ADD queue_id uuid REFERENCES queues (id)", "without the tenant"),
        ("CREATE VIEW peep AS SELECT * FROM probe", "sees past the policies"),
        ("CREATE MATERIALIZED VIEW peep AS SELECT * FROM probe", "sees past the policies"),
        ("CREATE FUNCTION peep() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
         "function peep"),
        (f"ALTER TABLE probe OWNER TO {APP}", "may more than the policies allow"),
    ],
)  # fmt: skip
def test_a_table_that_breaks_one_is_seen(connection: Connection, broken: str, said: str) -> None:
    connection.execute(text(GOOD))
    connection.execute(text(broken))
    assert any(said in fault for fault in seen(connection)), seen(connection)
