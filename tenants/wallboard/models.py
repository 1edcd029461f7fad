"""Links that open a company's wallboard."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned


class WallboardLink(TenantOwned, Dated, Base):
    """A link for one television. Its token is shown once; only its hash is kept."""

    __tablename__ = "wallboard_links"

    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (CheckConstraint("char_length(name) BETWEEN 1 AND 80", name="name_length"),)
