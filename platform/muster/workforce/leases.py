"""Renting seats, and who sits on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from muster.audit.actions import record
from muster.db import after_commit, session, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.events import bus
from muster.events.actions import record as tell
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

MOST_SEATS = 500

Hear = Callable[[UUID, UUID], None]

# Called with company and agent, in the unit of work in which the agent comes or goes, by the
# rooms above that must act on it: whoever leaves gives conversations back to the queue.
took_seat: list[Hear] = []
left_seat: list[Hear] = []


def rent(
    tenant_id: UUID, plan_id: UUID, seats: int, starts_on: date, *, person_id: UUID, key: UUID
) -> SeatLease:
    """Rent seats of a published plan on account, at today's price. Gives the lease.

    key: made by whoever asks; the same key again gives the same lease. Raises Invalid for a
    number or a day that cannot be, NotFound for a plan that is not on the price list.
    """
    plan = session.get(SeatPlan, plan_id)
    if plan is None or plan.published_at is None or plan.withdrawn_at is not None:
        raise NotFound(_l("This plan is not on the price list any more."))
    if not 1 <= seats <= MOST_SEATS:
        raise Invalid("seats", _l("Between 1 and 500 seats."))
    if starts_on < session.scalar(select(func.current_date())) or starts_on.year > 2100:  # type: ignore[operator]  # never NULL
        raise Invalid("starts_on", _l("Seats can begin today or later."))
    made = session.scalar(
        insert(SeatLease)
        .values(
            id=uuid7(),
            tenant_id=tenant_id,
            plan_id=plan_id,
            seats=seats,
            starts_on=starts_on,
            price_minor=plan.price_minor,
            currency=plan.currency,
            ordered_by=person_id,
            request_key=key,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "request_key"])
        .returning(SeatLease.id)
    )
    if made is not None:
        record("seats.rented", tenant_id=tenant_id, subject=plan.code, seats=seats)
    return session.execute(
        select(SeatLease).where(SeatLease.tenant_id == tenant_id, SeatLease.request_key == key)
    ).scalar_one()


def leases_of(tenant_id: UUID) -> Sequence[SeatLease]:
    """A company's leases with their plans, current ones first."""
    return session.scalars(
        select(SeatLease)
        .options(joinedload(SeatLease.plan))
        .where(SeatLease.tenant_id == tenant_id)
        .order_by(SeatLease.ended_at.is_not(None), SeatLease.starts_on, SeatLease.id)
        .limit(200)
    ).all()


def end_lease(tenant_id: UUID, lease_id: UUID, *, person_id: UUID) -> None:
    """End a lease now: nobody sits on its seats any more. Raises NotFound."""
    lease = find_lease(tenant_id, lease_id)
    if lease.ended_at is not None:
        return
    lease.ended_at = func.now()
    current = session.scalars(
        select(SeatAssignment).where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.lease_id == lease_id,
            SeatAssignment.ended_at.is_(None),
        )
    )
    for assignment in current.all():
        _leave(assignment, person_id)
    record("seats.ended", tenant_id=tenant_id, subject=str(lease_id))


def find_lease(tenant_id: UUID, lease_id: UUID) -> SeatLease:
    """A company's lease; raises NotFound."""
    lease = session.scalar(
        select(SeatLease).where(SeatLease.tenant_id == tenant_id, SeatLease.id == lease_id)
    )
    if lease is None:
        raise NotFound
    return lease


def assign(tenant_id: UUID, lease_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """Seat an agent on a free seat of a lease; from the commit on the agent serves the company.

    Raises Conflict if every seat is taken, the lease has ended or the agent sits there already.
    """
    lease = session.scalar(
        select(SeatLease)
        .where(SeatLease.tenant_id == tenant_id, SeatLease.id == lease_id)
        .with_for_update()
    )
    if lease is None:
        raise NotFound
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
        raise Conflict(_l("This agent serves the company already."))
    record("agent.assigned", tenant_id=tenant_id, subject=agent.display_name)
    _announce(tenant_id, agent, "agent.assigned", took_seat)


def unassign(tenant_id: UUID, assignment_id: UUID, *, person_id: UUID) -> None:
    """Take an agent off a seat; the company's conversations go back to its queue."""
    assignment = session.scalar(
        select(SeatAssignment).where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.id == assignment_id,
            SeatAssignment.ended_at.is_(None),
        )
    )
    if assignment is None:
        raise NotFound
    _leave(assignment, person_id)


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


def _leave(assignment: SeatAssignment, person_id: UUID) -> None:
    assignment.ended_at, assignment.ended_by = func.now(), person_id
    agent = session.get_one(Agent, assignment.agent_id)
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
