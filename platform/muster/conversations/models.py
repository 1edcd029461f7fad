"""Queues, contacts and messages of a client company."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.conversations.queues import Overflow as Overflow  # noqa: PLC0414 — found here, too
from muster.conversations.queues import Queue as Queue  # noqa: PLC0414 — found here, too
from muster.db import Base, Dated, TenantOwned


class ContactState(StrEnum):
    """Where a contact stands. `returned` is a queued contact that was offered and not opened.

    A snoozed contact is its agent's still, without a place of the agent's, until it comes back.
    """

    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    WRAP_UP = "wrap_up"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    ABANDONED = "abandoned"


class AuthorKind(StrEnum):
    CONSUMER = "consumer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class MessageKind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"
    FILE = "file"
    PRODUCT = "product"
    NOTE = "note"
    NOTICE = "notice"


class Contact(TenantOwned, Dated, Base):
    """One exchange between a consumer and one company, with one clock.

    agent_slot: which of the agent's parallel places it takes; unique while it is taken, so that
    the database itself refuses a contact beyond the agent's capacity.
    beside_agent_id: a second agent who is in it too, and hears what is said.
    opening: the consumer's first words, kept here because a company never reads the inquiry.
    wanted_agent_id, wanted_until, wanted_reason: while it waits, only this agent gets it until
        then, and why; afterwards anybody who fits.
    priority: above 0 it comes before others of its queue, whoever came first.
    waiting_since: since when it has waited for somebody to take it; None: since it was made.
    counts_from: when the queue opens, for who came while it was closed; waits and the service
        level count from then.
    escalated_at, escalated_count: when and how often it overflowed from a queue.
    own_people: it is for the company's own people at the desk, too.
    consumer_key: as of muster.conversations.consumers.ReturningConsumer.
    disposition_answers: what the disposition asked for, with its labels as they were then.
    solved_at: when the consumer said that it is solved.
    """

    __tablename__ = "contacts"
    tenant_is_implied = True

    queue_id: Mapped[UUID]
    inquiry_id: Mapped[UUID | None]
    channel: Mapped[str] = mapped_column(default="chat")
    origin: Mapped[str]
    language: Mapped[str]
    opening: Mapped[str]
    state: Mapped[str] = mapped_column(default=ContactState.QUEUED)
    state_since: Mapped[datetime]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    beside_agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    agent_slot: Mapped[int | None] = mapped_column(SmallInteger)
    first_agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    taken_over_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    offer_expires_at: Mapped[datetime | None]
    returned_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    wanted_agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    wanted_until: Mapped[datetime | None]
    wanted_reason: Mapped[str | None]
    waiting_since: Mapped[datetime | None]
    counts_from: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    escalated_at: Mapped[datetime | None]
    escalated_count: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    own_people: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    opened_at: Mapped[datetime | None]
    first_answer_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None]
    disposition_id: Mapped[UUID | None]
    message_count: Mapped[int] = mapped_column(default=0)
    last_message_at: Mapped[datetime | None]
    read_by_agent: Mapped[int] = mapped_column(default=0)
    read_by_consumer: Mapped[int] = mapped_column(default=0)
    consumer_name: Mapped[str | None]
    consumer_phone: Mapped[str | None]
    consumer_key: Mapped[str | None]
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rating_text: Mapped[str | None]
    rated_at: Mapped[datetime | None]
    rating_reasons: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    rating_asked_at: Mapped[datetime | None]
    disposition_answers: Mapped[list[Any] | None]
    solved_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(["tenant_id", "queue_id"], ["queues.tenant_id", "queues.id"]),
            ForeignKeyConstraint(
                ["tenant_id", "disposition_id"], ["dispositions.tenant_id", "dispositions.id"]
            ),
            Index(
                "uq_contacts_agent_slot",
                "agent_id",
                "agent_slot",
                unique=True,
                postgresql_where="agent_slot IS NOT NULL",
            ),
            Index("ix_contacts_offers", "offer_expires_at", postgresql_where="state = 'offered'"),
            Index(
                "ix_contacts_open",
                "tenant_id",
                "state",
                "created_at",
                postgresql_where="state IN ('queued','offered','active','wrap_up')",
            ),
            Index("ix_contacts_snoozed", "snoozed_until", postgresql_where="state = 'snoozed'"),
            Index(None, "inquiry_id", postgresql_where="inquiry_id IS NOT NULL"),
            Index(
                "ix_contacts_counts_from",
                "counts_from",
                "tenant_id",
                postgresql_where="counts_from IS NOT NULL",
            ),
            Index(None, "agent_id", "id", postgresql_where="agent_id IS NOT NULL"),
            Index(
                "ix_contacts_waiting",
                "queue_id",
                "language",
                text("priority DESC"),
                "created_at",
                postgresql_where="state = 'queued'",
            ),
            Index(
                "ix_contacts_own_people",
                "tenant_id",
                postgresql_where="state = 'queued' AND own_people",
            ),
            Index(
                "ix_contacts_wanted",
                "wanted_agent_id",
                postgresql_where="state = 'queued' AND wanted_agent_id IS NOT NULL",
            ),
            CheckConstraint("(agent_slot IS NULL) OR (agent_id IS NOT NULL)", name="slot_owner"),
            CheckConstraint(
                "(wanted_agent_id IS NULL) = (wanted_until IS NULL)", name="wanted_until"
            ),
            CheckConstraint(
                "state IN ('queued','offered','active','wrap_up','snoozed','closed','abandoned')",
                name="state_known",
            ),
            CheckConstraint("rating BETWEEN 1 AND 5", name="rating_range"),
        )


class ContactChange(TenantOwned, Dated, Base):
    """A step in a contact's life: what, by whom, why."""

    __tablename__ = "contact_changes"
    tenant_is_implied = True

    contact_id: Mapped[UUID]
    state: Mapped[str]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            Index(None, "contact_id", "id"),
            Index(None, "agent_id", "id", postgresql_where="agent_id IS NOT NULL"),
        )


class Message(TenantOwned, Dated, Base):
    """One message. Its id is made by the sender, so that a retry is the same message.

    number: place in the contact's transcript, without gaps, in the order of commits.
    """

    __tablename__ = "messages"
    tenant_is_implied = True

    contact_id: Mapped[UUID]
    inquiry_id: Mapped[UUID | None]
    number: Mapped[int]
    author_kind: Mapped[str]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str]
    kind: Mapped[str] = mapped_column(default=MessageKind.TEXT)
    body: Mapped[str]
    payload: Mapped[dict[str, Any]]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            UniqueConstraint("contact_id", "number"),
            CheckConstraint("char_length(body) <= 8000", name="body_length"),
        )


class TransferKind(StrEnum):
    """Handed over at once; after a private consult; or both agents write."""

    COLD = "cold"
    WARM = "warm"
    TOGETHER = "together"


class TransferState(StrEnum):
    """The first three are open: asked, in a private consult, both in the contact."""

    OFFERED = "offered"
    CONSULTING = "consulting"
    TOGETHER = "together"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"
    LEFT = "left"
    CONTACT_OVER = "contact_over"


class ContactTransfer(TenantOwned, Dated, Base):
    """A second agent is asked into a contact, or is in it; at most one at a time in each contact.

    slot: the place of the second agent that it takes while it is open. A contact stays its first
    agent's until it is handed over.
    """

    __tablename__ = "contact_transfers"

    contact_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=TransferState.OFFERED)
    from_agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    to_agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    slot: Mapped[int | None] = mapped_column(SmallInteger)
    note: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            Index(
                "uq_contact_transfers_open",
                "contact_id",
                unique=True,
                postgresql_where="ended_at IS NULL",
            ),
            Index(
                "uq_contact_transfers_slot",
                "to_agent_id",
                "slot",
                unique=True,
                postgresql_where="slot IS NOT NULL",
            ),
            CheckConstraint("kind IN ('cold','warm','together')", name="kind_known"),
            CheckConstraint(
                "state IN ('offered','consulting','together','done','declined','expired',"
                "'taken_back','left','contact_over')",
                name="state_known",
            ),
            CheckConstraint("(slot IS NULL) = (ended_at IS NOT NULL)", name="slot_held"),
        )


class CannedReply(TenantOwned, Dated, Base):
    """A prepared answer; `shortcut` is what the agent types after a slash.

    body: may leave variables open, see muster.conversations.variables. folder: where writers
    and agents look for it, "" for none. language: whose contacts it is for, "" for all.
    use_count: messages that were made of it.
    """

    __tablename__ = "canned_replies"

    shortcut: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    folder: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(default="", server_default="")
    use_count: Mapped[int] = mapped_column(default=0, server_default="0")
    used_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("tenant_id", "shortcut"),)


class Disposition(TenantOwned, Dated, Base):
    """How a contact can end, in the company's own words.

    fields: what is asked for when a contact ends so; see muster.conversations.answers.
    """

    __tablename__ = "dispositions"

    code: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    retired_at: Mapped[datetime | None]
    fields: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'::jsonb"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("tenant_id", "code"),)


class DeskDraft(TenantOwned, Dated, Base):
    """What an agent has typed and not sent, so that another machine can go on.

    body: the reply to the consumer; note: the private note.
    """

    __tablename__ = "desk_drafts"

    contact_id: Mapped[UUID]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    body: Mapped[str]
    note: Mapped[str] = mapped_column(default="", server_default="")
    updated_at: Mapped[datetime]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            UniqueConstraint("tenant_id", "contact_id", "agent_id"),
        )


class WritingPolicy(TenantOwned, Dated, Base):
    """What a company lays down about writing. previews: agents see what consumers type."""

    __tablename__ = "writing_policies"

    previews: Mapped[bool]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("tenant_id"),)
