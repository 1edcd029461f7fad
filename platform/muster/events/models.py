"""The event log, from which every live page is replayed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from muster.db import Base


class Event(Base):
    """One thing that happened to one company's rows, and who is to be told.

    for_inquiry: the consumer's page of that inquiry is told.
    for_agent: that agent's desk is told.
    for_wall: the supervisors of the company (and operations) are told.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "tenant_id", "id", postgresql_where="for_wall"),
        Index(None, "for_inquiry", "id", postgresql_where="for_inquiry IS NOT NULL"),
        Index(None, "for_agent", "id", postgresql_where="for_agent IS NOT NULL"),
        Index(None, "created_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    # The moment of writing, not of the transaction's beginning: replays go by it.
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    # No key to the company: it would lock the company's row at each event. See `UNKEYED_TABLES`
    # in the tests of isolation.
    tenant_id: Mapped[UUID]
    kind: Mapped[str]
    contact_id: Mapped[UUID | None]
    for_inquiry: Mapped[UUID | None]
    for_agent: Mapped[UUID | None]
    for_wall: Mapped[bool]
    payload: Mapped[dict[str, Any]]
