"""Agents, what they can do, the price list, and which client they serve."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
    Uuid,
    and_,
    func,
    or_,
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
    """A product on the price list. Once leased its terms stand; it can be withdrawn."""

    __tablename__ = "seat_plans"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price_positive"),
        CheckConstraint("minimum_months BETWEEN 1 AND 60", name="term_range"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    description_en: Mapped[str] = mapped_column(default="")
    description_zh: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="chat")
    service_window: Mapped[dict[str, Any]]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    level: Mapped[int] = mapped_column(SmallInteger, default=1)
    dedicated: Mapped[bool] = mapped_column(default=True)
    minimum_months: Mapped[int] = mapped_column(SmallInteger, default=1)
    price_minor: Mapped[int]
    currency: Mapped[str]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class SeatLease(TenantOwned, Dated, Base):
    """A client rents N seats of a plan for a period, on account."""

    __tablename__ = "seat_leases"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("seat_plans.id"))
    seats: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    price_minor: Mapped[int]
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
        )


class SeatAssignment(TenantOwned, Dated, Base):
    """An agent sits on one seat of a lease, until `ended_at`.

    certified_until: until when contacts may be placed, where the company requires that its agents
    are certified (long ago for who never was); NULL where it does not. Triggers keep it.
    """

    __tablename__ = "seat_assignments"

    lease_id: Mapped[UUID]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    assigned_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    certified_until: Mapped[datetime | None]

    agent: Mapped[Agent] = relationship(lazy="raise")

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
        )
    dedicated: as the lease's plan. The database fills it in, and refuses a dedicated seat to
    whoever sits elsewhere, and any other seat to whoever has a dedicated one.
    queue_ids: the company's queues that the agent is kept to; NULL: every queue that fits.
    leaving_at: Mapped[datetime | None]
    queue_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
            CheckConstraint("cardinality(queue_ids) > 0", name="some_queue"),
