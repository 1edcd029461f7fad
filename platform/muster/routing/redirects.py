"""Placing a contact elsewhere: in another queue, or before one agent. It never has two agents.

Whoever acts must see the contact's company; that they may do this was decided by the caller.
A contact that is placed waits in its transcript's company as before, with everything said so far.
"""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState, Queue
from muster.db import session
from muster.errors import Conflict, Invalid, NotFound, existing
from muster.routing import reasons, redirect_sql, states
from muster.routing.announcing import announce
from muster.routing.dispatcher import nudge_after_commit
from muster.workforce.models import Agent, AgentState, SeatAssignment

WAIT_SECONDS = 60  # how long a contact waits for one agent before anybody who fits may take it
LONGEST_NOTE = 500
AT_WORK = (AgentState.AVAILABLE, AgentState.INTERACTING, AgentState.WRAP_UP)


def redirect_to_queue(
    contact_id: UUID,
    queue_id: UUID,
    reason: str,
    by: UUID | None,
    *,
    note: str = "",
    only_agent: UUID | None = None,
) -> None:
    """Let the contact wait in this queue of its company, at the place that its age gives it.

    reason: a code of muster.routing.reasons (TO_QUEUE for a transfer). by: the person, None for
    the system. note: what the person wrote for whoever gets it. only_agent: the agent who must
    hold the contact. The same request twice changes nothing. Raises NotFound for a queue that is
    not the company's or a contact that is not this agent's any more, Conflict for one that ended
    or, when a person chose it, for a queue that has been put away.
    """
    queue = existing(session.scalar(select(Queue).where(Queue.id == queue_id)))
    encoded = _encoded(reason, note, to=queue.id, queue=queue.name)
    contact = conversations.hold(contact_id)
    if contact.tenant_id != queue.tenant_id:
        raise NotFound
    if queue.retired_at is not None and by is not None:
        raise Conflict(_l("The queue %(name)s has been put away.", name=queue.name))
    waits_there = contact.queue_id == queue.id and contact.wanted_agent_id is None
    if contact.state == ContactState.QUEUED and waits_there:
        return
    _move(contact, encoded, by, only_agent, queue=queue.id)


def redirect_to_agent(
    contact_id: UUID,
    agent_id: UUID,
    reason: str,
    by: UUID | None,
    *,
    note: str = "",
    only_agent: UUID | None = None,
    seconds: int = WAIT_SECONDS,
) -> None:
    """Let the contact wait for exactly this agent; after `seconds` anybody of its queue may.

    The agent needs a free place, and no skill or language: a person knew better. What is not
    accepted goes back to the queue at once. The same request twice changes nothing. Arguments
    and errors as of `redirect_to_queue`; also Conflict if the agent is not at work or has it.
    """
    encoded = _encoded(reason, note, to=agent_id)
    contact = conversations.hold(contact_id)
    agent = _colleague(contact.tenant_id, agent_id)
    encoded = reasons.encode(encoded, name=agent.display_name)
    if contact.state == ContactState.QUEUED and contact.wanted_agent_id == agent_id:
        return
    if contact.agent_id == agent_id and contact.state in writing.OPEN_STATES:
        if only_agent is not None and _did_so_before(contact.id, only_agent, encoded):
            return
        raise Conflict(_l("%(name)s has this conversation.", name=agent.display_name))
    if agent.state not in AT_WORK:
        raise Conflict(_l("%(name)s is not at work now.", name=agent.display_name))
    if not states.is_certified(contact.tenant_id, agent_id):
        raise Conflict(_l("%(name)s is not certified for this company.", name=agent.display_name))
    _move(contact, encoded, by, only_agent, wanted=agent_id, seconds=seconds)


def _encoded(reason: str, note: str, **values: object) -> str:
    note = " ".join(note.replace("\x00", "").split())
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", _l("At most 500 characters, please."))
    return reasons.encode(reason, **values, **({reasons.NOTE: note} if note else {}))


def _colleague(tenant_id: UUID, agent_id: UUID) -> Agent:
    """An agent who serves the company now; raises NotFound."""
    seated = select(SeatAssignment.agent_id).where(
        SeatAssignment.tenant_id == tenant_id, SeatAssignment.ended_at.is_(None)
    )
    return existing(
        session.scalar(
            select(Agent).where(
                Agent.id == agent_id, Agent.id.in_(seated), Agent.retired_at.is_(None)
            )
        )
    )


def _move(
    contact: Contact,
    reason: str,
    by: UUID | None,
    only_agent: UUID | None,
    *,
    queue: UUID | None = None,
    wanted: UUID | None = None,
    seconds: int = 0,
) -> None:
    if only_agent is not None and contact.agent_id != only_agent:
        if _did_so_before(contact.id, only_agent, reason):
            return
        raise NotFound(_l("This conversation is not yours any more."))
    if contact.state not in writing.OPEN_STATES:
        raise Conflict(_l("This conversation has ended."))
    if contact.state == ContactState.ACTIVE:
        writing.notice(contact, "contact.passed_on")
    values = {
        "contact": contact.id,
        "state": contact.state,
        "holder": contact.agent_id,
        "person": by,
        "reason": reason,
        "queue": queue,
        "wanted": wanted,
        "wanted_reason": reasons.ASKED_FOR if wanted else None,
        "seconds": seconds,
    }
    announce(session.execute(redirect_sql.REDIRECT, values).scalars().all())
    session.expire(contact)
    nudge_after_commit([contact.tenant_id])


def _did_so_before(contact_id: UUID, agent_id: UUID, reason: str) -> bool:
    values = {"contact": contact_id, "agent": agent_id}
    return bool(session.scalar(redirect_sql.LAST_LET_GO, values) == reason)


def release_wishes(tenant_ids: tuple[UUID, ...]) -> None:
    """Let contacts of these companies that waited for one agent in vain wait for anybody."""
    values = {"tenants": list(tenant_ids), "code": reasons.WISH_LATE}
    announce(session.execute(redirect_sql.RELEASE_WISHES, values).scalars().all())
    nudge_after_commit(tenant_ids)
