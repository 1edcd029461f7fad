"""Consumers whom a company knows: those who come back, and its VIPs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base, Dated, TenantOwned


class ReturningConsumer(TenantOwned, Dated, Base):
    """Who answered a consumer of this company: the first agent, and the last one.

    consumer_key: of a browser or a phone number, made for this company only.
    """

    __tablename__ = "returning_consumers"

    consumer_key: Mapped[str]
    first_agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    last_agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    seen_at: Mapped[datetime]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (UniqueConstraint("tenant_id", "consumer_key"),)


class VipCustomer(TenantOwned, Dated, Base):
    """A consumer who comes first, known by a telephone number or an e-mail address, or both.

    Neither is kept itself: a keyed mark of it, and what is shown of it. agent_id: the named agent,
    for whom the contact waits first. queue_id: the team's queue.
    """

    __tablename__ = "vip_customers"

    name: Mapped[str]
    phone_hash: Mapped[str | None]
    phone_masked: Mapped[str | None]
    email_hash: Mapped[str | None]
    email_masked: Mapped[str | None]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    queue_id: Mapped[UUID | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "phone_hash"),
            UniqueConstraint("tenant_id", "email_hash"),
            CheckConstraint(
                "phone_hash IS NOT NULL OR email_hash IS NOT NULL", name="known_by_something"
            ),
            ForeignKeyConstraint(["tenant_id", "queue_id"], ["queues.tenant_id", "queues.id"]),
        )
