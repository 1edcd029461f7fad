"""The price list in versions, leases with terms and changes, and agents who serve one company."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import protect_tenant_table

revision = "20261122_0752"
down_revision = "20261122_0750"
branch_labels = None
depends_on = None

TERMS = (
    "code", "version", "channel", "service_window", "holidays", "time_zone", "languages", "skills",
    "skill_levels", "level", "dedicated", "minimum_months", "price_minor", "setup_minor",
    "included_contacts", "overage_minor", "currency", "effective_on",
)  # fmt: skip

# Whoever has seen a price, or rents at it, can rely on it: another one is another version.
TERMS_STAND = f"""
CREATE FUNCTION seat_plan_terms_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({", ".join(f"OLD.{name}" for name in TERMS)})
       IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in TERMS)}) THEN
        RAISE EXCEPTION 'the terms of a published plan stand' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
TERMS_TRIGGER = """
CREATE TRIGGER seat_plan_terms_stand BEFORE UPDATE ON seat_plans
FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION seat_plan_terms_stand()
"""

# Where an agent's seat lies on one line of numbers. Each agent has a stretch of 2^128: a dedicated
# seat takes all of it, a shared one the place of its company. What overlaps cannot be.
SEAT_SPAN = """
CREATE FUNCTION seat_span(agent uuid, company uuid, dedicated boolean) RETURNS numrange
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    digits text := replace(agent::text, '-', '') || replace(company::text, '-', '');
    line numeric := 0;
    stretch numeric := 340282366920938463463374607431768211456;
BEGIN
    FOR part IN 0..7 LOOP
        line := line * 4294967296
              + (('x' || substr(digits, part * 8 + 1, 8))::bit(32)::bigint & 4294967295);
    END LOOP;
    IF dedicated THEN
        line := line - mod(line, stretch);
        RETURN numrange(line, line + stretch);
    END IF;
    RETURN numrange(line, line + 1);
END $$
"""
SEAT_KIND = """
CREATE FUNCTION seat_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.dedicated := COALESCE(
        (SELECT p.dedicated FROM seat_leases l JOIN seat_plans p ON p.id = l.plan_id
         WHERE l.tenant_id = NEW.tenant_id AND l.id = NEW.lease_id), false);
    RETURN NEW;
END $$
"""
SEAT_TRIGGER = """
CREATE TRIGGER seat_kind BEFORE INSERT ON seat_assignments
FOR EACH ROW EXECUTE FUNCTION seat_kind()
"""
ONE_COMPANY = """
ALTER TABLE seat_assignments ADD CONSTRAINT ex_seat_assignments_one_company
EXCLUDE USING gist (seat_span(agent_id, tenant_id, dedicated) WITH &&) WHERE (ended_at IS NULL)
"""
KINDS = (
    "'ordered','quantity','transfer','renewal_on','renewal_off','cancelled','reinstated',"
    "'extended','renewed','ended'"
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _plans()
    _leases()
    _changes()
    op.add_column(
        "seat_assignments",
        sa.Column("dedicated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for statement in (TERMS_STAND, TERMS_TRIGGER, SEAT_SPAN, SEAT_KIND, SEAT_TRIGGER, ONE_COMPANY):
        op.execute(statement)


def _plans() -> None:
    number = sa.BigInteger()
    for column in (
        sa.Column("version", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("effective_on", sa.Date(), server_default="2026-01-01", nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column(
            "holidays", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column(
            "skill_levels",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("setup_minor", number, server_default="0", nullable=False),
        sa.Column("included_contacts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("overage_minor", number, nullable=True),
    ):
        op.add_column("seat_plans", column)
    op.add_column(
        "seat_plans",
        sa.Column(
            "needs",
            postgresql.ARRAY(sa.Text()),
            sa.Computed("needs(skills, skill_levels)", persisted=True),
        ),
    )
    op.alter_column("seat_plans", "price_minor", type_=number)
    op.drop_constraint("uq_seat_plans_code", "seat_plans", type_="unique")
    op.create_unique_constraint("uq_seat_plans_code_version", "seat_plans", ["code", "version"])
    for name, condition in (
        ("setup_positive", "setup_minor >= 0"),
        ("included_positive", "included_contacts >= 0"),
        ("overage_positive", "overage_minor >= 0"),
    ):
        op.create_check_constraint(op.f(f"ck_seat_plans_{name}"), "seat_plans", condition)


def _leases() -> None:
    for column in (
        sa.Column("first_seats", sa.Integer(), nullable=True),
        sa.Column("term_months", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("auto_renews", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("billed_until", sa.Date(), nullable=True),
    ):
        op.add_column("seat_leases", column)
    op.alter_column("seat_leases", "price_minor", type_=sa.BigInteger())
    op.create_index(
        "ix_seat_leases_running",
        "seat_leases",
        ["tenant_id", "id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _changes() -> None:
    op.create_table(
        "lease_changes",
        sa.Column("lease_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.UUID(), nullable=True),
        sa.Column("request_key", sa.UUID(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.UUID(), nullable=True),
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_lease_changes_kind_known")),
        sa.CheckConstraint("seats BETWEEN 1 AND 10000", name=op.f("ck_lease_changes_seats_range")),
        sa.CheckConstraint(
            "applied_at IS NULL OR withdrawn_at IS NULL",
            name=op.f("ck_lease_changes_applied_or_withdrawn"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_lease_changes_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lease_id"],
            ["seat_leases.tenant_id", "seat_leases.id"],
            name=op.f("fk_lease_changes_tenant_id_lease_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["seat_plans.id"], name=op.f("fk_lease_changes_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_lease_changes_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["people.id"], name=op.f("fk_lease_changes_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_changes")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_lease_changes_tenant_id_id")),
        sa.UniqueConstraint(
            "tenant_id", "request_key", name=op.f("uq_lease_changes_tenant_id_request_key")
        ),
    )
    op.create_index(
        op.f("ix_lease_changes_tenant_id_lease_id_effective_on"),
        "lease_changes",
        ["tenant_id", "lease_id", "effective_on"],
    )
    op.create_index(
        "ix_lease_changes_due",
        "lease_changes",
        ["effective_on"],
        postgresql_where=sa.text("applied_at IS NULL AND withdrawn_at IS NULL"),
    )
    protect_tenant_table("lease_changes", grants="SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.execute("ALTER TABLE seat_assignments DROP CONSTRAINT ex_seat_assignments_one_company")
    op.execute("DROP TRIGGER seat_kind ON seat_assignments")
    op.execute("DROP TRIGGER seat_plan_terms_stand ON seat_plans")
    for function in (
        "seat_kind()",
        "seat_plan_terms_stand()",
        "seat_span(uuid, uuid, boolean)",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_column("seat_assignments", "dedicated")
    op.drop_table("lease_changes")
    op.drop_index("ix_seat_leases_running", "seat_leases")
    for name in ("billed_until", "auto_renews", "term_months", "first_seats"):
        op.drop_column("seat_leases", name)
    op.drop_constraint("uq_seat_plans_code_version", "seat_plans", type_="unique")
    # Later versions have no place in the older form; leases that point at them keep their row.
    op.execute("UPDATE seat_plans SET code = code || '-v' || version WHERE version > 1")
    op.create_unique_constraint("uq_seat_plans_code", "seat_plans", ["code"])
    for name in (
        "needs", "overage_minor", "included_contacts", "setup_minor", "skill_levels", "holidays",
        "time_zone", "effective_on", "version",
    ):  # fmt: skip
        op.drop_column("seat_plans", name)
