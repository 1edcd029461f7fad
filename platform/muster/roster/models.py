"""When agents work: shifts, the weekly patterns that shifts are made from, and time off."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, literal_column
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class ShiftKind(StrEnum):
    """What a shift is for."""

    WORK = "work"
    STANDBY = "standby"
    TRAINING = "training"


class TimeOffKind(StrEnum):
    """Why somebody is away."""

    HOLIDAY = "holiday"
    SICK = "sick"
    TRAINING = "training"
    OTHER = "other"


class TimeOffState(StrEnum):
    """Where a wish for time off stands. Only what is approved keeps anybody from a shift."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ShiftPattern(Identified, Dated, Base):
    """An agent's week, from which shifts are made ahead.

    week: as opening hours, {"mon": [["09:00", "18:00"]]}; an end at or before its start is on the
    next day. time_zone: in whose clock. filled_until: the last day whose shifts were made; what
    is removed from a day before it stays removed.
    """

    __tablename__ = "shift_patterns"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period_forward"),
        CheckConstraint("kind IN ('work','standby','training')", name="kind_known"),
        Index(None, "agent_id"),
    )

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[str] = mapped_column(default=ShiftKind.WORK)
    week: Mapped[dict[str, Any]]
    time_zone: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    filled_until: Mapped[date | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Shift(Identified, Dated, Base):
    """An agent is at work from `starts_at` until `ends_at`. No two of one agent overlap.

    The constraint lays the agents' moments one agent behind the other along one line of numbers
    (`shift_span`), where spans can only meet within one agent: so the database needs no
    extension to refuse an overlap, and no lock.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint(
            "ends_at > starts_at AND ends_at <= starts_at + interval '16 hours'", name="length"
        ),
        CheckConstraint("kind IN ('work','standby','training')", name="kind_known"),
        ExcludeConstraint(
            (literal_column("shift_span(agent_id, starts_at, ends_at)"), "&&"),
            name="ex_shifts_overlap",
        ),
        Index(None, "agent_id", "starts_at"),
        Index(None, "starts_at"),
        Index(None, "pattern_id", postgresql_where="pattern_id IS NOT NULL"),
    )

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(default=ShiftKind.WORK)
    pattern_id: Mapped[UUID | None] = mapped_column(ForeignKey("shift_patterns.id"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class TimeOff(Identified, Dated, Base):
    """An agent wants to be, or is, away; `decided_by` said yes or no."""

    __tablename__ = "time_off"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period_forward"),
        CheckConstraint("kind IN ('holiday','sick','training','other')", name="kind_known"),
        CheckConstraint("state IN ('asked','approved','declined','withdrawn')", name="state_known"),
        CheckConstraint(
            "state NOT IN ('approved','declined') OR decided_at IS NOT NULL", name="decision_dated"
        ),
        Index(None, "agent_id", "starts_at"),
        Index(None, "starts_at", postgresql_where="state = 'asked'"),
    )

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default=TimeOffState.ASKED)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(default="", server_default="")
