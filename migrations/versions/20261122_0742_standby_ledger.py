"""Pools of people and places by the hour, and the ledger in which they are promised once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from muster.db.policies import STAFF, protect, protect_tenant_table

revision = "20261122_0742"
down_revision = "20261122_0737"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TEXTS = postgresql.ARRAY(sa.Text())
IDS = postgresql.ARRAY(sa.UUID())
HOURS = postgresql.ARRAY(sa.Integer())
A_COMPANY = "cardinality((SELECT acting_tenants())) > 0"
STATES = (
    "'assessing','payment_pending','scheduled','active','drilling','activating','activated',"
    "'releasing','expired','cancelled','failed'"
)
ENDED = "('expired','cancelled','failed')"

# The one rule, for whoever writes: a promise is never made of what is not there. That supply
# falls below what was promised is the world's doing, and no reason to refuse a row.
WITHIN_SUPPLY = """
CREATE FUNCTION promised_within_supply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE short integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT hour INTO short FROM unnest(NEW.promised, NEW.supply)
            WITH ORDINALITY AS u (promised, supply, hour) WHERE promised > supply LIMIT 1;
    ELSE
        SELECT hour INTO short FROM unnest(NEW.promised, OLD.promised, NEW.supply)
            WITH ORDINALITY AS u (promised, before, supply, hour)
        WHERE promised > before AND promised > supply LIMIT 1;
    END IF;
    IF FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'promised_within_supply',
            MESSAGE = 'more would be promised than there is',
            DETAIL = format('pool %s, week %s, hour %s', NEW.pool_id, NEW.week_on, short - 1);
    END IF;
    RETURN NEW;
END $$
"""

# Runs as the owner: nobody else may write `promised`, and a company's hold takes from pools that
# are not its own. Rows are locked in the order of their keys, whoever takes or gives back, so
# that two of them never wait for each other.
TAKEN = """
CREATE FUNCTION capacity_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part record;
BEGIN
    -- Whose rows these are was decided by the policies before: acting_tenants(), acting_staff().
    FOR part IN SELECT pool_id, week_on, seats FROM changed
                WHERE released_at IS NULL ORDER BY pool_id, week_on LOOP
        UPDATE capacity_weeks w
        SET promised = ARRAY(SELECT p + s FROM unnest(w.promised, part.seats) AS u (p, s))
        WHERE w.pool_id = part.pool_id AND w.week_on = part.week_on;
        IF NOT FOUND THEN
            RAISE check_violation USING CONSTRAINT = 'promised_within_supply',
                MESSAGE = 'nothing is known of this pool in this week',
                DETAIL = format('pool %s, week %s', part.pool_id, part.week_on);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
GIVEN_BACK = """
CREATE FUNCTION capacity_given_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part record;
BEGIN
    -- Whose rows these are was decided by the policies before: acting_tenants(), acting_staff().
    FOR part IN SELECT c.pool_id, c.week_on, c.seats FROM changed c JOIN before b USING (id)
                WHERE b.released_at IS NULL AND c.released_at IS NOT NULL
                ORDER BY c.pool_id, c.week_on LOOP
        UPDATE capacity_weeks w
        SET promised = ARRAY(SELECT p - s FROM unnest(w.promised, part.seats) AS u (p, s))
        WHERE w.pool_id = part.pool_id AND w.week_on = part.week_on;
    END LOOP;
    RETURN NULL;
END $$
"""
ONLY_RELEASED = """
CREATE FUNCTION allocation_only_released() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.released_at IS NOT NULL OR NEW.pool_id <> OLD.pool_id OR NEW.week_on <> OLD.week_on
       OR NEW.seats <> OLD.seats THEN
        RAISE check_violation USING CONSTRAINT = 'allocation_only_released',
            MESSAGE = 'an allocation is released once and never changed';
    END IF;
    RETURN NEW;
END $$
"""

# What has ended holds nothing, whoever ended it.
ENDED_FREES = f"""
CREATE FUNCTION reservation_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE standby_allocations a SET released_at = clock_timestamp()
    FROM changed c JOIN before b USING (id)
    WHERE c.state IN {ENDED} AND b.state NOT IN {ENDED}
      AND a.reservation_id = c.id AND a.released_at IS NULL;
    RETURN NULL;
END $$
"""  # noqa: S608 — made of a constant of this file
NOT_REVIVED = """
CREATE FUNCTION reservation_not_revived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE check_violation USING CONSTRAINT = 'reservation_not_revived',
        MESSAGE = 'what has ended holds nothing and cannot go on';
END $$
"""

# Runs as the owner: the pot is the operator's. Two buyers of one pot wait for each other here,
# and the second learns that what it reckoned with is no longer so.
PART_OF_POT = """
CREATE FUNCTION part_of_pot_sold() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- The row's own policy has compared its company with acting_tenants().
    UPDATE pots SET revision = revision + 1
    WHERE id = NEW.pot_id AND revision = NEW.pot_revision AND closed_at IS NULL
      AND least_probability <= NEW.probability_limit;
    IF NOT FOUND THEN
        RAISE check_violation USING CONSTRAINT = 'pot_as_reckoned',
            MESSAGE = 'the pot has other holders, or another limit, than was reckoned with';
    END IF;
    RETURN NEW;
END $$
"""

# Runs as the owner: a buyer frees what others have not paid for in time.
FREE_EXPIRED = """
CREATE FUNCTION free_expired_holds() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE freed integer;
BEGIN
    IF NOT acting_staff() AND cardinality(acting_tenants()) = 0 THEN
        RAISE insufficient_privilege USING MESSAGE = 'nobody is acting';
    END IF;
    WITH late AS (
        SELECT id FROM standby_reservations
        WHERE state = 'payment_pending' AND hold_expires_at <= clock_timestamp()
        ORDER BY id FOR UPDATE SKIP LOCKED
    ), ended AS (
        UPDATE standby_reservations r SET state = 'expired', hold_expires_at = NULL
        FROM late WHERE r.id = late.id RETURNING r.tenant_id, r.id
    )
    INSERT INTO standby_changes (id, tenant_id, reservation_id, from_state, to_state, reason)
    SELECT gen_random_uuid(), tenant_id, id, 'payment_pending', 'expired', 'unpaid' FROM ended;
    GET DIAGNOSTICS freed = ROW_COUNT;
    RETURN freed;
END $$
"""
FUNCTIONS = (WITHIN_SUPPLY, TAKEN, GIVEN_BACK, ONLY_RELEASED, ENDED_FREES, NOT_REVIVED,
             PART_OF_POT, FREE_EXPIRED)  # fmt: skip
NAMES = ("free_expired_holds", "part_of_pot_sold", "reservation_not_revived", "reservation_ended",
         "allocation_only_released", "capacity_given_back", "capacity_taken",
         "promised_within_supply")  # fmt: skip
TRIGGERS = (
    """CREATE TRIGGER promised_within_supply BEFORE INSERT OR UPDATE OF promised ON capacity_weeks
    FOR EACH ROW EXECUTE FUNCTION promised_within_supply()""",
    *(
        statement.format(table=table)
        for table in ("standby_allocations", "pot_allocations")
        for statement in (
            """CREATE TRIGGER capacity_taken AFTER INSERT ON {table}
            REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION capacity_taken()""",
            """CREATE TRIGGER capacity_given_back AFTER UPDATE ON {table}
            REFERENCING OLD TABLE AS before NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION capacity_given_back()""",
            """CREATE TRIGGER allocation_only_released BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION allocation_only_released()""",
        )
    ),
    """CREATE TRIGGER reservation_ended AFTER UPDATE ON standby_reservations
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reservation_ended()""",
    f"""CREATE TRIGGER reservation_not_revived BEFORE UPDATE OF state ON standby_reservations
    FOR EACH ROW WHEN (OLD.state IN {ENDED} AND NEW.state <> OLD.state)
    EXECUTE FUNCTION reservation_not_revived()""",
    """CREATE TRIGGER part_of_pot_sold BEFORE INSERT ON standby_reservations
    FOR EACH ROW WHEN (NEW.kind = 'shared') EXECUTE FUNCTION part_of_pot_sold()""",
)


def column(
    name: str, kind: sa.types.TypeEngine[object] | None = None, **options: object
) -> sa.Column[object]:
    """A column that is never null, a text unless said otherwise."""
    return sa.Column(name, kind or sa.Text(), nullable=False, **options)  # type: ignore[arg-type]  # options of a column


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def unique(table: str, *names: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))


def reference(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def index(table: str, *names: str, where: str | None = None, using: str | None = None) -> None:
    op.create_index(
        op.f(f"ix_{table}_{'_'.join(names)}"),
        table,
        list(names),
        postgresql_where=sa.text(where) if where else None,
        **({"postgresql_using": using} if using else {}),
    )


def identified(table: str, *, dated: bool = True) -> tuple[sa.schema.SchemaItem, ...]:
    moment = column("created_at", MOMENT, server_default=sa.text("now()"))
    return (
        column("id", sa.UUID()),
        *((moment,) if dated else ()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def owned(table: str, *, dated: bool = True) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        column("tenant_id", sa.UUID()),
        *identified(table, dated=dated),
        reference(table, "tenant_id", "tenants"),
        unique(table, "tenant_id", "id"),
    )


def of_reservation(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        column("reservation_id", sa.UUID()),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reservation_id"],
            ["standby_reservations.tenant_id", "standby_reservations.id"],
            name=op.f(f"fk_{table}_tenant_id_reservation_id"),
        ),
    )


def upgrade() -> None:
    _supply()
    _pots()
    _reservations()
    _allocations()
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)
    protect("capacity_pools", rows=STAFF, read=(A_COMPANY,), grants="SELECT, INSERT, UPDATE")
    protect(
        "capacity_weeks",
        rows=STAFF,
        read=(A_COMPANY,),
        grants="SELECT, INSERT (pool_id, week_on, supply, derived_at), UPDATE (supply, derived_at)",
    )
    protect("pots", rows=STAFF, read=(A_COMPANY,), grants="SELECT, INSERT, UPDATE")
    protect(
        "pot_allocations",
        rows=STAFF,
        read=(A_COMPANY,),
        grants="SELECT, INSERT, UPDATE (released_at)",
    )
    protect_tenant_table("standby_reservations", grants="SELECT, INSERT, UPDATE")
    protect_tenant_table("standby_changes", grants="SELECT, INSERT")
    protect_tenant_table("standby_allocations", grants="SELECT, INSERT, UPDATE (released_at)")


def _supply() -> None:
    op.create_table(
        "capacity_pools",
        column("kind"),
        sa.Column("site_id", sa.UUID()),
        sa.Column("cohort_id", sa.UUID()),
        column("hazard_zone"),
        column("region"),
        column("abilities", TEXTS),
        column("languages", TEXTS),
        column("certified_for", IDS),
        column("signature"),
        *identified("capacity_pools"),
        check("capacity_pools", "kind_known", "kind IN ('people','cohort','places')"),
        unique("capacity_pools", "signature"),
        reference("capacity_pools", "site_id", "sites"),
        reference("capacity_pools", "cohort_id", "cohorts"),
    )
    index("capacity_pools", "site_id")
    index("capacity_pools", "abilities", using="gin")
    op.create_table(
        "capacity_weeks",
        column("pool_id", sa.UUID()),
        column("week_on", sa.Date()),
        column("supply", HOURS),
        column("promised", HOURS, server_default=sa.text("array_fill(0, ARRAY[168])")),
        column("derived_at", MOMENT, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("pool_id", "week_on", name=op.f("pk_capacity_weeks")),
        reference("capacity_weeks", "pool_id", "capacity_pools"),
        check("capacity_weeks", "week_begins_on_monday", "extract(isodow FROM week_on) = 1"),
        check(
            "capacity_weeks",
            "hours_of_a_week",
            "cardinality(supply) = 168 AND cardinality(promised) = 168",
        ),
        check("capacity_weeks", "not_below_zero", "0 <= ALL (supply) AND 0 <= ALL (promised)"),
    )
    index("capacity_weeks", "week_on")
    # Both arrays are rewritten in place, again and again: room on the page, and no index moves.
    op.execute("ALTER TABLE capacity_weeks SET (fillfactor = 50)")


def _pots() -> None:
    op.create_table(
        "pots",
        column("code"),
        column("name_en"),
        column("name_zh"),
        column("seats", sa.Integer()),
        column("skills", TEXTS),
        column("languages", TEXTS),
        column("lead_minutes", sa.Integer()),
        column("starts_on", sa.Date()),
        column("ends_on", sa.Date()),
        column("weekly_window", postgresql.JSONB()),
        column("time_zone"),
        column("least_probability", sa.Float()),
        column("revision", sa.Integer(), server_default=sa.text("0")),
        sa.Column("closed_at", MOMENT),
        *identified("pots"),
        unique("pots", "code"),
        check("pots", "seats_range", "seats BETWEEN 1 AND 100000"),
        check("pots", "period_forward", "ends_on >= starts_on"),
        check("pots", "limit_range", "least_probability BETWEEN 0.5 AND 1"),
    )
    op.create_table(
        "pot_allocations",
        column("pot_id", sa.UUID()),
        column("pool_id", sa.UUID()),
        column("tier"),
        column("week_on", sa.Date()),
        column("seats", HOURS),
        sa.Column("released_at", MOMENT),
        *identified("pot_allocations"),
        reference("pot_allocations", "pot_id", "pots"),
        reference("pot_allocations", "pool_id", "capacity_pools"),
        unique("pot_allocations", "pot_id", "pool_id", "week_on"),
        check("pot_allocations", "hours_of_a_week", "cardinality(seats) = 168"),
        check("pot_allocations", "not_below_zero", "0 <= ALL (seats)"),
    )
    index("pot_allocations", "pool_id", "week_on", where="released_at IS NULL")


def _reservations() -> None:
    table = "standby_reservations"
    op.create_table(
        table,
        column("number", sa.Integer()),
        column("state"),
        column("kind"),
        column("seats", sa.Integer()),
        column("skills", TEXTS),
        column("languages", TEXTS),
        column("ramp", postgresql.JSONB()),
        column("starts_on", sa.Date()),
        column("ends_on", sa.Date()),
        column("weekly_window", postgresql.JSONB()),
        column("time_zone"),
        column("avoid_hazard_zones", TEXTS),
        column("avoid_sites", IDS),
        column("hazard_zone", server_default=""),
        column("copy_factor", sa.SmallInteger()),
        column("hold_price_minor", sa.BigInteger()),
        column("use_price_minor", sa.BigInteger()),
        column("currency"),
        column("drills_included", sa.SmallInteger(), server_default=sa.text("2")),
        column("credit_percent", sa.SmallInteger(), server_default=sa.text("10")),
        sa.Column("hold_expires_at", MOMENT),
        sa.Column("confirmed_at", MOMENT),
        column("request_key", sa.UUID()),
        column("ordered_by", sa.UUID()),
        sa.Column("pot_id", sa.UUID()),
        sa.Column("pot_revision", sa.Integer()),
        sa.Column("stated_probability", sa.Float()),
        sa.Column("probability_limit", sa.Float()),
        sa.Column("chance_season", sa.Float()),
        sa.Column("chance_event", sa.Float()),
        *owned(table),
        reference(table, "ordered_by", "people"),
        reference(table, "pot_id", "pots"),
        unique(table, "tenant_id", "number"),
        unique(table, "tenant_id", "request_key"),
        check(table, "state_known", f"state IN ({STATES})"),
        check(table, "seats_range", "seats BETWEEN 1 AND 100000"),
        check(table, "period_forward", "ends_on >= starts_on"),
        check(table, "price", "hold_price_minor >= 0 AND use_price_minor >= 0"),
        check(
            table,
            "kind_whole",
            "kind = 'guaranteed' AND pot_id IS NULL OR kind = 'shared' AND pot_id IS NOT NULL"
            " AND stated_probability IS NOT NULL AND probability_limit IS NOT NULL"
            " AND pot_revision IS NOT NULL AND chance_season IS NOT NULL"
            " AND chance_event IS NOT NULL",
        ),
        check(table, "honourable", "stated_probability >= probability_limit"),
        check(table, "hold_ends", "(state = 'payment_pending') = (hold_expires_at IS NOT NULL)"),
    )
    index(table, "pot_id", where="pot_id IS NOT NULL")
    index(table, "state", "ends_on")
    op.create_index(
        "ix_standby_reservations_unpaid",
        table,
        ["hold_expires_at"],
        postgresql_where=sa.text("state = 'payment_pending'"),
    )
    op.create_table(
        "standby_changes",
        sa.Column("from_state", sa.Text()),
        column("to_state"),
        column("reason", server_default=""),
        sa.Column("changed_by", sa.UUID()),
        column("created_at", MOMENT, server_default=sa.text("clock_timestamp()")),
        *owned("standby_changes", dated=False),
        *of_reservation("standby_changes"),
        reference("standby_changes", "changed_by", "people"),
    )
    index("standby_changes", "reservation_id", "created_at")


def _allocations() -> None:
    table = "standby_allocations"
    op.create_table(
        table,
        column("pool_id", sa.UUID()),
        column("tier"),
        column("week_on", sa.Date()),
        column("seats", HOURS),
        sa.Column("released_at", MOMENT),
        *owned(table, dated=False),
        *of_reservation(table),
        reference(table, "pool_id", "capacity_pools"),
        unique(table, "reservation_id", "pool_id", "week_on"),
        check(table, "tier_known", "tier IN ('hot','warm','cold','places')"),
        check(table, "hours_of_a_week", "cardinality(seats) = 168"),
        check(table, "not_below_zero", "0 <= ALL (seats)"),
    )
    index(table, "pool_id", "week_on", where="released_at IS NULL")


def downgrade() -> None:
    for table in ("standby_allocations", "standby_changes", "standby_reservations",
                  "pot_allocations", "pots", "capacity_weeks", "capacity_pools"):  # fmt: skip
        op.drop_table(table)
    for name in NAMES:
        op.execute(f"DROP FUNCTION {name}()")
