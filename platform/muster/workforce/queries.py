"""Agents and leases across clients, through the operations door."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment

PAGE = 50


def clients_of(across: Session, agent_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Names of the companies whom each agent serves now."""
    rows = across.execute(
        select(SeatAssignment.agent_id, Tenant.name)
        .join(Tenant, Tenant.id == SeatAssignment.tenant_id)
        .where(SeatAssignment.agent_id.in_(agent_ids), SeatAssignment.ended_at.is_(None))
        .order_by(Tenant.name)
    )
    names: dict[UUID, list[str]] = {}
    for row in rows:
        names.setdefault(row.agent_id, []).append(row.name)
    return names


def agent_summary(across: Session) -> dict[str, int]:
    """How many agents are in each state now."""
    rows = across.execute(
        select(Agent.state, func.count()).where(Agent.retired_at.is_(None)).group_by(Agent.state)
    )
    return {row[0]: row[1] for row in rows}
