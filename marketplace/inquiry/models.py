"""A consumer's one question, and each company's part in answering it."""

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
)
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified, TenantOwned


class InquiryState(StrEnum):
    COLLECTING = "collecting"
    WIDENED = "widened"
    CHOSEN = "chosen"
    CLOSED = "closed"
    EXPIRED = "expired"


class Inquiry(Identified, Dated, Base):
    """One question. Belongs to the market: companies see their own contact, never this row.

    address_hash, session_hash: who asks too often, without keeping who it was.
    email: given by the consumer to get answers by mail; no company sees it.
    exhausted_at: when widening found nobody else to ask.
    """

    __tablename__ = "inquiries"
    __table_args__ = (
        Index(
            "ix_inquiries_due", "promise_at", postgresql_where="state IN ('collecting', 'widened')"
        ),
        Index("ix_inquiries_mail", "id", postgresql_where="email IS NOT NULL"),
        CheckConstraint("char_length(question) BETWEEN 1 AND 2000", name="question_length"),
    )

    question: Mapped[str]
    locale: Mapped[str]
    language: Mapped[str]
    region: Mapped[str | None]
    category: Mapped[str | None]
    only_tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    state: Mapped[str] = mapped_column(default=InquiryState.COLLECTING)
    ring: Mapped[int] = mapped_column(SmallInteger, default=1)
    invited_count: Mapped[int] = mapped_column(SmallInteger, default=0)
    address_hash: Mapped[str]
    session_hash: Mapped[str]
    promise_at: Mapped[datetime]
    widened_at: Mapped[datetime | None]
    exhausted_at: Mapped[datetime | None]
    chosen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    email: Mapped[str | None]
    mailed_until: Mapped[datetime | None]


class Invitation(TenantOwned, Dated, Base):
    """One company's part: why it was chosen, and what the consumer did with it.

    Whether it has seen or answered the question is read from its contact.
    why: the reasons of the match, as marketplace.matching gives them.
    """

    __tablename__ = "invitations"
    tenant_is_implied = True

    inquiry_id: Mapped[UUID] = mapped_column(ForeignKey("inquiries.id"))
    contact_id: Mapped[UUID]
    company_name: Mapped[str]
    company_slug: Mapped[str]
    ring: Mapped[int] = mapped_column(SmallInteger)
    rank: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[float]
    why: Mapped[dict[str, Any]]
    pinned_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    chosen_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            UniqueConstraint("inquiry_id", "tenant_id"),
            UniqueConstraint("tenant_id", "contact_id"),
        )


class BlockedWord(Identified, Dated, Base):
    """A word that no question may contain; kept by operations."""

    __tablename__ = "blocked_words"

    word: Mapped[str] = mapped_column(unique=True)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))


class Block(Identified, Dated, Base):
    """A consumer (by hashed address or session) who may not ask until `until`."""

    __tablename__ = "consumer_blocks"
    __table_args__ = (Index(None, "subject_hash", "until"),)

    subject_hash: Mapped[str]
    reason: Mapped[str]
    until: Mapped[datetime]
    blocked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class Report(TenantOwned, Dated, Base):
    """A complaint about a contact: by the company about the consumer, or the other way."""

    __tablename__ = "reports"

    inquiry_id: Mapped[UUID] = mapped_column(ForeignKey("inquiries.id"))
    contact_id: Mapped[UUID]
    by_consumer: Mapped[bool]
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            UniqueConstraint("tenant_id", "contact_id", "by_consumer"),
        )
