"""Activations, the people they call, what is sent to them, briefings, certificates, lost sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from muster.activation.states import AtCeiling, Kind, Origin, PersonState, State, Tier
from muster.db import Base, Dated, Identified, TenantOwned

RUNNING = "state <> 'ended'"
OVER = "'declined','timed_out','gone','released'"


def _among(column: str, values: type[Any]) -> str:
    return f"{column} IN ({','.join(repr(str(each)) for each in values)})"


class Activation(TenantOwned, Dated, Base):
    """Seats called in: how many, why, until when. The clock began at `created_at`.

    reservation_id: none where a lost site's seats are replaced without a reservation.
    ramp and what follows it: the terms as they were when it began. price_minor: for a seat and
    hour. credit_minor: given back where the promise is missed. short: seats for which nobody was
    left to call when last looked, why: `short_why`. requested_by: who pressed the button, or who
    signed that the surge watch may.
    """

    __tablename__ = "activations"

    number: Mapped[int]
    reservation_id: Mapped[UUID | None]
    site_loss_id: Mapped[UUID | None] = mapped_column(ForeignKey("site_losses.id"))
    request_key: Mapped[UUID]
    kind: Mapped[str]
    origin: Mapped[str]
    announced: Mapped[bool] = mapped_column(Boolean, default=True)
    seats: Mapped[int]
    reason: Mapped[str]
    until_at: Mapped[datetime]
    ramp: Mapped[list[Any]]
    skills: Mapped[list[Any]]
    languages: Mapped[list[Any]]
    currency: Mapped[str]
    price_minor: Mapped[int]
    credit_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    copy_factor: Mapped[int] = mapped_column(SmallInteger, default=10)
    avoid_hazard_zones: Mapped[list[Any]] = mapped_column(default=list)
    avoid_sites: Mapped[list[Any]] = mapped_column(default=list)
    ceiling_minor: Mapped[int | None] = mapped_column(BigInteger)
    at_ceiling: Mapped[str] = mapped_column(default=AtCeiling.WARN)
    ceiling_told_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default=State.OPEN)
    short: Mapped[int] = mapped_column(default=0)
    short_why: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    release_reason: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "reservation_id"],
                ["standby_reservations.tenant_id", "standby_reservations.id"],
            ),
            UniqueConstraint("tenant_id", "number"),
            UniqueConstraint("tenant_id", "request_key"),
            CheckConstraint("seats BETWEEN 1 AND 100000", name="seats_range"),
            CheckConstraint("until_at > created_at", name="period_forward"),
            CheckConstraint("char_length(reason) BETWEEN 1 AND 500", name="reason_length"),
            CheckConstraint("price_minor >= 0", name="price_positive"),
            CheckConstraint("ceiling_minor > 0", name="ceiling_positive"),
            CheckConstraint(_among("kind", Kind), name="kind_known"),
            CheckConstraint(_among("origin", Origin), name="origin_known"),
            CheckConstraint(_among("at_ceiling", AtCeiling), name="at_ceiling_known"),
            CheckConstraint(_among("state", State), name="state_known"),
            CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="end_dated"),
            Index(
                "uq_activations_running",
                "tenant_id",
                "reservation_id",
                unique=True,
                postgresql_where=f"{RUNNING} AND reservation_id IS NOT NULL",
            ),
            Index("ix_activations_running", "id", postgresql_where=RUNNING),
            Index(None, "site_loss_id", postgresql_where="site_loss_id IS NOT NULL"),
        )


class ActivationChange(TenantOwned, Dated, Base):
    """Something that happened to an activation as a whole: what, who and when."""

    __tablename__ = "activation_changes"

    activation_id: Mapped[UUID]
    what: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    detail: Mapped[dict[str, Any]]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "activation_id"], ["activations.tenant_id", "activations.id"]
            ),
            Index(None, "activation_id", "id"),
        )


class CalledPerson(TenantOwned, Dated, Base):
    """Somebody who is called, or a cohort's place for which nobody is named yet.

    One column for each state's moment. answered_by: desk, link or operations. due_at: until when
    the next step is waited for. replaces_id: for whom this person was called. agent_name: as it
    was; the agent may be gone. assignment_id: the seat.
    """

    __tablename__ = "called_people"

    activation_id: Mapped[UUID]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id", ondelete="SET NULL"))
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohorts.id"))
    agent_name: Mapped[str]
    tier: Mapped[str]
    state: Mapped[str] = mapped_column(default=PersonState.CALLED)
    needs_briefing: Mapped[bool]
    replaces_id: Mapped[UUID | None]
    assignment_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    briefed_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    seated_at: Mapped[datetime | None]
    taking_at: Mapped[datetime | None]
    leaving_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    over_reason: Mapped[str] = mapped_column(default="")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "activation_id"], ["activations.tenant_id", "activations.id"]
            ),
            ForeignKeyConstraint(
                ["tenant_id", "replaces_id"], ["called_people.tenant_id", "called_people.id"]
            ),
            ForeignKeyConstraint(
                ["tenant_id", "assignment_id"],
                ["seat_assignments.tenant_id", "seat_assignments.id"],
            ),
            UniqueConstraint("activation_id", "agent_id"),
            UniqueConstraint("activation_id", "replaces_id"),
            # One person, one call, over all companies.
            Index(
                "uq_called_people_agent",
                "agent_id",
                unique=True,
                postgresql_where=f"state NOT IN ({OVER})",
            ),
            Index(None, "agent_id", "called_at"),
            CheckConstraint(_among("tier", Tier), name="tier_known"),
            CheckConstraint(_among("state", PersonState), name="state_known"),
            CheckConstraint(f"(state IN ({OVER})) = (over_at IS NOT NULL)", name="over_dated"),
        )


class CallMessage(TenantOwned, Dated, Base):
    """One call by one address. Without a provider it stays here, where operations read it.

    place: which of the person's addresses, from 0. error: what the provider said last.
    """

    __tablename__ = "call_messages"

    called_id: Mapped[UUID]
    way: Mapped[str]
    place: Mapped[int] = mapped_column(SmallInteger)
    address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    sent_at: Mapped[datetime | None]
    kept_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "called_id"], ["called_people.tenant_id", "called_people.id"]
            ),
            UniqueConstraint("called_id", "way", "place"),
            CheckConstraint("way IN ('desk','mail','sms','voice')", name="way_known"),
            Index(
                "ix_call_messages_waiting",
                "id",
                postgresql_where="sent_at IS NULL AND kept_at IS NULL",
            ),
        )


class Briefing(TenantOwned, Dated, Base):
    """What somebody must know to answer for a company: a text, and questions at its end.

    Never changed: a new text is a new number, and the highest is in force. questions:
    [{"question": …, "choices": [...], "right": place from 0}].
    """

    __tablename__ = "briefings"

    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    questions: Mapped[list[Any]]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "number"),
            CheckConstraint("char_length(title) BETWEEN 1 AND 120", name="title_length"),
            CheckConstraint("char_length(body) BETWEEN 1 AND 8000", name="body_length"),
        )


class BriefingAnswer(TenantOwned, Dated, Base):
    """One attempt at the questions of a briefing."""

    __tablename__ = "briefing_answers"

    called_id: Mapped[UUID]
    briefing_id: Mapped[UUID]
    choices: Mapped[list[Any]]
    passed: Mapped[bool]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "called_id"], ["called_people.tenant_id", "called_people.id"]
            ),
            ForeignKeyConstraint(
                ["tenant_id", "briefing_id"], ["briefings.tenant_id", "briefings.id"]
            ),
            Index(None, "called_id", "id"),
        )


class DrillCertificate(TenantOwned, Dated, Base):
    """How an activation kept its promise, once it is over. marks: share → promised and reached.

    missing: seats missing at the worst promised step. credit_minor: given back for it.
    """

    __tablename__ = "drill_certificates"

    activation_id: Mapped[UUID]
    seats: Mapped[int]
    reached: Mapped[int]
    marks: Mapped[list[Any]]
    kept: Mapped[bool]
    missing: Mapped[int]
    credit_minor: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "activation_id"], ["activations.tenant_id", "activations.id"]
            ),
            UniqueConstraint("tenant_id", "activation_id"),
        )


class SiteLoss(Identified, Dated, Base):
    """A site went down: whose people were there, from the rows of that moment."""

    __tablename__ = "site_losses"
    __table_args__ = (UniqueConstraint("change_id"), Index(None, "site_id", "id"))

    change_id: Mapped[UUID] = mapped_column(ForeignKey("site_changes.id"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"))
    reason: Mapped[str]
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    handled_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]


class SiteLossShare(TenantOwned, Dated, Base):
    """What one company lost with a site, and what became of it.

    place: its turn, from 1. lost: seats on which people of the site sat. wanted: seats called for
    it. why: a code of muster.activation.words for what is not covered.
    """

    __tablename__ = "site_loss_shares"

    loss_id: Mapped[UUID] = mapped_column(ForeignKey("site_losses.id"))
    place: Mapped[int]
    priority: Mapped[str]
    lost: Mapped[int]
    wanted: Mapped[int]
    activation_id: Mapped[UUID | None]
    why: Mapped[str] = mapped_column(default="")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "activation_id"], ["activations.tenant_id", "activations.id"]
            ),
            UniqueConstraint("loss_id", "tenant_id"),
        )
