"""Notes of the language coach: the operator's own list, and what a company adds to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.db import Base, Dated, Identified, TenantOwned

SAID = "title_en || title_zh <> '' AND body_en || body_zh <> ''"


class Note:
    """What a note says, to readers of either language; one that is empty is read in the other.

    language: of the consumers whom it is about. region: of those among them, "" for all.
    phrases: words of theirs at which the note comes to the top.
    """

    language: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str] = mapped_column(default="")
    body_zh: Mapped[str] = mapped_column(default="")
    phrases: Mapped[list[str]] = mapped_column(ARRAY(Text))
    updated_at: Mapped[datetime]


class CultureNote(Note, Identified, Dated, Base):
    """A note of the operator's, for the agents of every company."""

    __tablename__ = "culture_notes"
    __table_args__ = (CheckConstraint(SAID, name="said"), Index(None, "language"))


class CoachingNote(Note, TenantOwned, Dated, Base):
    """A note of one company's, for its agents."""

    __tablename__ = "coaching_notes"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (CheckConstraint(SAID, name="said"), Index(None, "tenant_id", "language"))
