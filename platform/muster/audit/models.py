"""The audit trail. The application role may add to it and read it, and nothing else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class AuditEntry(Identified, Dated, Base):
    """One act. `tenant_id` is the company whose rows were touched, if it was one company's."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "tenant_id", "id"),
        Index(None, "action", "id"),
        Index(None, "person_id", "id"),
    )

    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    address: Mapped[str]
    detail: Mapped[dict[str, Any]]
