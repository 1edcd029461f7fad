"""Who is certified for which client, and who is in training at the partner colleges."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.db import Base, Dated, Identified, TenantOwned


class Certification(TenantOwned, Dated, Base):
    """An agent knows a company's matters, from `certified_at` until `expires_at`.

    Counts while it is neither expired nor revoked. source: course, exam, import or other.
    """

    __tablename__ = "certifications"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    certified_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="course")
    certified_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    revoke_reason: Mapped[str] = mapped_column(default="", server_default="")
    warned_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint("expires_at > certified_at", name="period_forward"),
            Index(None, "tenant_id", "agent_id", "expires_at"),
            Index(None, "agent_id", "expires_at"),
            Index(None, "expires_at", postgresql_where="revoked_at IS NULL"),
        )


class Cohort(Identified, Dated, Base):
    """Students of a partner college in training: the deep reserve.

    graduation_share: how many of them usually graduate, 0 to 1. weekly_hours: what each could
    work a week. site_id: where they would sit; hazard_zone: where they live.
    """

    __tablename__ = "cohorts"
    __table_args__ = (
        CheckConstraint("headcount BETWEEN 1 AND 100000", name="headcount_range"),
        CheckConstraint("graduates_on > starts_on", name="graduates_later"),
        CheckConstraint("graduation_share BETWEEN 0 AND 1", name="share_range"),
        CheckConstraint("weekly_hours BETWEEN 1 AND 60", name="weekly_hours_range"),
        Index(None, "graduates_on", "id"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    college: Mapped[str]
    programme: Mapped[str]
    headcount: Mapped[int]
    starts_on: Mapped[date]
    graduates_on: Mapped[date]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    graduation_share: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    hazard_zone: Mapped[str]
    site_id: Mapped[UUID | None] = mapped_column(ForeignKey("sites.id"))
    weekly_hours: Mapped[int]
