"""Sites where agents sit, and the languages that they answer in: lists that operations keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class Site(Identified, Dated, Base):
    """A place with seats. `down_since` says that nobody can work there now, and since when.

    hazard_zone: what one disaster can take out together. seat_types: type → how many of `seats`.
    """

    __tablename__ = "sites"
    __table_args__ = (
        CheckConstraint("seats BETWEEN 0 AND 100000", name="seats_range"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_whole"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    region: Mapped[str]
    time_zone: Mapped[str]
    hazard_zone: Mapped[str]
    seats: Mapped[int]
    seat_types: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'::jsonb")
    )
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    down_since: Mapped[datetime | None]
    down_reason: Mapped[str] = mapped_column(default="", server_default="")


class SiteChange(Identified, Dated, Base):
    """A site went down or came up again: who said so, when and why."""

    __tablename__ = "site_changes"
    __table_args__ = (Index(None, "site_id", "id"),)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("sites.id"))
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    is_down: Mapped[bool]
    reason: Mapped[str]


class Language(Identified, Dated, Base):
    """A language that agents may have; `code` is ISO 639 in small letters."""

    __tablename__ = "languages"

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh: Mapped[str]
    retired_at: Mapped[datetime | None]
