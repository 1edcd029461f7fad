"""Sites where agents sit, and the languages that they answer in: lists that operations keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, Identified


class Site(Identified, Dated, Base):
    """A place with seats. `down_since` says that nobody can work there now, and since when.

    hazard_zone: what one disaster can take out together. seat_types: type → how many of `seats`.
    watched and watch_*: when the lines of its people that drop together mean that it may be lost:
    at least so many people, so many in a hundred of those who are there, within so many minutes.
    watch_acts_after: minutes without an answer until it is marked as down by itself; NULL: never.
    """

    __tablename__ = "sites"
    __table_args__ = (
        CheckConstraint("seats BETWEEN 0 AND 100000", name="seats_range"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_whole"),
        CheckConstraint("watch_share BETWEEN 1 AND 100", name="watch_share_range"),
        CheckConstraint("watch_people BETWEEN 1 AND 10000", name="watch_people_range"),
        CheckConstraint("watch_minutes BETWEEN 1 AND 15", name="watch_minutes_range"),
        CheckConstraint("watch_acts_after BETWEEN 1 AND 120", name="watch_acts_after_range"),
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
    watched: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    watch_share: Mapped[int] = mapped_column(SmallInteger, default=60, server_default="60")
    watch_people: Mapped[int] = mapped_column(SmallInteger, default=5, server_default="5")
    watch_minutes: Mapped[int] = mapped_column(SmallInteger, default=3, server_default="3")
    watch_acts_after: Mapped[int | None] = mapped_column(SmallInteger)


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
