"""Outgoing mail, kept so that a failure is seen and can be sent again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class Mail(Identified, Dated, Base):
    """One message to one address. Without SMTP it stays here, where operations staff read it."""

    __tablename__ = "mails"
    __table_args__ = (Index(None, "created_at"),)

    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    sent_at: Mapped[datetime | None]
    kept_at: Mapped[datetime | None]
    error: Mapped[str | None]
