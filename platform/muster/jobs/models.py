"""The record of every job: written with the change that wants it, so none is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified

UNFINISHED = "finished_at IS NULL AND dead_at IS NULL"
WAITING = f"started_at IS NULL AND {UNFINISHED}"


class Job(Identified, Dated, Base):
    """One piece of work. Redis only says that it is time; this row is the truth.

    attempts: how often it was begun. started_at: when it was begun last. pushed_at: when its
    id was handed to Redis last. key: among waiting jobs, at most one has it.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "run_at", postgresql_where=UNFINISHED),
        Index(None, "dead_at", postgresql_where="dead_at IS NOT NULL"),
        Index(None, "finished_at"),
        Index(None, "key", unique=True, postgresql_where=WAITING),
    )

    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    key: Mapped[str | None]
    run_at: Mapped[datetime]
    pushed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str | None]
