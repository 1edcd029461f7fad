"""Agents who are kept for seats that were ordered, and whom the ledger then counts on no longer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from muster.db.policies import protect_tenant_table

revision = "20261122_1118"
down_revision = "20261122_1115"
branch_labels = None
depends_on = None

# A company that orders seats takes people from pools that are not its own. Rows are locked in the
# order of their keys, as whoever promises does. Where nothing was promised there is nothing to
# refuse: supply may be behind the facts.
LESSENED = """
CREATE FUNCTION capacity_lessened(pools uuid[], weeks date[], counts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part record;
DECLARE short boolean;
BEGIN
    IF NOT acting_staff() AND cardinality(acting_tenants()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody is acting';
    END IF;
    FOR part IN SELECT pool_id, week_on, taken::integer[] AS taken
                FROM unnest(pools, weeks, counts) AS u (pool_id, week_on, taken)
                ORDER BY pool_id, week_on LOOP
        UPDATE capacity_weeks w
        SET supply = ARRAY(SELECT greatest(s - t, 0) FROM unnest(w.supply, part.taken)
                           WITH ORDINALITY AS u (s, t, hour) ORDER BY hour),
            derived_at = clock_timestamp()
        WHERE w.pool_id = part.pool_id AND w.week_on = part.week_on
        RETURNING EXISTS (SELECT FROM unnest(w.supply, w.promised, part.taken) AS u (s, p, t)
                          WHERE t > 0 AND p > s) INTO short;
        IF short THEN
            RAISE check_violation USING CONSTRAINT = 'promised_within_supply',
                MESSAGE = 'promises rest on these people',
                DETAIL = format('pool %s, week %s', part.pool_id, part.week_on);
        END IF;
    END LOOP;
END $$
"""
FACTS = {
    "seat_earmarks": "INSERT",
    "lease_changes": "INSERT OR UPDATE OF applied_at, withdrawn_at",
}
LEASES = "starts_on, ends_on, ended_at"


def facts(table: str, acts: str) -> None:
    """Let changes of a table count as changed facts, of which supply is derived."""
    op.execute(f"DROP TRIGGER IF EXISTS capacity_facts_changed ON {table}")
    op.execute(
        f"CREATE TRIGGER capacity_facts_changed AFTER {acts} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION capacity_facts_changed()"
    )


def upgrade() -> None:
    op.create_table(
        "seat_earmarks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"),
                  nullable=False),
        sa.Column("lease_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"],
                                name=op.f("fk_seat_earmarks_agent_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"],
                                name=op.f("fk_seat_earmarks_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lease_id"],
            ["seat_leases.tenant_id", "seat_leases.id"],
            name=op.f("fk_seat_earmarks_tenant_id_lease_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_earmarks")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_seat_earmarks_tenant_id_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_seat_earmarks_lease_id_id"), "seat_earmarks", ["lease_id", "id"])
    op.create_index(op.f("ix_seat_earmarks_agent_id"), "seat_earmarks", ["agent_id"])
    protect_tenant_table("seat_earmarks")
    op.execute(LESSENED)
    for table, acts in FACTS.items():
        facts(table, acts)
    facts("seat_leases", f"INSERT OR UPDATE OF seats, plan_id, {LEASES}")


def downgrade() -> None:
    facts("seat_leases", f"UPDATE OF {LEASES}")
    op.execute("DROP TRIGGER capacity_facts_changed ON lease_changes")
    op.execute("DROP FUNCTION capacity_lessened(uuid[], date[], text[])")
    op.drop_table("seat_earmarks")
