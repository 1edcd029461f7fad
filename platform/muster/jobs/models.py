"""The record of every job: written with the change that wants it, so none is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class Job(Identified, Dated, Base):
    """One piece of work. Redis only says that it is time; this row is the truth."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "run_at", postgresql_where="finished_at IS NULL AND dead_at IS NULL"),
        Index(None, "dead_at", postgresql_where="dead_at IS NOT NULL"),
        Index(None, "finished_at"),
    )

    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str | None]
