"""Client companies and who belongs to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from muster.db import Base, Dated, Identified, TenantOwned
from muster.identity.models import Person


class MemberRole(StrEnum):
    """What a member may be in a client company. See the permission matrix in the docs."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    ANALYST = "analyst"
    FINANCE = "finance"
    VIEWER = "viewer"


class TenantOrigin(StrEnum):
    """How a company came to be here."""

    SIGNUP = "signup"
    IMPORT = "import"


class Tenant(Identified, Dated, Base):
    """A client company, or a person in business alone."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'", name="slug_form"),
        CheckConstraint("char_length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint("color ~ '^#[0-9a-f]{6}$'", name="color_form"),
        UniqueConstraint("external_key"),
        Index(None, "name", "id"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str] = mapped_column(default="zh")
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    currency: Mapped[str] = mapped_column(default="CNY")
    phone: Mapped[str | None]
    color: Mapped[str] = mapped_column(default="#0b7285")
    origin: Mapped[str] = mapped_column(default=TenantOrigin.SIGNUP)
    external_key: Mapped[str | None]
    requires_certification: Mapped[bool] = mapped_column(default=False, server_default=false())


class Membership(TenantOwned, Dated, Base):
    """A person's role in a client company. Removed memberships are deleted; audit keeps them."""

    __tablename__ = "memberships"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]

    person: Mapped[Person] = relationship(lazy="raise")

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "person_id"),
            Index(None, "person_id"),
            CheckConstraint(
                "role IN ('owner','supervisor','knowledge_editor','analyst','finance','viewer')",
                name="role_known",
            ),
        )


class MemberInvitation(TenantOwned, Dated, Base):
    """A role offered by mail; accepted at most once, before it expires."""

    __tablename__ = "member_invitations"

    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            Index(
                "uq_member_invitations_open",
                "tenant_id",
                "email",
                unique=True,
                postgresql_where="accepted_at IS NULL AND revoked_at IS NULL",
            ),
        )
