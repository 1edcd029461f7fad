"""What happens to a lease: rows that say what, from which day on, and who is kept for it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from muster.db import Base, Dated, TenantOwned
from muster.workforce.models import SeatPlan


class ChangeKind(StrEnum):
    """What can happen to a lease."""

    ORDERED = "ordered"
    QUANTITY = "quantity"
    TRANSFER = "transfer"
    RENEWAL_ON = "renewal_on"
    RENEWAL_OFF = "renewal_off"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    EXTENDED = "extended"
    RENEWED = "renewed"
    ENDED = "ended"


# Those that alter what is charged for a day.
PRICED = (ChangeKind.ORDERED, ChangeKind.QUANTITY, ChangeKind.TRANSFER)


class LeaseChange(TenantOwned, Dated, Base):
    """A lease as it is from `effective_on` on. Applied when that day comes, unless withdrawn.

    seats, plan_id, price_minor: from that day on; ends_on: the last day of the term then.
    changed_by: None for the clock. request_key: a double click is one change.
    """

    __tablename__ = "lease_changes"

    lease_id: Mapped[UUID]
    kind: Mapped[str]
    effective_on: Mapped[date]
    seats: Mapped[int]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("seat_plans.id"))
    price_minor: Mapped[int] = mapped_column(BigInteger)
    ends_on: Mapped[date | None]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    request_key: Mapped[UUID]
    applied_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    plan: Mapped[SeatPlan] = relationship(lazy="raise")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "lease_id"], ["seat_leases.tenant_id", "seat_leases.id"]
            ),
            Unique("tenant_id", "request_key"),
            CheckConstraint(
                "kind IN ('ordered','quantity','transfer','renewal_on','renewal_off','cancelled',"
                "'reinstated','extended','renewed','ended')",
                name="kind_known",
            ),
            CheckConstraint("seats BETWEEN 1 AND 10000", name="seats_range"),
            CheckConstraint(
                "applied_at IS NULL OR withdrawn_at IS NULL", name="applied_or_withdrawn"
            ),
            Index(None, "tenant_id", "lease_id", "effective_on"),
            Index(
                "ix_lease_changes_due",
                "effective_on",
                postgresql_where="applied_at IS NULL AND withdrawn_at IS NULL",
            ),
        )


class Earmark(TenantOwned, Dated, Base):
    """An agent who is kept for a lease from `starts_on` on, while it lacks somebody."""

    __tablename__ = "seat_earmarks"

    lease_id: Mapped[UUID]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    starts_on: Mapped[date]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "lease_id"], ["seat_leases.tenant_id", "seat_leases.id"]
            ),
            Index(None, "lease_id", "id"),
            Index(None, "agent_id"),
        )
