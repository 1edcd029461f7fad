"""Seats that are rented, and who sits on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from muster.audit.actions import record
from muster.db import after_commit, session, uuid7
from muster.errors import Conflict, NotFound, existing
from muster.events import bus
from muster.events.actions import record as tell
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

Hear = Callable[[UUID, UUID], None]

# Called with company and agent, in the unit of work in which the agent comes or goes, by the
# rooms above that must act on it: whoever leaves gives conversations back to the queue.
took_seat: list[Hear] = []
left_seat: list[Hear] = []


def leases_of(tenant_id: UUID) -> Sequence[SeatLease]:
    """A company's leases with their plans, current ones first."""
    return session.scalars(
        select(SeatLease)
        .options(joinedload(SeatLease.plan))
        .where(SeatLease.tenant_id == tenant_id)
        .order_by(SeatLease.ended_at.is_not(None), SeatLease.starts_on, SeatLease.id)
        .limit(200)
    ).all()


def assign(tenant_id: UUID, lease_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """Seat an agent on a free seat of a lease; from the commit on the agent serves the company.

    Raises Conflict if every seat is taken, the lease has ended, the agent sits there already, or
    it would be a dedicated seat of somebody who serves others, too.
    """
    lease = existing(
        session.scalar(
            select(SeatLease)
            .where(SeatLease.tenant_id == tenant_id, SeatLease.id == lease_id)
            .with_for_update()
        )
    )
    if lease.ended_at is not None:
        raise Conflict(_l("This lease has ended."))
    if _seated(lease) >= lease.seats:
        raise Conflict(_l("Every seat of this lease is taken."))
    agent = session.get(Agent, agent_id)
    if agent is None or agent.retired_at is not None:
        raise NotFound
    seated = session.scalar(
        insert(SeatAssignment)
        .values(
            id=uuid7(),
            tenant_id=tenant_id,
            lease_id=lease_id,
            agent_id=agent_id,
            assigned_by=person_id,
        )
        .on_conflict_do_nothing()
        .returning(SeatAssignment.id)
    )
    if seated is None:
        raise Conflict(_why_not(lease, agent_id))
    record("agent.assigned", tenant_id=tenant_id, subject=agent.display_name)
    _announce(tenant_id, agent, "agent.assigned", took_seat)


def unassign(tenant_id: UUID, assignment_id: UUID, *, person_id: UUID) -> None:
    """Take an agent off a seat; the company's conversations go back to its queue."""
    assignment = existing(
        session.scalar(
            select(SeatAssignment).where(
                SeatAssignment.tenant_id == tenant_id,
                SeatAssignment.id == assignment_id,
                SeatAssignment.ended_at.is_(None),
            )
        )
    )
    _leave(assignment, person_id)


def leave_all(agent_id: UUID) -> int:
    """Take an agent off every seat; gives how many. Whoever acts must see all companies served."""
    found = session.scalars(
        select(SeatAssignment)
        .where(SeatAssignment.agent_id == agent_id, SeatAssignment.ended_at.is_(None))
        .order_by(SeatAssignment.id)
    ).all()
    for assignment in found:
        _leave(assignment, None)
    return len(found)


def _why_not(lease: SeatLease, agent_id: UUID) -> LazyString:
    """Which rule of the database refused a seat; other companies' rows are not ours to see."""
    here = session.scalar(
        select(SeatAssignment.id).where(
            SeatAssignment.tenant_id == lease.tenant_id,
            SeatAssignment.agent_id == agent_id,
            SeatAssignment.ended_at.is_(None),
        )
    )
    if here is not None:
        return _l("This agent serves the company already.")
    if session.get_one(SeatPlan, lease.plan_id).dedicated:
        return _l("This seat is dedicated, and the agent serves another company.")
    return _l("This agent has a dedicated seat at another company.")


def _seated(lease: SeatLease) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                SeatAssignment.tenant_id == lease.tenant_id,
                SeatAssignment.lease_id == lease.id,
                SeatAssignment.ended_at.is_(None),
            )
        )
        or 0
    )


def _leave(assignment: SeatAssignment, person_id: UUID | None) -> None:
    # Read first: the company sees agents while they sit there.
    agent = session.get_one(Agent, assignment.agent_id)
    assignment.ended_at, assignment.ended_by = func.now(), person_id
    record("agent.unassigned", tenant_id=assignment.tenant_id, subject=agent.display_name)
    session.flush()
    _announce(assignment.tenant_id, agent, "agent.unassigned", left_seat)


def _announce(tenant_id: UUID, agent: Agent, kind: str, hearers: list[Hear]) -> None:
    agent_id, person_id = agent.id, agent.person_id
    tell(
        kind,
        tenant_id=tenant_id,
        for_agent=agent_id,
        payload={"agent_id": str(agent_id), "name": agent.display_name},
    )
    after_commit(lambda: bus.rights_changed(person_id))
    for hear in hearers:
        hear(tenant_id, agent_id)


def assignments_of(tenant_id: UUID) -> Sequence[SeatAssignment]:
    """Who sits for a company now, with the agents."""
    return session.scalars(
        select(SeatAssignment)
        .join(SeatAssignment.agent)
        .options(joinedload(SeatAssignment.agent))
        .where(SeatAssignment.tenant_id == tenant_id, SeatAssignment.ended_at.is_(None))
        .order_by(Agent.display_name)
        .limit(1000)
    ).all()
