"""What supervisors may do, what they did, and who is looking at a wall now."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text, Uuid

from muster.db import Base, Dated, Identified, TenantOwned


class Act(StrEnum):
    """What a supervisor does in a contact."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKE_OVER = "take_over"


class Side(StrEnum):
    """Whose supervisor it is: the client company's, or the operator's."""

    CLIENT = "client"
    OPERATOR = "operator"


class Disclosure(StrEnum):
    """What an agent sees of somebody who only reads along."""

    HIDDEN = "hidden"
    PRESENCE = "presence"
    NAME = "name"


class SupervisionTerms(TenantOwned, Dated, Base):
    """What the contract between a client and the operator allows, act by act.

    Without a row the default holds: listen and whisper. Only the operator's staff writes it.
    """

    __tablename__ = "supervision_terms"

    listen: Mapped[bool] = mapped_column(default=True)
    whisper: Mapped[bool] = mapped_column(default=True)
    barge: Mapped[bool] = mapped_column(default=False)
    take_over: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("tenant_id"),)


class SupervisionSettings(TenantOwned, Dated, Base):
    """How a client wants its wall: what agents see of who watches, and its thresholds."""

    __tablename__ = "supervision_settings"

    disclosure: Mapped[str] = mapped_column(default=Disclosure.PRESENCE)
    thresholds: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id"),
            CheckConstraint("disclosure IN ('hidden','presence','name')", name="disclosure_known"),
        )


class Supervision(TenantOwned, Dated, Base):
    """One act of one supervisor in one contact, from created_at to ended_at.

    agent_id: whose contact it was when the act began. person_name: as everybody was shown it.
    """

    __tablename__ = "supervisions"
    tenant_is_implied = True

    contact_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str]
    side: Mapped[str]
    act: Mapped[str]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            Index(None, "contact_id", "id"),
            Index(
                "uq_supervisions_open",
                "person_id",
                "contact_id",
                "act",
                unique=True,
                postgresql_where="ended_at IS NULL",
            ),
            Index(
                "uq_supervisions_holder",
                "contact_id",
                unique=True,
                postgresql_where="act = 'take_over' AND ended_at IS NULL",
            ),
            CheckConstraint("act IN ('listen','whisper','barge','take_over')", name="act_known"),
            CheckConstraint("side IN ('client','operator')", name="side_known"),
        )


class WallPresence(Identified, Base):
    """A supervisor who has a wall open; place: the company's id, or `operations`.

    contact_id: the contact that is open beside the wall, if one is.
    """

    __tablename__ = "wall_presences"
    __table_args__ = (UniqueConstraint("person_id", "place"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    place: Mapped[str]
    contact_id: Mapped[UUID | None]
    seen_at: Mapped[datetime]


class HelpRequest(TenantOwned, Dated, Base):
    """An agent asks for a supervisor in a contact: asked at created_at, until ended_at.

    called: everybody who was called so far, in order: {"person_id", "name", "side", "at"}.
    """

    __tablename__ = "help_requests"
    tenant_is_implied = True

    contact_id: Mapped[UUID]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    agent_name: Mapped[str]
    words: Mapped[str]
    called: Mapped[list[Any]]
    called_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    accepted_name: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            Index(
                "uq_help_requests_open",
                "contact_id",
                unique=True,
                postgresql_where="ended_at IS NULL",
            ),
            CheckConstraint("char_length(words) <= 500", name="words_length"),
        )


class Alert(TenantOwned, Dated, Base):
    """Something on a wall that wants a supervisor's eyes; raised once for each subject.

    subject: what it is about, so that it is raised once: a message, a wait, a state's beginning.
    """

    __tablename__ = "alerts"

    kind: Mapped[str]
    subject: Mapped[str]
    contact_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    agent_name: Mapped[str | None]
    words: Mapped[str]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    acknowledged_name: Mapped[str | None]
    cleared_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            UniqueConstraint("tenant_id", "kind", "subject"),
            Index(
                "ix_alerts_open",
                "tenant_id",
                "id",
                postgresql_where="acknowledged_at IS NULL AND cleared_at IS NULL",
            ),
        )


class PhraseList(TenantOwned, Dated, Base):
    """Words that raise an alert, of one kind in one language, as the client wants them."""

    __tablename__ = "supervision_phrases"

    kind: Mapped[str]
    language: Mapped[str]
    phrases: Mapped[list[str]] = mapped_column(ARRAY(Text))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("tenant_id", "kind", "language"),)


class WallMessage(TenantOwned, Dated, Base):
    """What a supervisor tells agents from the wall, outside of any contact."""

    __tablename__ = "wall_messages"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str]
    body: Mapped[str]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (CheckConstraint("char_length(body) BETWEEN 1 AND 1000", name="body_length"),)


class WallMessageReader(TenantOwned, Dated, Base):
    """An agent to whom a message from the wall is addressed, and when it was read."""

    __tablename__ = "wall_message_readers"
    tenant_is_implied = True

    message_id: Mapped[UUID]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    read_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "message_id"], ["wall_messages.tenant_id", "wall_messages.id"]
            ),
            UniqueConstraint("message_id", "agent_id"),
            Index("ix_wall_message_readers_unread", "agent_id", postgresql_where="read_at IS NULL"),
        )


class SeatQueueChange(TenantOwned, Dated, Base):
    """An agent was moved: the queues of the company that the agent serves from then on.

    queue_ids: None for every queue that fits.
    """

    __tablename__ = "seat_queue_changes"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    queue_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (Index(None, "tenant_id", "agent_id", "id"),)
