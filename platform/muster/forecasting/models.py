"""How many came when, what was known of it beforehand, and when too many came."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned

INTERVALS = (5, 10, 15, 30, 60, 1440)  # minutes; 1440 is a day of the calendar, however long
DAY = 1440


class AlarmOutcome(StrEnum):
    """What became of the activation that an alarm proposed."""

    PROPOSED = "proposed"
    ACTIVATED = "activated"
    BEYOND_LIMIT = "beyond_limit"
    NOBODY_THERE = "nobody_there"


def _series_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "series_id"],
        ["arrival_series.tenant_id", "arrival_series.id"],
        ondelete="CASCADE",
    )


class ArrivalSeries(TenantOwned, Dated, Base):
    """The arrivals of one queue, or of one line that has a name.

    queue_id: contacts of this queue are counted into it as they come. interval_minutes: one of
    INTERVALS; days and intervals are those of time_zone. holidays: country, and after a hyphen its
    part ("CN", "CA-BC"), as of ISO 3166; empty: none are known.
    """

    __tablename__ = "arrival_series"

    name: Mapped[str]
    queue_id: Mapped[UUID | None]
    time_zone: Mapped[str]
    interval_minutes: Mapped[int] = mapped_column(SmallInteger)
    holidays: Mapped[str] = mapped_column(default="")
    counted_until: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(["tenant_id", "queue_id"], ["queues.tenant_id", "queues.id"]),
            UniqueConstraint("tenant_id", "name"),
            UniqueConstraint("tenant_id", "queue_id"),
            CheckConstraint("interval_minutes IN (5,10,15,30,60,1440)", name="interval_known"),
        )


class ArrivalPoint(TenantOwned, Base):
    """How many came in one interval, from starts_at; what is not known is null.

    answered and abandoned need not add up to offered: many systems count short abandons apart.
    """

    __tablename__ = "arrival_points"
    tenant_is_implied = True

    series_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    offered: Mapped[int]
    answered: Mapped[int | None]
    abandoned: Mapped[int | None]
    aht_seconds: Mapped[float | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            _series_key(),
            UniqueConstraint("series_id", "starts_at"),
            CheckConstraint(
                "offered >= 0 AND answered >= 0 AND abandoned >= 0 AND aht_seconds >= 0",
                name="not_negative",
            ),
        )


class ArrivalEvent(TenantOwned, Dated, Base):
    """Something known beforehand that changes how many come: a campaign, a price change.

    series_id: the only series that it touches; None: all. percent: what it adds to the usual
    number (100 doubles it, −50 halves it); None: as much as earlier events of the same name did.
    """

    __tablename__ = "arrival_events"

    series_id: Mapped[UUID | None]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    percent: Mapped[int | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            _series_key(),
            Index(None, "tenant_id", "starts_on"),
            CheckConstraint("ends_on >= starts_on", name="forward"),
            CheckConstraint("percent BETWEEN -100 AND 10000", name="percent_range"),
        )


class SurgePolicy(TenantOwned, Dated, Base):
    """What a client laid down and signed for the surge watch of a series; the last one holds.

    at_least: fewer contacts beyond what was expected are no surge. aht_seconds: how long one takes,
    for the number of seats. by_itself: standby may be activated without asking, at most seat_limit
    seats, for at most budget_minor a surge at price_minor a seat and hour.
    """

    __tablename__ = "surge_policies"

    series_id: Mapped[UUID]
    watching: Mapped[bool]
    at_least: Mapped[int]
    aht_seconds: Mapped[int]
    by_itself: Mapped[bool] = mapped_column(default=False)
    seat_limit: Mapped[int | None]
    budget_minor: Mapped[int | None] = mapped_column(BigInteger)
    price_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    signed_name: Mapped[str]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            _series_key(),
            Index(None, "series_id", "id"),
            CheckConstraint(
                "NOT by_itself OR (seat_limit IS NOT NULL AND budget_minor IS NOT NULL"
                " AND price_minor IS NOT NULL)",
                name="signed_whole",
            ),
            CheckConstraint(
                "seat_limit > 0 AND budget_minor >= 0 AND price_minor >= 0 AND at_least > 0"
                " AND aht_seconds > 0",
                name="positive",
            ),
        )


class SurgeAlarm(TenantOwned, Dated, Base):
    """One surge of one series, from its first interval until it was over.

    offered, expected, upper: in the intervals of the surge so far, and what was foreseen for them.
    peak_per_hour: the highest rate seen. seats, until_at: the activation that was proposed.
    """

    __tablename__ = "surge_alarms"

    series_id: Mapped[UUID]
    began_at: Mapped[datetime]
    seen_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    offered: Mapped[int]
    expected: Mapped[float]
    upper: Mapped[float]
    peak_per_hour: Mapped[float]
    seats: Mapped[int]
    until_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default=AlarmOutcome.PROPOSED)
    activation_id: Mapped[UUID | None]
    dismissed_at: Mapped[datetime | None]
    dismissed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            _series_key(),
            # Once a surge: the database refuses a second one while the first lasts.
            Index(
                "uq_surge_alarms_open",
                "series_id",
                unique=True,
                postgresql_where=text("ended_at IS NULL"),
            ),
            Index(None, "tenant_id", "id", postgresql_where=text("ended_at IS NULL")),
            Index(None, "series_id", "id"),
            CheckConstraint(
                "outcome IN ('proposed','activated','beyond_limit','nobody_there')",
                name="outcome_known",
            ),
        )
