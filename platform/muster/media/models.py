"""What is known of each stored picture and file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from muster.db import Base, Dated, TenantOwned


class Picture(TenantOwned, Dated, Base):
    """A picture of one company: of its showcase, or sent in one of its contacts.

    Private until `published_at`; a picture with an `inquiry_id` is for that consumer too.
    """

    __tablename__ = "pictures"

    name: Mapped[str]
    content_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size_bytes: Mapped[int]
    digest: Mapped[str]
    contact_id: Mapped[UUID | None]
    inquiry_id: Mapped[UUID | None]
    published_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint("width > 0 AND height > 0", name="has_size"),
            Index(None, "inquiry_id", postgresql_where="inquiry_id IS NOT NULL"),
        )


class Attachment(TenantOwned, Dated, Base):
    """A file that is no picture, sent in a contact. Only the contact's parties may have it."""

    __tablename__ = "attachments"
    tenant_is_implied = True

    contact_id: Mapped[UUID]
    inquiry_id: Mapped[UUID | None]
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    digest: Mapped[str]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
            ),
            Index(None, "contact_id"),
        )
