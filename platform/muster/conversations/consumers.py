"""Consumers whom a company knows: those who come back, and its VIPs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
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
    """A consumer who comes first, known by a telephone number that is not kept itself.

    agent_id: the named agent, for whom the contact waits first. queue_id: the team's queue.
    """

    __tablename__ = "vip_customers"

    name: Mapped[str]
    phone_hash: Mapped[str]
    phone_masked: Mapped[str]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    queue_id: Mapped[UUID | None]

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        return (
            UniqueConstraint("tenant_id", "phone_hash"),
            ForeignKeyConstraint(["tenant_id", "queue_id"], ["queues.tenant_id", "queues.id"]),
        )
