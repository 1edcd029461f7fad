"""From arrived to seated to taking contacts, and off the seat again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, text, update

from muster.academy.models import Certification
from muster.activation.models import Activation, CalledPerson
from muster.activation.states import Kind, PersonState
from muster.db import session, uuid7
from muster.workforce import standby_seats

AFTER_IT = timedelta(hours=12)  # contacts that go on when the time is over are ended in peace
TAKING = text("""
UPDATE called_people c SET state = 'taking', taking_at = first.at
FROM (
    SELECT c.id, min(ch.created_at) AS at
    FROM called_people c
    JOIN contact_changes ch ON ch.agent_id = c.agent_id AND ch.tenant_id = c.tenant_id
     AND ch.state = 'active' AND ch.created_at >= c.seated_at
    WHERE c.activation_id = :activation AND c.state = 'seated'
    GROUP BY c.id
) first
WHERE c.id = first.id
RETURNING c.id
""")


def seat_arrived(activation: Activation) -> bool:
    """Seat everybody who has arrived; in a drill nobody serves the company for it."""
    arrived = session.scalars(
        select(CalledPerson)
        .where(
            CalledPerson.activation_id == activation.id,
            CalledPerson.state == PersonState.ARRIVED,
        )
        .order_by(CalledPerson.arrived_at, CalledPerson.id)
        .with_for_update()
    ).all()
    for person in arrived:
        _seat(activation, person)
    session.flush()
    return bool(arrived)


def _seat(activation: Activation, person: CalledPerson) -> None:
    if activation.kind != Kind.DRILL and person.agent_id is not None:
        person.assignment_id = standby_seats.seat(
            activation.tenant_id, person.agent_id, person_id=activation.requested_by
        )
        if person.assignment_id is None:  # serves the company since, on a seat of a lease
            person.state, person.over_at = PersonState.GONE, func.now()
            person.over_reason = "serves"
            return
        if person.briefed_at is not None:
            _certify(activation, person.agent_id)
    person.state, person.seated_at = PersonState.SEATED, func.now()
    person.due_at = None


def _certify(activation: Activation, agent_id: UUID) -> None:
    """Whoever has passed the briefing may answer for the company until the activation is over."""
    session.add(
        Certification(
            id=uuid7(),
            tenant_id=activation.tenant_id,
            agent_id=agent_id,
            certified_at=func.now(),
            expires_at=activation.until_at + AFTER_IT,
            source="briefing",
        )
    )
    session.flush()


def note_contacts(activation: Activation) -> bool:
    """Note who has taken a first contact."""
    if activation.kind == Kind.DRILL:
        return False
    return bool(session.execute(TAKING, {"activation": activation.id}).all())


def leave(activation: Activation, assignment_id: UUID) -> None:
    """Take somebody off a standby seat; contacts still held go back to the queue."""
    standby_seats.leave(
        activation.tenant_id,
        assignment_id,
        person_id=activation.released_by or activation.requested_by,
    )


def end_seats(activation: Activation, called_ids: list[UUID]) -> None:
    """Note that these have left for good."""
    session.execute(
        update(CalledPerson)
        .where(CalledPerson.id.in_(called_ids))
        .values(
            state=PersonState.RELEASED,
            over_at=func.now(),
            left_at=func.coalesce(CalledPerson.left_at, func.now()),
            over_reason="released",
        )
    )
