"""The queues of a client company."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.db import Base, Dated, TenantOwned


class Overflow(StrEnum):
    """Where contacts go that have waited too long; nowhere without one."""

    QUEUE = "queue"
    BACKLINE = "backline"
    MEMBERS = "members"


def _number(default: int) -> Mapped[int]:
    return mapped_column(default=default, server_default=str(default))


class Queue(TenantOwned, Dated, Base):
    """Where contacts of one company wait.

    languages: of the contacts that come here; none: of any. topic_words: words of a question that
        bring it here. skills, skill_levels: what an agent must be able to do, and how well where
        more than a little (code → 2 to 5); needs: both as the words of Agent.abilities.
    opening_hours: {"mon": [["09:00", "12:00"], …], …} in the queue's zone, or the company's;
        empty: always open. holidays: [{"on": "2026-10-01", "name": "…"}, …], closed all day.
    priority: 1 to 5, 5 comes first. target: so many per cent answered within so many seconds.
    taken_quarter, taken_hour: how many contacts were taken in the last 15 and 60 minutes.
    amber_seconds, red_seconds: a contact that waits so long is shown so; at red it overflows.
    takes_lent: idle standby of others may answer here until it is recalled.
    """

    __tablename__ = "queues"

    name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    skill_levels: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default=text("'{}'::jsonb")
    )
    needs: Mapped[list[str]] = mapped_column(
        ARRAY(Text), Computed("needs(skills, skill_levels)", persisted=True)
    )
    preferred_skills: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'::text[]")
    )
    topic_words: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'::text[]")
    )
    opening_hours: Mapped[dict[str, Any]]
    holidays: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'::jsonb"))
    time_zone: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False)
    is_backline: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    priority: Mapped[int] = mapped_column(SmallInteger, default=3, server_default="3")
    offer_seconds: Mapped[int | None] = mapped_column(SmallInteger)
    target_seconds: Mapped[int] = _number(30)
    target_percent: Mapped[int] = mapped_column(SmallInteger, default=80, server_default="80")
    amber_seconds: Mapped[int] = _number(30)
    red_seconds: Mapped[int] = _number(60)
    overflow_to: Mapped[str | None]
    overflow_queue_id: Mapped[UUID | None]
    takes_lent: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    taken_quarter: Mapped[int] = _number(0)
    taken_hour: Mapped[int] = _number(0)
    retired_at: Mapped[datetime | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "name"),
            ForeignKeyConstraint(
                ["tenant_id", "overflow_queue_id"], ["queues.tenant_id", "queues.id"]
            ),
            Index("uq_queues_default", "tenant_id", unique=True, postgresql_where="is_default"),
            Index("uq_queues_backline", "tenant_id", unique=True, postgresql_where="is_backline"),
            CheckConstraint("priority BETWEEN 1 AND 5", name="priority_range"),
            CheckConstraint(
                "target_seconds BETWEEN 1 AND 86400 AND target_percent BETWEEN 1 AND 100",
                name="target_range",
            ),
            CheckConstraint(
                "amber_seconds BETWEEN 1 AND red_seconds AND red_seconds <= 86400",
                name="amber_before_red",
            ),
            CheckConstraint(
                "overflow_to IN ('queue', 'backline', 'members')", name="overflow_known"
            ),
            CheckConstraint(
                "(overflow_to IS NOT DISTINCT FROM 'queue') = (overflow_queue_id IS NOT NULL)",
                name="overflow_queue",
            ),
            CheckConstraint("NOT (is_default AND is_backline)", name="one_kind"),
            CheckConstraint("NOT (is_default AND retired_at IS NOT NULL)", name="default_stays"),
        )
