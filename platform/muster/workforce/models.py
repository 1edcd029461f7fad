"""Agents, what they can do, the price list, and which client they serve."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    and_,
    func,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from muster.db import Base, Dated, Identified, TenantOwned
from muster.places.models import Site


class AgentState(StrEnum):
    """States of an agent at the desk, with the field's standard names."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    INTERACTING = "interacting"
    WRAP_UP = "wrap_up"
    NOT_RESPONDING = "not_responding"
    BREAK = "break"
    MEAL = "meal"
    MEETING = "meeting"
    TRAINING = "training"
    AWAY = "away"


class Skill(Identified, Dated, Base):
    """Something an agent can be good at; the list is kept by operations."""

    __tablename__ = "skills"

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]


class Agent(Identified, Dated, Base):
    """A person of the operator who answers. `capacity` is how many contacts at once.

    contract_minutes: working time a week. left_on: the last day of somebody who leaves.

    skill_levels: how well, where better than a little: code of one of `skills` → 2 to 5.
    abilities: both as words, "sales", "sales:2" and "sales:3" for sales at level 3.
    """

    __tablename__ = "agents"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 20", name="capacity_range"),
        CheckConstraint("contract_minutes BETWEEN 60 AND 3600", name="contract_range"),
        Index(None, "state"),
        Index(None, "site_id", "display_name"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), unique=True)
    display_name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skill_levels: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'::jsonb")
    )
    abilities: Mapped[list[str]] = mapped_column(
        ARRAY(Text), Computed("abilities(skills, skill_levels)", persisted=True)
    )
    capacity: Mapped[int] = mapped_column(SmallInteger, default=3)
    state: Mapped[str] = mapped_column(default=AgentState.OFFLINE)
    state_reason: Mapped[str] = mapped_column(default="")
    state_since: Mapped[datetime]
    next_state: Mapped[str | None]
    last_offer_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey(Site.id))
    contract_minutes: Mapped[int] = mapped_column(default=2400, server_default=text("2400"))
    left_on: Mapped[date | None]


class AddressKind(StrEnum):
    """By what somebody can be called in. The desk is there for every agent and needs no row."""

    DESK = "desk"
    MAIL = "mail"
    SMS = "sms"
    VOICE = "voice"


class AgentAddress(Identified, Dated, Base):
    """An address at which an agent can be called in; `position` 1 is tried first."""

    __tablename__ = "agent_addresses"
    __table_args__ = (
        UniqueConstraint("agent_id", "kind", "address"),
        CheckConstraint("kind IN ('desk','mail','sms','voice')", name="kind_known"),
    )

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[str]
    address: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger, default=1)
    verified_at: Mapped[datetime | None]


class AgentStateChange(Identified, Dated, Base):
    """A change of an agent's state: who made it and why; the timeline is read from these."""

    __tablename__ = "agent_state_changes"
    __table_args__ = (Index(None, "agent_id", "id"),)

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    state: Mapped[str]
    reason: Mapped[str]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class SeatPlan(Identified, Dated, Base):
    """A product on the price list, in one version. Once published its terms stand.

    version, effective_on: another price is another row of the same code, offered from its own day
    on, until then the version before it. service_window: {"hours": …} as a queue's opening_hours,
    in `time_zone`; holidays as a queue's. skills, skill_levels, needs: as of Queue. level: of the
    trade: 1 is the first line. price_minor: per seat and month; setup_minor: once per seat.
    included_contacts: per seat and month, 0 for any number; overage_minor: for each beyond.
    """

    __tablename__ = "seat_plans"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price_positive"),
        CheckConstraint("minimum_months BETWEEN 1 AND 60", name="term_range"),
        CheckConstraint("setup_minor >= 0", name="setup_positive"),
        CheckConstraint("included_contacts >= 0", name="included_positive"),
        CheckConstraint("overage_minor >= 0", name="overage_positive"),
        UniqueConstraint("code", "version"),
    )

    code: Mapped[str]
    version: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    effective_on: Mapped[date] = mapped_column(server_default=text("'2026-01-01'"))
    name_en: Mapped[str]
    name_zh: Mapped[str]
    description_en: Mapped[str] = mapped_column(default="")
    description_zh: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="chat")
    service_window: Mapped[dict[str, Any]]
    holidays: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'::jsonb"))
    time_zone: Mapped[str] = mapped_column(
        default="Asia/Shanghai", server_default=text("'Asia/Shanghai'")
    )
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skill_levels: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'::jsonb")
    )
    needs: Mapped[list[str]] = mapped_column(
        ARRAY(Text), Computed("needs(skills, skill_levels)", persisted=True)
    )
    level: Mapped[int] = mapped_column(SmallInteger, default=1)
    dedicated: Mapped[bool] = mapped_column(default=True)
    minimum_months: Mapped[int] = mapped_column(SmallInteger, default=1)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    setup_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    included_contacts: Mapped[int] = mapped_column(default=0, server_default="0")
    overage_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class SeatLease(TenantOwned, Dated, Base):
    """A client rents N seats of a plan for a period, on account.

    seats, plan_id, price_minor: as they are today; what is still to come is a LeaseChange.
    first_seats: as ordered; fewer only after the minimum term. ends_on: the last day of the
    current term, included; None: from month to month. billed_until: the last day that is charged.
    """

    __tablename__ = "seat_leases"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("seat_plans.id"))
    seats: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    first_seats: Mapped[int | None]
    term_months: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    auto_renews: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    billed_until: Mapped[date | None]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    ordered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    request_key: Mapped[UUID]
    ended_at: Mapped[datetime | None]

    plan: Mapped[SeatPlan] = relationship(lazy="raise")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "request_key"),
            CheckConstraint("seats BETWEEN 1 AND 10000", name="seats_range"),
            CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="period_forward"),
            Index("ix_seat_leases_running", "tenant_id", "id", postgresql_where="ended_at IS NULL"),
        )


class SeatAssignment(TenantOwned, Dated, Base):
    """An agent sits on one seat of a lease, until `ended_at`.

    lease_id: none for somebody who was called in. leaving_at: since when no new contacts come.
    certified_until: until when contacts may be placed, where the company requires that its agents
    are certified (long ago for who never was); NULL where it does not. Triggers keep it.
    dedicated: as the lease's plan. The database fills it in, and refuses a dedicated seat to
    whoever sits elsewhere, and any other seat to whoever has a dedicated one.
    queue_ids: the company's queues that the agent is kept to; NULL: every queue that fits.
    lent_until: of somebody who is lent, by when the seat is left; NULL for all others.
    """

    __tablename__ = "seat_assignments"

    lease_id: Mapped[UUID | None]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    assigned_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    dedicated: Mapped[bool] = mapped_column(server_default=text("false"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    certified_until: Mapped[datetime | None]
    leaving_at: Mapped[datetime | None]
    queue_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    lent_until: Mapped[datetime | None]

    agent: Mapped[Agent] = relationship(lazy="raise")

    @classmethod
    def is_certified(cls) -> ColumnElement[bool]:
        """Condition: contacts of the company may be placed with the agent at this moment."""
        certified = or_(cls.certified_until.is_(None), cls.certified_until > func.now())
        return and_(cls.leaving_at.is_(None), certified)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "lease_id"], ["seat_leases.tenant_id", "seat_leases.id"]
            ),
            Index(
                "uq_seat_assignments_current",
                "tenant_id",
                "agent_id",
                unique=True,
                postgresql_where="ended_at IS NULL",
            ),
            Index(None, "agent_id", postgresql_where="ended_at IS NULL"),
            CheckConstraint("cardinality(queue_ids) > 0", name="some_queue"),
        )
