"""The four acts on a contact: listen, whisper, barge in, take over. Each is a row, on record.

Whoever acts sees the rows of the contact's company; what the contract allows is asked here,
what the person may do was asked at the door.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.conversations import actions as conversations
from muster.conversations import steps, writing
from muster.conversations.models import Contact, ContactState
from muster.db import session, uuid7
from muster.errors import Conflict
from muster.events.actions import record as happened
from muster.routing import actions as routing
from muster.routing import states
from muster.routing.dispatcher import nudge_after_commit
from muster.supervision import disclosing, reach, terms
from muster.supervision.models import Act, Side, Supervision
from muster.workforce.models import Agent, AgentState

TAKEN_OVER = "supervision.taken_over"
HANDED_BACK = "supervision.handed_back"
LEFT = "left"
ENDED = (ContactState.CLOSED, ContactState.ABANDONED)
OPEN = Supervision.ended_at.is_(None)
MOVED = _l("This conversation is not with this agent any more. Nothing was sent.")


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who supervises, as everybody is shown it."""

    person_id: UUID
    name: str
    side: Side


def listen(contact_id: UUID, who: Supervisor) -> Contact:
    """Begin to read along, or go on; gives the contact. Raises NotFound, Conflict."""
    contact = conversations.find(contact_id)
    terms.of(contact.tenant_id).demand(Act.LISTEN)
    begin(contact, who, Act.LISTEN)
    return contact


def begin(contact: Contact, who: Supervisor, act: Act) -> bool:
    """Write down that the act begins; False if it was under way already."""
    row = session.scalar(
        insert(Supervision)
        .values(
            id=uuid7(),
            tenant_id=contact.tenant_id,
            contact_id=contact.id,
            person_id=who.person_id,
            person_name=who.name,
            side=who.side,
            act=act,
            agent_id=contact.agent_id,
        )
        .on_conflict_do_nothing()
        .returning(Supervision.id)
    )
    if row is None:
        return False
    record(
        f"contact.{act}",
        tenant_id=contact.tenant_id,
        subject=str(contact.id),
        agent_id=str(contact.agent_id) if contact.agent_id else None,
        side=who.side,
    )
    tell(contact, who, act, begins=True)
    return True


def tell(contact: Contact, who: Supervisor, act: Act, *, begins: bool) -> None:
    """Let the walls know, and the agent as far as the client discloses it."""
    happened(
        "supervision.changed",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        payload={"name": who.name, "side": who.side, "act": act, "begins": begins},
    )
    if contact.agent_id is not None:
        disclosing.tell(contact.tenant_id, contact.id, contact.agent_id)


def barge(contact_id: UUID, who: Supervisor) -> None:
    """Join the conversation: from now on the consumer reads what this person writes."""
    contact = answered(contact_id)
    terms.of(contact.tenant_id).demand(Act.BARGE)
    if begin(contact, who, Act.BARGE):
        writing.notice(contact, "supervisor.joined", name=who.name)


def take_over(contact_id: UUID, who: Supervisor, *, from_agent: UUID | None) -> None:
    """Answer in place of the agent, whose place is free from now on.

    from_agent: whom the page shows. Exactly one of several supervisors wins; the others are told
    by whom. A message of the agent arrives before this or is refused. Raises Conflict.
    """
    seen = conversations.find(contact_id)
    terms.of(seen.tenant_id).demand(Act.TAKE_OVER)
    if seen.taken_over_by == who.person_id:
        return
    refuse_if_held(seen)
    if seen.agent_id is None or seen.agent_id != from_agent:
        raise Conflict(MOVED)
    agent_id, tenant_id = seen.agent_id, seen.tenant_id
    with reach.agents_of(tenant_id):
        states.lock(agent_id)  # the agent first, then the contact: the order of routing's locks
        contact = answered(contact_id)
        if contact.agent_id != agent_id:
            raise Conflict(MOVED)
        begin(contact, who, Act.TAKE_OVER)
        writing.notice(contact, "supervisor.took_over", name=who.name)
        conversations.change_state(
            contact,
            ContactState.ACTIVE,
            TAKEN_OVER,
            person_id=who.person_id,
            agent_id=None,
            agent_slot=None,
            taken_over_by=who.person_id,
        )
        steps.end_transfers(contact_id)  # there is nobody left to pass it on
        end_acts(contact_id, (Act.WHISPER,), TAKEN_OVER)
        end_acts(contact_id, (Act.BARGE,), TAKEN_OVER, who.person_id)
        states.settle([agent_id])
        nudge_after_commit(states.clients_of(agent_id))


def answered(contact_id: UUID) -> Contact:
    """The contact, held until the end of the unit of work, if somebody answers in it.

    Raises NotFound, or Conflict that says what became of it.
    """
    contact = conversations.hold(contact_id)
    if contact.state in ENDED or contact.state == ContactState.WRAP_UP:
        raise Conflict(_l("This conversation has ended."))
    if contact.state != ContactState.ACTIVE:
        raise Conflict(_l("No agent has opened this conversation yet."))
    refuse_if_held(contact)
    return contact


def refuse_if_held(contact: Contact) -> None:
    """Raise Conflict, by name, if a supervisor holds the contact."""
    if contact.taken_over_by is not None:
        raise Conflict(_l("%(name)s has taken this conversation over.", name=holder(contact.id)))


def holder(contact_id: UUID) -> str:
    """The name of the supervisor who took the contact over."""
    return (
        session.scalar(
            select(Supervision.person_name)
            .where(Supervision.contact_id == contact_id, Supervision.act == Act.TAKE_OVER)
            .order_by(Supervision.id.desc())
            .limit(1)
        )
        or "–"
    )


def held(contact_id: UUID, person_id: UUID) -> Contact:
    """The contact, locked, if this person took it over; raises NotFound, Conflict."""
    contact = conversations.hold(contact_id)
    if contact.taken_over_by != person_id:
        raise Conflict(_l("You do not hold this conversation any more."))
    return contact


def hand_back(contact_id: UUID, person_id: UUID, reason: str = HANDED_BACK) -> None:
    """Give a contact back: to the agent it was taken from, if free and at work, or to the queue."""
    tenant_id = conversations.find(contact_id).tenant_id
    before = session.scalar(
        select(Supervision.agent_id).where(
            Supervision.contact_id == contact_id, Supervision.act == Act.TAKE_OVER, OPEN
        )
    )
    with reach.agents_of(tenant_id):
        slot = place_of(before, tenant_id)
        contact = held(contact_id, person_id)
        if contact.state != ContactState.ACTIVE:
            raise Conflict(_l("This conversation has ended."))
        name = holder(contact_id)
        values: dict[str, Any] = {"taken_over_by": None, "agent_id": None, "agent_slot": None}
        if slot is not None:
            values |= {"agent_id": before, "agent_slot": slot}
        state = ContactState.QUEUED if slot is None else ContactState.ACTIVE
        conversations.change_state(contact, state, reason, person_id=person_id, **values)
        contact = conversations.find(contact_id)
        writing.notice(contact, "supervisor.handed_back", name=name)
        end_acts(contact_id, (Act.TAKE_OVER,), reason, person_id)
        if before is not None and slot is not None:
            states.settle([before])
        nudge_after_commit([tenant_id])


def place_of(agent_id: UUID | None, tenant_id: UUID) -> int | None:
    """A free place of the agent, now held, if the agent is at work for this company; else None."""
    if agent_id is None:
        return None
    agent = states.lock(agent_id)
    serves = tenant_id in states.clients_of(agent_id)
    at_work = (AgentState.AVAILABLE, AgentState.INTERACTING, AgentState.WRAP_UP)
    if agent.state not in at_work or agent.next_state or not serves:
        return None
    try:
        return routing.free_slot(agent_id, agent.capacity)
    except Conflict:
        return None


def close(contact_id: UUID, person_id: UUID, disposition_id: UUID | None) -> None:
    """Close a contact that this person took over. Raises Conflict, Invalid."""
    contact = held(contact_id, person_id)
    conversations.dispose(contact, disposition_id, person_id=person_id)
    let_go(contact_id)
    end_acts(contact_id, tuple(Act), "closed")


def let_go(contact_id: UUID) -> None:
    """A contact that has ended is held by nobody: who comes back to it finds an agent."""
    session.execute(
        update(Contact)
        .where(Contact.id == contact_id, Contact.state.in_(ENDED))
        .values(taken_over_by=None)
    )


def leave(contact_id: UUID, person_id: UUID, reason: str = LEFT) -> None:
    """Stop reading, whispering and joining in; what was taken over stays taken over."""
    end_acts(contact_id, (Act.LISTEN, Act.WHISPER, Act.BARGE), reason, person_id)


def stop(contact_id: UUID, person_id: UUID, act: Act) -> None:
    """End one act of one person; nothing happens if it is not under way."""
    end_acts(contact_id, (act,), LEFT, person_id)


def release(contact_id: UUID, person_id: UUID, reason: str) -> None:
    """Let go of a contact whose supervisor is gone or may not hold it any more.

    An open one goes back to the agent or the queue, one in wrap-up is closed without a
    disposition. Nothing happens if the person does not hold it.
    """
    contact = conversations.find(contact_id)
    if contact.taken_over_by != person_id:
        return end_acts(contact_id, (Act.TAKE_OVER,), reason, person_id)
    if contact.state == ContactState.ACTIVE:
        return hand_back(contact_id, person_id, reason)
    if contact.state == ContactState.WRAP_UP:
        conversations.change_state(
            contact, ContactState.CLOSED, reason, closed_at=func.now(), close_reason=reason
        )
    let_go(contact_id)
    return end_acts(contact_id, tuple(Act), reason, person_id)


def end_acts(
    contact_id: UUID, acts: Collection[Act], reason: str, person_id: UUID | None = None
) -> None:
    """Write down that these acts have ended, of one person or of all."""
    ended = session.execute(
        update(Supervision)
        .where(
            Supervision.contact_id == contact_id,
            Supervision.act.in_(acts),
            OPEN,
            Supervision.person_id == person_id if person_id else Supervision.person_id.is_not(None),
        )
        .values(ended_at=func.now(), end_reason=reason)
        .returning(
            Supervision.person_id, Supervision.person_name, Supervision.side, Supervision.act
        )
    ).all()
    if not ended:
        return
    contact = conversations.find(contact_id)
    for row in ended:
        who = Supervisor(row.person_id, row.person_name, Side(row.side))
        record(
            "contact.supervision_ended",
            tenant_id=contact.tenant_id,
            subject=str(contact_id),
            act=row.act,
            reason=reason,
            of=row.person_name,
        )
        tell(contact, who, Act(row.act), begins=False)
        if row.act == Act.BARGE and reason != TAKEN_OVER and contact.state == ContactState.ACTIVE:
            writing.notice(contact, "supervisor.left", name=row.person_name)


def agent_name(agent_id: UUID | None) -> str | None:
    """How consumers know the agent."""
    return session.scalar(select(Agent.display_name).where(Agent.id == agent_id))
