"""Loans: somebody on standby answers for another company until recalled."""

from __future__ import annotations

from datetime import datetime
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
)
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned

OPEN = "ended_at IS NULL"


class Recall(StrEnum):
    """Why somebody who was lent has to come back."""

    ASKED = "asked"
    CALLED = "called"
    ACTIVATED = "activated"
    PROMISE = "promise"
    TIME = "time"
    QUEUE = "queue"
    OFFLINE = "offline"
    GONE = "gone"


class Loan(TenantOwned, Dated, Base):
    """One person lent to one queue of the company, since `created_at`.

    recall_minutes: from the recall until what is still open goes back to the queue; at most
    lead_minutes, within which the promises that rest on this person must be kept. until_at: by
    then the person is back. due_at: when a recall's time is over. recalled_by: none where the
    clock did it. handed_back: conversations that were open then. price_minor: of a seat and hour.
    """

    __tablename__ = "loans"

    queue_id: Mapped[UUID]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    agent_name: Mapped[str]
    assignment_id: Mapped[UUID | None]
    recall_minutes: Mapped[int]
    lead_minutes: Mapped[int]
    until_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")
    lent_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    currency: Mapped[str]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    recalled_at: Mapped[datetime | None]
    recalled_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    recall_reason: Mapped[str | None]
    due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    handed_back: Mapped[int] = mapped_column(SmallInteger, default=0)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        reasons = ",".join(f"'{reason}'" for reason in Recall)
        return (
            ForeignKeyConstraint(["tenant_id", "queue_id"], ["queues.tenant_id", "queues.id"]),
            ForeignKeyConstraint(
                ["tenant_id", "assignment_id"],
                ["seat_assignments.tenant_id", "seat_assignments.id"],
            ),
            # One person, one loan, over all companies.
            Index("uq_loans_agent", "agent_id", unique=True, postgresql_where=OPEN),
            Index("ix_loans_open", "id", postgresql_where=OPEN),
            Index(None, "agent_id", "id"),
            CheckConstraint("recall_minutes BETWEEN 1 AND lead_minutes", name="recall_in_time"),
            CheckConstraint("until_at > created_at", name="period_forward"),
            CheckConstraint("char_length(why) <= 300", name="why_length"),
            CheckConstraint("price_minor >= 0", name="price_positive"),
            CheckConstraint(f"recall_reason IN ({reasons})", name="recall_reason_known"),
            CheckConstraint(
                "(recalled_at IS NULL) = (due_at IS NULL)"
                " AND (recalled_at IS NULL) = (recall_reason IS NULL)"
                " AND (ended_at IS NULL OR recalled_at IS NOT NULL)",
                name="recall_whole",
            ),
        )
