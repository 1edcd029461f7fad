"""Seats that stand on no lease: people who were called in or lent, as long as they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.db import after_commit, session, uuid7
from muster.events import bus
from muster.events.actions import record as tell
from muster.workforce.leases import Hear, left_seat, took_seat
from muster.workforce.models import Agent, SeatAssignment


def seat(
    tenant_id: UUID,
    agent_id: UUID,
    *,
    person_id: UUID,
    only_queue: UUID | None = None,
    lent_until: datetime | None = None,
) -> UUID | None:
    """Let an agent who was called in serve a company; gives the seat, None if they do already.

    only_queue, lent_until: for who is lent, to which queue, and by when the seat is left.
    """
    seated = session.scalar(
        insert(SeatAssignment)
        .values(
            id=uuid7(),
            tenant_id=tenant_id,
            lease_id=None,
            agent_id=agent_id,
            assigned_by=person_id,
            queue_ids=[only_queue] if only_queue else None,
            lent_until=lent_until,
        )
        .on_conflict_do_nothing()
        .returning(SeatAssignment.id)
    )
    if seated is not None:
        _announce(tenant_id, agent_id, "agent.assigned", took_seat)
    return seated


def leave_soon(assignment_ids: Sequence[UUID]) -> None:
    """Give these people no more contacts of the company; those they hold stay with them."""
    session.execute(
        update(SeatAssignment)
        .where(SeatAssignment.id.in_(assignment_ids), SeatAssignment.leaving_at.is_(None))
        .values(leaving_at=func.now())
    )


def leave(tenant_id: UUID, assignment_id: UUID, *, person_id: UUID) -> None:
    """End a seat, if it has not ended; what its agent still holds goes back to the queue."""
    seat_left = session.scalar(
        select(SeatAssignment)
        .where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.id == assignment_id,
            SeatAssignment.ended_at.is_(None),
        )
        .with_for_update()
    )
    if seat_left is None:
        return
    seat_left.ended_at, seat_left.ended_by = func.now(), person_id
    session.flush()
    _announce(tenant_id, seat_left.agent_id, "agent.unassigned", left_seat)


def _announce(tenant_id: UUID, agent_id: UUID, kind: str, hearers: list[Hear]) -> None:
    agent = session.get_one(Agent, agent_id)
    person_id, name = agent.person_id, agent.display_name
    record(kind, tenant_id=tenant_id, subject=name)
    tell(
        kind,
        tenant_id=tenant_id,
        for_agent=agent_id,
        payload={"agent_id": str(agent_id), "name": name},
    )
    after_commit(lambda: bus.rights_changed(person_id))
    for hear in hearers:
        hear(tenant_id, agent_id)
