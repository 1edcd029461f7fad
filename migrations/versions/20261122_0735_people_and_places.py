"""Sites, languages, shifts, time off, certifications and cohorts: what there is to sell."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import STAFF, TENANT, protect, protect_tenant_table

revision = "20261122_0735"
down_revision = "20261122_0725"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OWN = "agent_id IN (SELECT id FROM agents WHERE person_id = (SELECT acting_person()))"
SAT_HERE = (
    "EXISTS (SELECT FROM seat_assignments s WHERE s.agent_id = shifts.agent_id"
    f" AND s.{TENANT} AND s.created_at < shifts.ends_at"
    " AND (s.ended_at IS NULL OR s.ended_at > shifts.starts_at))"
)

# Where a span of time of an agent lies on one line of numbers that holds every agent's time, one
# behind the other: the id as a number, followed by eleven digits of seconds. Exact, and immutable
# in truth, though extract() is only stable for the sake of other fields than the epoch.
SHIFT_SPAN = """
CREATE FUNCTION shift_span(agent uuid, starts timestamptz, ends timestamptz) RETURNS numrange
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    digits text := replace(agent::text, '-', '');
    line numeric := 0;
BEGIN
    FOR part IN 0..3 LOOP
        line := line * 4294967296
              + (('x' || substr(digits, part * 8 + 1, 8))::bit(32)::bigint & 4294967295);
    END LOOP;
    line := line * 100000000000;
    RETURN numrange(line + extract(epoch FROM starts), line + extract(epoch FROM ends));
END $$
"""

# Until when contacts of a company may be placed with an agent, for seat_assignments. Whoever asks
# holds the company's lock, so that a seat taken and a certification granted at the same moment
# see each other.
CERTIFIED_UNTIL = """
CREATE FUNCTION certified_until(company uuid, agent uuid) RETURNS timestamptz
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('certifications ' || company, 0));
    IF NOT (SELECT requires_certification FROM tenants WHERE id = company) THEN
        RETURN NULL;
    END IF;
    RETURN COALESCE((SELECT max(c.expires_at) FROM certifications c
                     WHERE c.tenant_id = company AND c.agent_id = agent AND c.revoked_at IS NULL),
                    'epoch');
END $$
"""
SEAT_TAKEN = """
CREATE FUNCTION seat_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.certified_until := certified_until(NEW.tenant_id, NEW.agent_id);
    RETURN NEW;
END $$
"""
CERTIFICATION_CHANGED = """
CREATE FUNCTION certification_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE seat_assignments SET certified_until = certified_until(NEW.tenant_id, NEW.agent_id)
    WHERE tenant_id = NEW.tenant_id AND agent_id = NEW.agent_id AND ended_at IS NULL;
    RETURN NULL;
END $$
"""
CERTIFICATION_REQUIRED = """
CREATE FUNCTION certification_required() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE seat_assignments SET certified_until = certified_until(tenant_id, agent_id)
    WHERE tenant_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    """CREATE TRIGGER seat_taken BEFORE INSERT ON seat_assignments
    FOR EACH ROW EXECUTE FUNCTION seat_taken()""",
    """CREATE TRIGGER certification_changed AFTER INSERT OR UPDATE OF expires_at, revoked_at
    ON certifications FOR EACH ROW EXECUTE FUNCTION certification_changed()""",
    """CREATE TRIGGER certification_required AFTER UPDATE OF requires_certification ON tenants
    FOR EACH ROW WHEN (OLD.requires_certification <> NEW.requires_certification)
    EXECUTE FUNCTION certification_required()""",
)
FUNCTIONS = (
    "certification_required()",
    "certification_changed()",
    "seat_taken()",
    "certified_until(uuid, uuid)",
    "shift_span(uuid, timestamptz, timestamptz)",
)


def table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table with an id and the moment at which each row was made."""
    op.create_table(
        name,
        *parts,
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def column(
    name: str, kind: sa.types.TypeEngine[Any] | None = None, **options: object
) -> sa.Column[object]:
    """A column that is never null, a text unless said otherwise."""
    return sa.Column(name, kind or sa.Text(), nullable=False, **options)  # type: ignore[arg-type]  # options of a column


def reference(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def unique(table: str, *names: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))


def index(table: str, *names: str, where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names), postgresql_where=condition
    )


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _places()
    _agents()
    _roster()
    _academy()
    for statement in (SHIFT_SPAN, CERTIFIED_UNTIL, SEAT_TAKEN, CERTIFICATION_CHANGED,
                      CERTIFICATION_REQUIRED, *TRIGGERS):  # fmt: skip
        op.execute(statement)
    op.execute(
        "ALTER TABLE shifts ADD CONSTRAINT ex_shifts_overlap"
        " EXCLUDE USING gist (shift_span(agent_id, starts_at, ends_at) WITH &&)"
    )


def _places() -> None:
    table(
        "sites",
        column("code"),
        column("name_en"),
        column("name_zh"),
        column("region"),
        column("time_zone"),
        column("hazard_zone"),
        column("seats", sa.Integer()),
        column("seat_types", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb")),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("down_since", MOMENT),
        column("down_reason", server_default=""),
        unique("sites", "code"),
        check("sites", "seats_range", "seats BETWEEN 0 AND 100000"),
        check("sites", "latitude_range", "latitude BETWEEN -90 AND 90"),
        check("sites", "longitude_range", "longitude BETWEEN -180 AND 180"),
        check("sites", "position_whole", "(latitude IS NULL) = (longitude IS NULL)"),
    )
    table(
        "site_changes",
        column("site_id", sa.UUID()),
        sa.Column("changed_by", sa.UUID()),
        column("is_down", sa.Boolean()),
        column("reason"),
        reference("site_changes", "site_id", "sites"),
        reference("site_changes", "changed_by", "people"),
    )
    index("site_changes", "site_id", "id")
    table(
        "languages",
        column("code"),
        column("name_en"),
        column("name_zh"),
        sa.Column("retired_at", MOMENT),
        unique("languages", "code"),
    )
    protect("sites", rows=STAFF, read=("true",))
    protect("site_changes", rows=STAFF, grants="SELECT, INSERT")
    protect("languages", rows=STAFF, read=("true",))


def _agents() -> None:
    op.add_column("agents", sa.Column("site_id", sa.UUID()))
    op.add_column(
        "agents", column("contract_minutes", sa.Integer(), server_default=sa.text("2400"))
    )
    op.add_column("agents", sa.Column("left_on", sa.Date()))
    op.create_foreign_key(op.f("fk_agents_site_id"), "agents", "sites", ["site_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_agents_contract_range"), "agents", "contract_minutes BETWEEN 60 AND 3600"
    )
    index("agents", "site_id", "display_name")
    table(
        "agent_addresses",
        column("agent_id", sa.UUID()),
        column("kind"),
        column("address"),
        column("position", sa.SmallInteger()),
        sa.Column("verified_at", MOMENT),
        reference("agent_addresses", "agent_id", "agents"),
        unique("agent_addresses", "agent_id", "kind", "address"),
        check("agent_addresses", "kind_known", "kind IN ('desk','mail','sms','voice')"),
    )
    protect("agent_addresses", rows=STAFF, read=(OWN,))
    op.add_column(
        "tenants", column("requires_certification", sa.Boolean(), server_default=sa.false())
    )
    op.add_column("seat_assignments", sa.Column("certified_until", MOMENT))


def _roster() -> None:
    table(
        "shift_patterns",
        column("agent_id", sa.UUID()),
        column("kind"),
        column("week", postgresql.JSONB()),
        column("time_zone"),
        column("starts_on", sa.Date()),
        sa.Column("ends_on", sa.Date()),
        sa.Column("filled_until", sa.Date()),
        sa.Column("created_by", sa.UUID()),
        reference("shift_patterns", "agent_id", "agents"),
        reference("shift_patterns", "created_by", "people"),
        check("shift_patterns", "period_forward", "ends_on IS NULL OR ends_on >= starts_on"),
        check("shift_patterns", "kind_known", "kind IN ('work','standby','training')"),
    )
    index("shift_patterns", "agent_id")
    table(
        "shifts",
        column("agent_id", sa.UUID()),
        column("starts_at", MOMENT),
        column("ends_at", MOMENT),
        column("kind"),
        sa.Column("pattern_id", sa.UUID()),
        sa.Column("created_by", sa.UUID()),
        reference("shifts", "agent_id", "agents"),
        reference("shifts", "pattern_id", "shift_patterns"),
        reference("shifts", "created_by", "people"),
        check(
            "shifts",
            "length",
            "ends_at > starts_at AND ends_at <= starts_at + interval '16 hours'",
        ),
        check("shifts", "kind_known", "kind IN ('work','standby','training')"),
    )
    index("shifts", "agent_id", "starts_at")
    index("shifts", "starts_at")
    index("shifts", "pattern_id", where="pattern_id IS NOT NULL")
    _time_off()
    protect("shift_patterns", rows=STAFF, read=(OWN,))
    protect("shifts", rows=STAFF, read=(OWN, SAT_HERE))
    # An agent asks and takes back; whether it is so, somebody else decides.
    protect("time_off", rows=STAFF, read=(OWN,),
            write=(f"{OWN} AND state IN ('asked','withdrawn')",))  # fmt: skip


def _time_off() -> None:
    table(
        "time_off",
        column("agent_id", sa.UUID()),
        column("starts_at", MOMENT),
        column("ends_at", MOMENT),
        column("kind"),
        column("note", server_default=""),
        column("state"),
        sa.Column("asked_by", sa.UUID()),
        sa.Column("decided_by", sa.UUID()),
        sa.Column("decided_at", MOMENT),
        column("decision_note", server_default=""),
        reference("time_off", "agent_id", "agents"),
        reference("time_off", "asked_by", "people"),
        reference("time_off", "decided_by", "people"),
        check("time_off", "period_forward", "ends_at > starts_at"),
        check("time_off", "kind_known", "kind IN ('holiday','sick','training','other')"),
        check("time_off", "state_known", "state IN ('asked','approved','declined','withdrawn')"),
        check(
            "time_off",
            "decision_dated",
            "state NOT IN ('approved','declined') OR decided_at IS NOT NULL",
        ),
    )
    index("time_off", "agent_id", "starts_at")
    index("time_off", "starts_at", where="state = 'asked'")


def _academy() -> None:
    table(
        "certifications",
        column("agent_id", sa.UUID()),
        column("certified_at", MOMENT),
        column("expires_at", MOMENT),
        column("source"),
        sa.Column("certified_by", sa.UUID()),
        sa.Column("revoked_at", MOMENT),
        sa.Column("revoked_by", sa.UUID()),
        column("revoke_reason", server_default=""),
        sa.Column("warned_at", MOMENT),
        column("tenant_id", sa.UUID()),
        reference("certifications", "agent_id", "agents"),
        reference("certifications", "certified_by", "people"),
        reference("certifications", "revoked_by", "people"),
        reference("certifications", "tenant_id", "tenants"),
        unique("certifications", "tenant_id", "id"),
        check("certifications", "period_forward", "expires_at > certified_at"),
    )
    index("certifications", "tenant_id", "agent_id", "expires_at")
    index("certifications", "agent_id", "expires_at")
    index("certifications", "expires_at", where="revoked_at IS NULL")
    table(
        "cohorts",
        column("code"),
        column("college"),
        column("programme"),
        column("headcount", sa.Integer()),
        column("starts_on", sa.Date()),
        column("graduates_on", sa.Date()),
        column("skills", postgresql.ARRAY(sa.Text())),
        column("languages", postgresql.ARRAY(sa.Text())),
        column("graduation_share", sa.Numeric(4, 3)),
        column("hazard_zone"),
        sa.Column("site_id", sa.UUID()),
        column("weekly_hours", sa.Integer()),
        reference("cohorts", "site_id", "sites"),
        unique("cohorts", "code"),
        check("cohorts", "headcount_range", "headcount BETWEEN 1 AND 100000"),
        check("cohorts", "graduates_later", "graduates_on > starts_on"),
        check("cohorts", "share_range", "graduation_share BETWEEN 0 AND 1"),
        check("cohorts", "weekly_hours_range", "weekly_hours BETWEEN 1 AND 60"),
    )
    index("cohorts", "graduates_on", "id")
    protect_tenant_table("certifications", grants="SELECT, INSERT, UPDATE")
    protect("cohorts", rows=STAFF)


def downgrade() -> None:
    op.execute("DROP TRIGGER certification_required ON tenants")
    op.execute("DROP TRIGGER seat_taken ON seat_assignments")
    op.drop_column("seat_assignments", "certified_until")
    op.drop_column("tenants", "requires_certification")
    for name in ("cohorts", "certifications", "time_off", "shifts", "shift_patterns",
                 "agent_addresses"):  # fmt: skip
        op.drop_table(name)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    for name in ("site_id", "contract_minutes", "left_on"):
        op.drop_column("agents", name)
    for name in ("languages", "site_changes", "sites"):
        op.drop_table(name)
