"""Agents and leases across clients, through the operations door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from muster.conversations.models import Queue
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

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


@dataclass(frozen=True)
class LeaseLine:
    """A lease as operations see it: whose, of what, how many seats and how many taken."""

    lease: SeatLease
    plan: SeatPlan
    tenant: Tenant
    seated: int

    @property
    def missing(self) -> int:
        """Seats on which nobody sits."""
        return max(0, self.lease.seats - self.seated)


def leases(across: Session, *, before: UUID | None = None) -> list[LeaseLine]:
    """Current leases of all companies, newest first, a page at a time: one query."""
    seated = (
        select(func.count())
        .where(SeatAssignment.lease_id == SeatLease.id, SeatAssignment.ended_at.is_(None))
        .correlate(SeatLease)
        .scalar_subquery()
    )
    query = (
        select(SeatLease, SeatPlan, Tenant, seated.label("seated"))
        .join(SeatPlan, SeatPlan.id == SeatLease.plan_id)
        .join(Tenant, Tenant.id == SeatLease.tenant_id)
        .where(SeatLease.ended_at.is_(None))
        .order_by(SeatLease.id.desc())
        .limit(PAGE)
    )
    if before is not None:
        query = query.where(SeatLease.id < before)
    return [
        LeaseLine(row.SeatLease, row.SeatPlan, row.Tenant, row.seated)
        for row in across.execute(query)
    ]


def missing_seats(across: Session) -> int:
    """Seats rented and not staffed, over all companies, today."""
    rented = select(func.coalesce(func.sum(SeatLease.seats), 0)).where(
        SeatLease.ended_at.is_(None), SeatLease.starts_on <= func.current_date()
    )
    seated = select(func.count()).where(SeatAssignment.ended_at.is_(None))
    return max(0, across.scalars(rented).one() - across.scalars(seated).one())


def suggestions(across: Session, lease: SeatLease, plan: SeatPlan) -> list[tuple[Agent, int]]:
    """Agents who could take a seat of this lease, with how many companies each serves now.

    They speak a language of the plan, have all its skills, can take the contacts of at least one
    of the company's queues, and do not serve the company yet; for a dedicated seat they serve
    nobody. Those who serve the fewest come first.
    """
    serving = (
        select(func.count())
        .where(SeatAssignment.agent_id == Agent.id, SeatAssignment.ended_at.is_(None))
        .correlate(Agent)
        .scalar_subquery()
    )
    here = (
        select(SeatAssignment.id)
        .where(
            SeatAssignment.agent_id == Agent.id,
            SeatAssignment.tenant_id == lease.tenant_id,
            SeatAssignment.ended_at.is_(None),
        )
        .exists()
    )
    takes_contacts = (
        select(Queue.id)
        .where(
            Queue.tenant_id == lease.tenant_id,
            Queue.languages.contained_by(Agent.languages),
            Queue.skills.contained_by(Agent.skills),
        )
        .exists()
    )
    query = (
        select(Agent, serving.label("serving"))
        .where(
            Agent.retired_at.is_(None),
            Agent.languages.overlap(plan.languages),
            Agent.skills.contains(plan.skills),
            takes_contacts,
            ~here,
        )
        .order_by(serving, Agent.display_name)
        .limit(50)
    )
    if plan.dedicated:
        query = query.where(serving == 0)
    return [(row.Agent, row.serving) for row in across.execute(query)]
