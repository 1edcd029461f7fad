"""What can be promised, hour by hour, and to whom it is promised."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text, Uuid

from muster.db import Base, Dated, Identified, TenantOwned

HOURS_A_WEEK = 168


class PoolKind(StrEnum):
    """What a pool counts: agents, students of a cohort, or seats at a site."""

    PEOPLE = "people"
    COHORT = "cohort"
    PLACES = "places"


class Tier(StrEnum):
    """How soon people are ready for a client; `places` are the seats that they sit on."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    PLACES = "places"


class ReservationState(StrEnum):
    """States of a standby reservation; the last three hold nothing."""

    ASSESSING = "assessing"
    PAYMENT_PENDING = "payment_pending"
    SCHEDULED = "scheduled"
    ACTIVE = "active"
    DRILLING = "drilling"
    ACTIVATING = "activating"
    ACTIVATED = "activated"
    RELEASING = "releasing"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"


ENDED = (ReservationState.EXPIRED, ReservationState.CANCELLED, ReservationState.FAILED)


class ReservationKind(StrEnum):
    """Guaranteed: one person, one promise. Shared: a part in a pot, with a probability."""

    GUARANTEED = "guaranteed"
    SHARED = "shared"


def _hours() -> Any:
    return mapped_column(ARRAY(Integer))


class Pool(Identified, Dated, Base):
    """People, or places, that are interchangeable for every promise.

    A person belongs to exactly one pool in an hour: the one with their site, abilities,
    languages and the companies that they are certified for. So nobody is counted twice.
    signature: all of that as text; two pools never have the same.
    """

    __tablename__ = "capacity_pools"
    __table_args__ = (
        CheckConstraint("kind IN ('people','cohort','places')", name="kind_known"),
        Index(None, "abilities", postgresql_using="gin"),
    )

    kind: Mapped[str]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id"), index=True)
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohorts.id"))
    hazard_zone: Mapped[str]
    region: Mapped[str]
    abilities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    certified_for: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    signature: Mapped[str] = mapped_column(unique=True)


class PoolWeek(Base):
    """How many of a pool there are, and how many are promised, in each hour of a week.

    The week begins on a Monday at 00:00 UTC; hours are UTC. `promised` is written by a trigger
    on allocations alone, and never rises above `supply`; supply may fall below it. free: two
    bytes an hour, the difference or 0, as offers read it.
    """

    __tablename__ = "capacity_weeks"
    __table_args__ = (
        CheckConstraint("extract(isodow FROM week_on) = 1", name="week_begins_on_monday"),
        CheckConstraint(
            "cardinality(supply) = 168 AND cardinality(promised) = 168", name="hours_of_a_week"
        ),
        CheckConstraint("0 <= ALL (supply) AND 0 <= ALL (promised)", name="not_below_zero"),
        Index(None, "week_on"),
    )

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("capacity_pools.id"), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    supply: Mapped[list[int]] = _hours()
    promised: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), server_default=text("array_fill(0, ARRAY[168])")
    )
    free: Mapped[bytes] = mapped_column(
        LargeBinary, Computed("free_hours(supply, promised)", persisted=True)
    )
    derived_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Pot(Identified, Dated, Base):
    """Guaranteed capacity that several clients share, each with a stated probability.

    zone_seats: how many of its seats rest at most on each hazard zone, in any hour.
    revision: rises with every part that is sold or given back, so that a probability that was
    reckoned with other holders than there are now cannot be sold.
    """

    __tablename__ = "pots"
    __table_args__ = (
        CheckConstraint("seats BETWEEN 1 AND 100000", name="seats_range"),
        CheckConstraint("ends_on >= starts_on", name="period_forward"),
        CheckConstraint("least_probability BETWEEN 0.5 AND 1", name="limit_range"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    seats: Mapped[int]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lead_minutes: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekly_window: Mapped[dict[str, Any]]
    time_zone: Mapped[str]
    least_probability: Mapped[float] = mapped_column(Float, default=0.999)
    zone_seats: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'::jsonb")
    )
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    closed_at: Mapped[datetime | None]


class PotAllocation(Identified, Dated, Base):
    """Hours of one pool in one week that a pot holds."""

    __tablename__ = "pot_allocations"
    __table_args__ = (
        UniqueConstraint("pot_id", "pool_id", "week_on"),
        CheckConstraint("cardinality(seats) = 168", name="hours_of_a_week"),
        CheckConstraint("0 <= ALL (seats)", name="not_below_zero"),
        Index(None, "pool_id", "week_on", postgresql_where="released_at IS NULL"),
    )

    pot_id: Mapped[UUID] = mapped_column(ForeignKey("pots.id"))
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("capacity_pools.id"))
    tier: Mapped[str]
    week_on: Mapped[date]
    seats: Mapped[list[int]] = _hours()
    released_at: Mapped[datetime | None]


class Reservation(TenantOwned, Dated, Base):
    """A client's right to more staffed seats, within a promised time.

    ramp: [{"seats": 20, "minutes": 15}, …], rising in both; `seats` is the last step's.
    starts_on, ends_on: first and last day, in `time_zone`. weekly_window: opening hours.
    hold_price_minor: a month, for all of it. use_price_minor: a seat and hour when activated.
    credit_percent: of a month's hold fee, where a drill or an activation missed the promise.
    hazard_zone: the client's own. probability_limit, pot_revision: what a part of a pot was
    sold under. chance_*: how likely the client needs it in a season, and when its zone is hit.
    """

    __tablename__ = "standby_reservations"

    number: Mapped[int]
    state: Mapped[str]
    kind: Mapped[str]
    seats: Mapped[int]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    ramp: Mapped[list[Any]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekly_window: Mapped[dict[str, Any]]
    time_zone: Mapped[str]
    avoid_hazard_zones: Mapped[list[str]] = mapped_column(ARRAY(Text))
    avoid_sites: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    hazard_zone: Mapped[str] = mapped_column(default="", server_default="")
    copy_factor: Mapped[int] = mapped_column(SmallInteger)
    hold_price_minor: Mapped[int] = mapped_column(BigInteger)
    use_price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    drills_included: Mapped[int] = mapped_column(SmallInteger, default=2, server_default=text("2"))
    credit_percent: Mapped[int] = mapped_column(SmallInteger, default=10, server_default=text("10"))
    hold_expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    request_key: Mapped[UUID]
    ordered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    pot_id: Mapped[UUID | None] = mapped_column(ForeignKey("pots.id"))
    pot_revision: Mapped[int | None]
    stated_probability: Mapped[float | None] = mapped_column(Float)
    probability_limit: Mapped[float | None] = mapped_column(Float)
    chance_season: Mapped[float | None] = mapped_column(Float)
    chance_event: Mapped[float | None] = mapped_column(Float)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        states = ",".join(f"'{state}'" for state in ReservationState)
        return (
            UniqueConstraint("tenant_id", "number"),
            UniqueConstraint("tenant_id", "request_key"),
            CheckConstraint(f"state IN ({states})", name="state_known"),
            CheckConstraint("seats BETWEEN 1 AND 100000", name="seats_range"),
            CheckConstraint("ends_on >= starts_on", name="period_forward"),
            CheckConstraint("hold_price_minor >= 0 AND use_price_minor >= 0", name="price"),
            CheckConstraint(
                "kind = 'guaranteed' AND pot_id IS NULL OR kind = 'shared' AND pot_id IS NOT NULL"
                " AND stated_probability IS NOT NULL AND probability_limit IS NOT NULL"
                " AND pot_revision IS NOT NULL AND chance_season IS NOT NULL"
                " AND chance_event IS NOT NULL",
                name="kind_whole",
            ),
            CheckConstraint("stated_probability >= probability_limit", name="honourable"),
            CheckConstraint(
                "(state = 'payment_pending') = (hold_expires_at IS NOT NULL)", name="hold_ends"
            ),
            Index(None, "pot_id", postgresql_where="pot_id IS NOT NULL"),
            Index(
                "ix_standby_reservations_unpaid",
                "hold_expires_at",
                postgresql_where="state = 'payment_pending'",
            ),
            Index(None, "state", "ends_on"),
        )


class ReservationChange(TenantOwned, Base):
    """A change of a reservation's state: when, by whom (nobody: by the clock), and why."""

    __tablename__ = "standby_changes"

    reservation_id: Mapped[UUID]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "reservation_id"],
                ["standby_reservations.tenant_id", "standby_reservations.id"],
            ),
            Index(None, "reservation_id", "created_at"),
        )


class Allocation(TenantOwned, Base):
    """Hours of one pool in one week that a reservation holds, until `released_at`.

    seats: how many in each of the week's 168 hours (UTC). Never changed and never deleted; a
    trigger keeps `capacity_weeks.promised` in step and refuses what is not there.
    """

    __tablename__ = "standby_allocations"

    reservation_id: Mapped[UUID]
    pool_id: Mapped[UUID] = mapped_column(ForeignKey("capacity_pools.id"))
    tier: Mapped[str]
    week_on: Mapped[date]
    seats: Mapped[list[int]] = _hours()
    released_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "reservation_id"],
                ["standby_reservations.tenant_id", "standby_reservations.id"],
            ),
            UniqueConstraint("reservation_id", "pool_id", "week_on"),
            CheckConstraint("tier IN ('hot','warm','cold','places')", name="tier_known"),
            CheckConstraint("cardinality(seats) = 168", name="hours_of_a_week"),
            CheckConstraint("0 <= ALL (seats)", name="not_below_zero"),
            Index(None, "pool_id", "week_on", postgresql_where="released_at IS NULL"),
        )


class Statement(TenantOwned, Dated, Base):
    """How likely a shared promise can be honoured, as of a day: shown to the client."""

    __tablename__ = "standby_statements"

    reservation_id: Mapped[UUID]
    stated_on: Mapped[date]
    probability: Mapped[float] = mapped_column(Float)
    pot_seats: Mapped[int]
    holders: Mapped[int]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "reservation_id"],
                ["standby_reservations.tenant_id", "standby_reservations.id"],
            ),
            UniqueConstraint("reservation_id", "stated_on"),
            CheckConstraint("probability BETWEEN 0 AND 1", name="probability_range"),
        )


class Derivation(Identified, Dated, Base):
    """Supply was derived from the facts as they stood at `facts` (a number that they raise)."""

    __tablename__ = "capacity_derivations"
    __table_args__ = (Index(None, "created_at"),)

    facts: Mapped[int] = mapped_column(BigInteger)
    changed_weeks: Mapped[int]
