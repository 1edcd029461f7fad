"""Files that a company brings in, and what became of each row."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned


class Import(TenantOwned, Dated, Base):
    """One uploaded file on its way in: uploaded → mapped → running → done (or failed).

    kind: "products" or "arrivals". report: what is said of the file as a whole, by kind.
    """

    __tablename__ = "imports"

    kind: Mapped[str]
    filename: Mapped[str]
    format: Mapped[str]
    encoding: Mapped[str | None]
    columns: Mapped[list[Any]]
    mapping: Mapped[dict[str, Any]]
    state: Mapped[str]
    rows_total: Mapped[int | None]
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_created: Mapped[int] = mapped_column(default=0)
    rows_updated: Mapped[int] = mapped_column(default=0)
    rows_unchanged: Mapped[int] = mapped_column(default=0)
    rows_failed: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    report: Mapped[dict[str, Any] | None]
    started_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    finished_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (Index("ix_imports_recent", "tenant_id", "id"),)


class ImportFailure(TenantOwned, Base):
    """A row that could not be brought in, and why, as it is given back for download."""

    __tablename__ = "import_failures"

    import_id: Mapped[UUID]
    line: Mapped[int]
    column: Mapped[str | None]
    message: Mapped[str]
    row: Mapped[dict[str, Any]]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "import_id"], ["imports.tenant_id", "imports.id"], ondelete="CASCADE"
            ),
            Index(None, "import_id", "line"),
        )
