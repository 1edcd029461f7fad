"""Who was named in which private note."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned


class Mention(TenantOwned, Dated, Base):
    """A person was named in a note; `read_at` once that person has seen it."""

    __tablename__ = "mentions"
    tenant_is_implied = True

    contact_id: Mapped[UUID]
    message_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str]
    read_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            ForeignKeyConstraint(
                ["tenant_id", "message_id"], ["messages.tenant_id", "messages.id"]
            ),
            UniqueConstraint("message_id", "person_id"),
            Index(None, "person_id", "id"),
        )
