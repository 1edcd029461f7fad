"""What a client company has laid down about the end of its contacts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from muster.db import Base, Dated, TenantOwned


class ClosingRules(TenantOwned, Dated, Base):
    """Limits of one company, or of one of its queues; what is None there is as at the company.

    wrap_up_seconds: how long wrap-up may last. silence_hours: after how long without a word from
    the consumer a contact is closed. reopen_days: how long the consumer can take it up again.
    escalation_seconds: of a queue: after how long with one agent an open contact goes to the
    backline queue.
    """

    __tablename__ = "closing_rules"

    queue_id: Mapped[UUID | None]
    wrap_up_seconds: Mapped[int | None]
    silence_hours: Mapped[int | None]
    reopen_days: Mapped[int | None]
    escalation_seconds: Mapped[int | None]
    backline_queue_id: Mapped[UUID | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "queue_id"], ["queues.tenant_id", "queues.id"], ondelete="CASCADE"
            ),
            ForeignKeyConstraint(
                ["tenant_id", "backline_queue_id"], ["queues.tenant_id", "queues.id"]
            ),
            UniqueConstraint("tenant_id", "queue_id"),
            Index(
                "uq_closing_rules_company",
                "tenant_id",
                unique=True,
                postgresql_where="queue_id IS NULL",
            ),
            CheckConstraint("wrap_up_seconds BETWEEN 10 AND 7200", name="wrap_up_range"),
            CheckConstraint("silence_hours BETWEEN 1 AND 720", name="silence_range"),
            CheckConstraint("escalation_seconds BETWEEN 30 AND 86400", name="escalation_range"),
            CheckConstraint("reopen_days BETWEEN 0 AND 365", name="reopen_range"),
        )


class ClosingTip(TenantOwned, Dated, Base):
    """A tip for the consumer when a contact ends.

    It fits contacts that end with its disposition, or in which one of its words was said; with
    neither it fits all. language: of which contacts; None: of any.
    """

    __tablename__ = "closing_tips"

    disposition_id: Mapped[UUID | None]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    language: Mapped[str | None]
    body: Mapped[str]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["tenant_id", "disposition_id"], ["dispositions.tenant_id", "dispositions.id"]
            ),
        )
