"""Contacts of a queue that goes away."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from muster.conversations.models import Contact, ContactState, Queue
from muster.db import session
from muster.routing import reasons, redirect_sql
from muster.routing.announcing import announce

WAITING = (ContactState.QUEUED, ContactState.OFFERED)
IN_QUEUE = (*WAITING, ContactState.ACTIVE, ContactState.WRAP_UP, ContactState.SNOOZED)


def count_in(queue: Queue) -> int:
    """How many people are in the queue: waiting, or with an agent and may come back."""
    query = select(func.count()).where(
        Contact.tenant_id == queue.tenant_id, Contact.queue_id == queue.id
    )
    return session.scalar(query.where(Contact.state.in_(IN_QUEUE))) or 0


def move_all(queue: Queue, heir: Queue, *, by: UUID | None) -> int:
    """Move everybody in a queue to another of the company; gives how many.

    Who waits keeps the place that age gives; an offer stays an offer. One statement.
    """
    values = {
        "tenant": queue.tenant_id,
        "queue": queue.id,
        "heir": heir.id,
        "states": [str(state) for state in IN_QUEUE],
        "person": by,
        "reason": reasons.encode(reasons.QUEUE_RETIRED, queue=queue.name, to=heir.name),
    }
    events = session.execute(redirect_sql.MOVE_ALL, values).scalars().all()
    announce(events)
    return len(events)
