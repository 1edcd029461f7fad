"""People, how they prove who they are, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from muster.db import Base, Dated, Identified


class StaffRole(StrEnum):
    """What one may be at the operator."""

    ADMIN = "admin"
    OPERATIONS = "operations"
    PLANNER = "planner"
    QA = "qa"
    TRAINER = "trainer"
    AGENT = "agent"


class Person(Identified, Dated, Base):
    """One person, in however many companies. The e-mail address is kept in lower case."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    locale: Mapped[str | None]
    email_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class StaffMembership(Identified, Dated, Base):
    """A person's role at the operator; one person may hold several."""

    __tablename__ = "staff_memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "role"),
        CheckConstraint(
            "role IN ('admin','operations','planner','qa','trainer','agent')", name="role_known"
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]

    person: Mapped[Person] = relationship(lazy="raise")


class LoginSession(Identified, Dated, Base):
    """One browser where a person is signed in. The cookie holds the token, we its hash."""

    __tablename__ = "login_sessions"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    browser: Mapped[str]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OneTimeToken(Identified, Dated, Base):
    """A link sent by mail (confirm an address, reset a password): used at most once."""

    __tablename__ = "one_time_tokens"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
