"""What agents do with contacts: open, decline, wrap up, close. Exactly one agent gets each.

The agent's row is held first, then the contact's; see muster.routing.sql. Whoever acts must
see all clients whom the agent serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import session
from muster.errors import Conflict, NotFound
from muster.routing import reasons, sql, states, tiers
from muster.routing.announcing import announce
from muster.routing.dispatcher import nudge_after_commit
from muster.workforce.models import Agent, AgentState

OPENING_STATES = (
    AgentState.AVAILABLE,
    AgentState.INTERACTING,
    AgentState.WRAP_UP,
    AgentState.NOT_RESPONDING,
)


def open_contact(contact_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """Let the agent take a contact that was offered to them, or that waits.

    Opening it again changes nothing. Raises NotFound, or Conflict that says who has it, that
    the agent has no free place, or that the agent is not at work.
    """
    agent = states.lock(agent_id)
    contact = conversations.find(contact_id)
    if contact.state == ContactState.ACTIVE and contact.agent_id == agent_id:
        return
    if contact.state == ContactState.OFFERED and contact.agent_id == agent_id:
        reason, slot = reasons.ACCEPTED, contact.agent_slot
    elif contact.state == ContactState.QUEUED:
        if agent.state not in OPENING_STATES:
            raise Conflict(_l("Set yourself to available first."))
        refuse_if_kept(contact, agent_id)
        if not states.is_certified(contact.tenant_id, agent_id):
            raise Conflict(_l("Your certification for this company has expired."))
        reason, slot = reasons.TAKEN, free_slot(agent_id, agent.capacity)
    else:
        raise taken(contact)
    try:
        conversations.change_state(
            contact,
            ContactState.ACTIVE,
            reason,
            person_id=person_id,
            agent_id=agent_id,
            agent_slot=slot,
            offer_expires_at=None,
            wanted_agent_id=None,
            wanted_until=None,
            opened_at=func.coalesce(Contact.opened_at, func.now()),
            first_agent_id=func.coalesce(Contact.first_agent_id, agent_id),
        )
    except Conflict:
        session.expire(contact)
        raise taken(conversations.find(contact_id)) from None
    writing.notice(contact, "agent.joined", name=agent.display_name)
    tiers.remember(contact_id, agent_id)
    states.settle([agent_id])


def refuse_if_kept(contact: Contact, agent_id: UUID) -> None:
    """Raise Conflict if a waiting contact is kept for somebody else just now."""
    if contact.wanted_agent_id in (None, agent_id):
        return
    kept = select(Agent.display_name).where(
        Agent.id == contact.wanted_agent_id, func.now() < contact.wanted_until
    )
    name = session.scalar(kept)
    if name is not None:
        raise Conflict(_l("This conversation waits for %(name)s.", name=name))


def free_slot(agent_id: UUID, capacity: int) -> int:
    """The lowest place of the agent that is free; raises Conflict without one."""
    taken_slots = set(session.execute(sql.TAKEN, {"agent": agent_id}).scalars())
    free = [slot for slot in range(1, capacity + 1) if slot not in taken_slots]
    if not free:
        raise Conflict(_l("All your places are taken. Close a conversation first."))
    return free[0]


def taken(contact: Contact) -> Conflict:
    """The Conflict that says where a contact went that somebody wanted to open."""
    if contact.state in (ContactState.CLOSED, ContactState.ABANDONED):
        return Conflict(_l("This conversation has ended."))
    if contact.state == ContactState.WRAP_UP:
        return Conflict(_l("This conversation is in wrap-up."))
    if contact.taken_over_by is not None:
        return Conflict(_l("A supervisor has taken this conversation over."))
    name = session.scalar(select(Agent.display_name).where(Agent.id == contact.agent_id))
    if name is None:
        return Conflict(_l("It waits in line again. You find it under “Waiting”."))
    if contact.state == ContactState.OFFERED:
        return Conflict(_l("This conversation is being offered to %(name)s.", name=name))
    return Conflict(_l("%(name)s has this conversation.", name=name))


def decline(contact_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """Let an offer go to somebody else. Without an offer to this agent nothing happens."""
    states.lock(agent_id)
    contact = conversations.find(contact_id)
    values = {
        "agents": [agent_id],
        "contact": contact_id,
        "person": person_id,
        "reason": reasons.DECLINED,
    }
    announce(session.execute(sql.RETURN_THIS, values).scalars().all())
    nudge_after_commit([contact.tenant_id])


def wrap_up(contact_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """End the exchange; the agent's place stays taken until the contact is closed."""
    contact = held_by(contact_id, agent_id)
    if contact.state != ContactState.ACTIVE:
        return
    conversations.end(contact, "solved", person_id=person_id)
    states.settle([agent_id])


def close(
    contact_id: UUID,
    agent_id: UUID,
    disposition_id: UUID | None,
    *,
    person_id: UUID,
    answers: Mapping[str, Any] = MappingProxyType({}),
) -> bool:
    """Close an active contact, or one in wrap-up, with a disposition; frees the agent's place.

    answers: to what the disposition asks for. Closing it again changes nothing: False. Raises
    NotFound if it is not this agent's, Invalid if the disposition is missing or another
    company's, or for an answer.
    """
    contact = held_by(contact_id, agent_id)
    if contact.state == ContactState.CLOSED:
        return False
    conversations.dispose(contact, disposition_id, person_id=person_id, answers=answers)
    states.settle([agent_id])
    nudge_after_commit(states.clients_of(agent_id))
    return True


def held_by(contact_id: UUID, agent_id: UUID) -> Contact:
    """The contact, with the agent's row held, if it is this agent's; raises NotFound."""
    states.lock(agent_id)
    contact = conversations.find(contact_id)
    if contact.agent_id != agent_id:
        raise NotFound(_l("This conversation is not yours any more."))
    return contact


def take_back_offers(tenant_id: UUID, agent_id: UUID) -> None:
    """Let what a company has on offer to an agent who is recalled wait for somebody else.

    What the agent has opened stays. Whoever acts must see the company and hold the operator's
    rows (staff).
    """
    states.lock(agent_id)
    values = {"agents": [agent_id], "person": None, "reason": reasons.RECALLED}
    rows = session.execute(sql.RETURN_OFFERED_OF_COMPANY, values | {"tenant": tenant_id})
    announce(rows.scalars().all())
    nudge_after_commit([tenant_id])


def release(tenant_id: UUID, agent_id: UUID) -> None:
    """Take away from an agent everything of a company that the agent does not serve any more.

    Open contacts wait for somebody else; those in wrap-up are closed without a disposition.
    Whoever acts must see the company and hold the operator's rows (staff).
    """
    states.lock(agent_id)
    values = {"agents": [agent_id], "person": None, "reason": reasons.SEAT_ENDED}
    rows = session.execute(sql.RETURN_COMPANY, values | {"tenant": tenant_id})
    announce(rows.scalars().all())
    ended = session.execute(sql.CLOSE_WRAPPING, values | {"tenant": tenant_id})
    announce(ended.scalars().all())
    nudge_after_commit([tenant_id])
