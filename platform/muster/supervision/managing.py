"""Acting from the wall: states of agents, places and priorities of waiting contacts, the lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from muster.audit.actions import record
from muster.conversations import actions as conversations
from muster.conversations.models import Contact, ContactState, Queue
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.events.actions import record as happened
from muster.routing import reasons, redirects, states
from muster.routing.dispatcher import nudge_after_commit
from muster.supervision import alerts, reach, telling
from muster.supervision.acts import Supervisor
from muster.supervision.alerts import Found
from muster.supervision.models import Side
from muster.workforce.models import Agent, SeatAssignment

PRIORITIES = (0, 1, 2)
WAITING = (ContactState.QUEUED, ContactState.OFFERED)
LEAD = "lead"
LONGEST_WORDS = 300


def set_state(tenant_id: UUID, agent_id: UUID, state: str, reason: str, who: Supervisor) -> None:
    """Put an agent into a state, with a reason that the agent is told.

    A client may do so with agents who serve nobody else and are not lent; for others its call to
    the team lead is the way. Raises NotFound, Invalid, Conflict.
    """
    (name,) = telling.seated(tenant_id, [agent_id]).values()
    if state not in states.CHOSEN:
        raise Invalid("state", _l("Choose one of the states in the list."))
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("reason", _l("Say why: the agent is told."))
    with reach.agents_of(tenant_id):
        serves = states.clients_of(agent_id)
        if who.side == Side.CLIENT and (serves != [tenant_id] or _is_lent(tenant_id, agent_id)):
            raise Conflict(
                _l("%(name)s also serves other companies. Call the team lead instead.", name=name)
            )
        states.set_state(agent_id, state, reason, by=who.person_id)
        record("agent.state_set", tenant_id=tenant_id, subject=name, state=state, reason=reason)
        payload = {"name": who.name, "state": state, "reason": reason}
        happened(
            "agent.state_set",
            tenant_id=tenant_id,
            for_agent=agent_id,
            for_wall=False,
            payload=payload,
        )


def _is_lent(tenant_id: UUID, agent_id: UUID) -> bool:
    lent = select(SeatAssignment.id).where(
        SeatAssignment.tenant_id == tenant_id,
        SeatAssignment.agent_id == agent_id,
        SeatAssignment.ended_at.is_(None),
        SeatAssignment.lent_until.is_not(None),
    )
    return session.scalar(lent) is not None


def place(
    contact_id: UUID, who: Supervisor, *, agent_id: UUID | None, queue_id: UUID | None
) -> None:
    """Give a waiting contact to one agent, or to another queue. Raises NotFound, Conflict."""
    contact = waiting(contact_id)
    if agent_id is not None:
        redirects.redirect_to_agent(contact_id, agent_id, reasons.TO_AGENT, who.person_id)
    elif queue_id is not None:
        redirects.redirect_to_queue(contact_id, queue_id, reasons.TO_QUEUE, who.person_id)
    else:
        raise Invalid("to", _l("Choose an agent or a queue."))
    record("contact.placed", tenant_id=contact.tenant_id, subject=str(contact_id))


def prioritize(contact_id: UUID, priority: int, who: Supervisor) -> None:
    """Let a waiting contact come before others of its queue: 0 no, 1 yes, 2 before all."""
    contact = waiting(contact_id)
    if priority not in PRIORITIES:
        raise Invalid("priority")
    session.execute(update(Contact).where(Contact.id == contact_id).values(priority=priority))
    record(
        "contact.prioritized",
        tenant_id=contact.tenant_id,
        subject=str(contact_id),
        priority=priority,
    )
    happened(
        "contact.prioritized",
        tenant_id=contact.tenant_id,
        contact_id=contact_id,
        payload={"priority": priority},
    )
    nudge_after_commit([contact.tenant_id])


def waiting(contact_id: UUID) -> Contact:
    """The contact, locked, if it waits for an agent; raises NotFound, Conflict."""
    contact = conversations.hold(contact_id)
    if contact.state not in WAITING:
        raise Conflict(_l("This conversation does not wait any more."))
    return contact


def call_lead(tenant_id: UUID, words: str, who: Supervisor) -> None:
    """Call the operator's team leads: an alert on the operator's wall until one sees to it."""
    words = " ".join(words.split())
    if not words:
        raise Invalid("words", _l("Say in a few words what it is about."))
    if len(words) > LONGEST_WORDS:
        raise Invalid("words", _l("At most 300 characters, please."))
    alerts.raise_all([Found(tenant_id, LEAD, str(uuid7()), None, None, words, who.name)])
    record("lead.called", tenant_id=tenant_id, subject=words)


def choices(contact_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Where a waiting contact can go: agents at work, and the other queues. Raises NotFound."""
    tenant_id, queue_id = _where(contact_id)
    at_work = (
        select(Agent.id, Agent.display_name)
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            SeatAssignment.is_certified(),
            Agent.state.in_(redirects.AT_WORK),
        )
        .order_by(Agent.display_name)
        .limit(500)
    )
    queues = (
        select(Queue.id, Queue.name)
        .where(Queue.tenant_id == tenant_id, Queue.id != queue_id, Queue.retired_at.is_(None))
        .order_by(Queue.name)
    )
    return {
        "agents": [{"id": str(r.id), "name": r.display_name} for r in session.execute(at_work)],
        "queues": [{"id": str(r.id), "name": r.name} for r in session.execute(queues)],
    }


def company_of(contact_id: UUID) -> UUID:
    """Whose contact it is; raises NotFound for one out of sight."""
    return _where(contact_id)[0]


def _where(contact_id: UUID) -> tuple[UUID, UUID]:
    query = select(Contact.tenant_id, Contact.queue_id).where(Contact.id == contact_id)
    found = existing(session.execute(query).one_or_none())
    return found.tenant_id, found.queue_id
