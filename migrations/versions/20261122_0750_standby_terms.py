"""On what terms standby is sold, its risks, and when supply was derived from which facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db import names
from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0750"
down_revision = "20261122_0748"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
A_COMPANY = "cardinality((SELECT acting_tenants())) > 0"

# Sees what was committed while it waited for the lock, as a statement's own snapshot would not.
NUMBERED = """
CREATE FUNCTION reservation_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('standby ' || NEW.tenant_id, 0));
    NEW.number := COALESCE((SELECT max(number) FROM standby_reservations
                            WHERE tenant_id = NEW.tenant_id), 0) + 1;
    RETURN NEW;
END $$
"""
NUMBERS = """
CREATE TRIGGER reservation_numbered BEFORE INSERT ON standby_reservations
FOR EACH ROW EXECUTE FUNCTION reservation_numbered()
"""

# A sequence, because counting must neither wait for others nor make them wait.
FACTS = """
CREATE FUNCTION capacity_facts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('capacity_facts');
    RETURN NULL;
END $$
"""
FACT_TABLES = {
    "shifts": "INSERT OR UPDATE OR DELETE",
    "time_off": "INSERT OR UPDATE OR DELETE",
    "certifications": "INSERT OR UPDATE OR DELETE",
    "cohorts": "INSERT OR UPDATE OR DELETE",
    "sites": "INSERT OR UPDATE OR DELETE",
    "agent_addresses": "INSERT OR UPDATE OR DELETE",
    "seat_assignments": "INSERT OR DELETE OR UPDATE OF ended_at",
    "seat_leases": "UPDATE OF starts_on, ends_on, ended_at",
    "agents": "INSERT OR UPDATE OF languages, skills, skill_levels, site_id, left_on, retired_at",
    "standby_terms": "INSERT",
}


def column(
    name: str, kind: sa.types.TypeEngine[object] | None = None, **options: object
) -> sa.Column[object]:
    """A column that is never null, a text unless said otherwise."""
    return sa.Column(name, kind or sa.Text(), nullable=False, **options)  # type: ignore[arg-type]  # options of a column


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def table(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *parts,
        column("id", sa.UUID()),
        column("created_at", MOMENT, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def changed_by(name: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("changed_by", sa.UUID()),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f(f"fk_{name}_changed_by")),
    )


def upgrade() -> None:
    _terms()
    _statements()
    op.add_column(
        "pots", column("zone_seats", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"))
    )
    table(
        "capacity_derivations",
        column("facts", sa.BigInteger()),
        column("changed_weeks", sa.Integer()),
    )
    op.create_index(
        op.f("ix_capacity_derivations_created_at"), "capacity_derivations", ["created_at"]
    )
    app, _ = names.roles()
    op.execute("CREATE SEQUENCE capacity_facts")
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE capacity_facts TO {app}")
    for statement in (NUMBERED, NUMBERS, FACTS):
        op.execute(statement)
    for name, acts in FACT_TABLES.items():
        op.execute(
            f"CREATE TRIGGER capacity_facts_changed AFTER {acts} ON {name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION capacity_facts_changed()"
        )
    for name in ("standby_terms", "standby_rates", "standby_risks"):
        protect(name, rows=STAFF, read=(A_COMPANY,))
    protect("capacity_derivations", rows=STAFF, grants="SELECT, INSERT, DELETE")
    protect_tenant_table("standby_statements", grants="SELECT, INSERT")


def _terms() -> None:
    table(
        "standby_terms",
        column("shrinkage", sa.Float()),
        column("copy_factor", sa.SmallInteger()),
        column("least_probability", sa.Float()),
        column("hold_minutes", sa.SmallInteger()),
        *changed_by("standby_terms"),
        check("standby_terms", "shrinkage_range", "shrinkage >= 0 AND shrinkage < 1"),
        check("standby_terms", "copy_factor_range", "copy_factor BETWEEN 0 AND 100"),
        check("standby_terms", "limit_range", "least_probability BETWEEN 0.5 AND 1"),
        check("standby_terms", "hold_minutes_range", "hold_minutes BETWEEN 1 AND 1440"),
    )
    table(
        "standby_rates",
        column("currency"),
        *(column(f"{name}_minor", sa.Integer()) for name in ("hot", "warm", "cold", "use")),
        column("shared_percent", sa.SmallInteger()),
        *changed_by("standby_rates"),
        check(
            "standby_rates",
            "not_below_zero",
            "least(hot_minor, warm_minor, cold_minor, use_minor) >= 0",
        ),
        check("standby_rates", "shared_range", "shared_percent BETWEEN 1 AND 100"),
    )
    op.create_index(
        op.f("ix_standby_rates_currency_created_at"), "standby_rates", ["currency", "created_at"]
    )
    table(
        "standby_risks",
        column("hazard_zone"),
        column("seasons", postgresql.ARRAY(sa.Float())),
        column("calm", sa.Float()),
        column("struck", sa.Float()),
        sa.UniqueConstraint("hazard_zone", name=op.f("uq_standby_risks_hazard_zone")),
        check("standby_risks", "four_seasons", "cardinality(seasons) = 4"),
        check("standby_risks", "seasons_range", "0 <= ALL (seasons) AND 1 >= ALL (seasons)"),
        check("standby_risks", "chances_range", "calm BETWEEN 0 AND 1 AND struck BETWEEN 0 AND 1"),
    )


def _statements() -> None:
    name = "standby_statements"
    table(
        name,
        column("reservation_id", sa.UUID()),
        column("stated_on", sa.Date()),
        column("probability", sa.Float()),
        column("pot_seats", sa.Integer()),
        column("holders", sa.Integer()),
        column("tenant_id", sa.UUID()),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{name}_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reservation_id"],
            ["standby_reservations.tenant_id", "standby_reservations.id"],
            name=op.f(f"fk_{name}_tenant_id_reservation_id"),
        ),
        sa.UniqueConstraint("tenant_id", "id", name=op.f(f"uq_{name}_tenant_id_id")),
        sa.UniqueConstraint(
            "reservation_id", "stated_on", name=op.f(f"uq_{name}_reservation_id_stated_on")
        ),
        check(name, "probability_range", "probability BETWEEN 0 AND 1"),
    )


def downgrade() -> None:
    for name in FACT_TABLES:
        op.execute(f"DROP TRIGGER capacity_facts_changed ON {name}")
    op.execute("DROP TRIGGER reservation_numbered ON standby_reservations")
    for function in ("capacity_facts_changed()", "reservation_numbered()"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP SEQUENCE capacity_facts")
    op.drop_column("pots", "zone_seats")
    for name in ("capacity_derivations", "standby_statements", "standby_risks", "standby_rates",
                 "standby_terms"):  # fmt: skip
        op.drop_table(name)
