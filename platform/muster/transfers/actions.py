"""A second agent is asked into a contact, comes, takes it over, or leaves again.

The contact stays its first agent's until the other one has it: whoever declines or does not
answer leaves everything as it was. Both agents' rows are held first, in the order of their ids,
then the contact's, then the transfer's. Whoever acts must see all clients of both agents and hold
the operator's rows; that the agent may do this is decided here.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from muster.conversations import actions as conversations
from muster.conversations import steps, writing
from muster.conversations.models import (
    AuthorKind,
    Contact,
    ContactState,
    ContactTransfer,
    TransferKind,
    TransferState,
)
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound, existing
from muster.events.actions import record
from muster.routing import actions as routing
from muster.routing import reasons, states
from muster.routing.dispatcher import nudge_after_commit
from muster.transfers import words
from muster.workforce.models import Agent, AgentState, SeatAssignment

AT_WORK = (AgentState.AVAILABLE, AgentState.INTERACTING, AgentState.WRAP_UP)
INSIDE = (TransferState.CONSULTING, TransferState.TOGETHER)
LONGEST_NOTE = 500
KINDS = tuple(TransferKind)


def ask(
    contact_id: UUID,
    from_agent_id: UUID,
    to_agent_id: UUID,
    kind: str,
    note: str,
    *,
    person_id: UUID,
    offer_seconds: int,
) -> None:
    """Ask another agent of the same company into a contact; takes a place of that agent at once.

    note: for the other agent, kept in the transcript as a private note. The same request twice
    is one. Raises NotFound for a contact that is not this agent's or an agent who does not serve
    the company, Invalid("note"/"kind"), Conflict that says why it cannot be now.
    """
    note = " ".join(note.replace("\x00", "").split())
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", _l("At most 500 characters, please."))
    if kind not in KINDS:
        raise Invalid("kind")
    lock(from_agent_id, to_agent_id)
    contact = held(contact_id, from_agent_id)
    pending = open_in(contact_id)
    if pending is not None:
        if (pending.to_agent_id, pending.kind) == (to_agent_id, kind):
            return
        raise Conflict(_l("Somebody has been asked into this conversation already."))
    other = colleague(contact.tenant_id, from_agent_id, to_agent_id)
    session.add(
        ContactTransfer(
            id=uuid7(),
            tenant_id=contact.tenant_id,
            contact_id=contact_id,
            kind=kind,
            state=TransferState.OFFERED,
            from_agent_id=from_agent_id,
            to_agent_id=to_agent_id,
            slot=routing.free_slot(to_agent_id, other.capacity),
            note=note,
            expires_at=func.now() + timedelta(seconds=offer_seconds),
        )
    )
    session.flush()
    if note:
        writing.note(contact, author(from_agent_id), note, transfer=kind)
    step(
        contact, reasons.encode(words.ASKED[TransferKind(kind)], name=other.display_name), person_id
    )
    tell(contact, to_agent_id)


def accept(transfer_id: UUID, agent_id: UUID, *, person_id: UUID) -> UUID:
    """Come into the contact: it is mine now (cold), or I am in it too. Gives the contact's id.

    Accepting again changes nothing. Raises NotFound if it was not this agent who was asked,
    Conflict if it is too late.
    """
    transfer, contact = both(transfer_id)
    if transfer.to_agent_id != agent_id:
        raise NotFound
    if transfer.state in INSIDE or (transfer.state == "done" and contact.agent_id == agent_id):
        return contact.id
    if transfer.ended_at is not None or is_late(transfer):
        raise Conflict(too_late(transfer))
    if is_leaving(contact.tenant_id, agent_id):
        raise Conflict(_l("You are called back: nothing new comes to you from this company."))
    if transfer.kind == TransferKind.COLD:
        hand_to(transfer, contact, person_id)
        return contact.id
    is_warm = transfer.kind == TransferKind.WARM
    transfer.state = TransferState.CONSULTING if is_warm else TransferState.TOGETHER
    contact.beside_agent_id = agent_id
    session.flush()
    name = author(agent_id).name
    if not is_warm:
        writing.notice(contact, "agent.joined_too", name=name)
    step(contact, reasons.encode(words.CAME[TransferKind(transfer.kind)], name=name), person_id)
    settle(transfer, contact)
    return contact.id


def hand_over(transfer_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """The first agent gives the contact to the one who is in it. Raises NotFound, Conflict."""
    transfer, contact = both(transfer_id)
    if transfer.from_agent_id != agent_id:
        raise NotFound
    if transfer.state == TransferState.DONE:
        return
    if transfer.state not in INSIDE:
        raise Conflict(too_late(transfer))
    hand_to(transfer, contact, person_id)


def decline(transfer_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """Do not come: everything stays as it was. Declining again changes nothing."""
    transfer, contact = both(transfer_id)
    if transfer.to_agent_id != agent_id:
        raise NotFound
    if transfer.state == TransferState.OFFERED:
        end(transfer, contact, TransferState.DECLINED, person_id)


def leave(transfer_id: UUID, agent_id: UUID, *, person_id: UUID) -> None:
    """The first agent takes the question back, or either ends the consult or being together.

    Doing it again changes nothing. Raises NotFound for anybody else, Conflict if the contact has
    been handed over meanwhile.
    """
    transfer, contact = both(transfer_id)
    if agent_id not in (transfer.from_agent_id, transfer.to_agent_id):
        raise NotFound
    if transfer.state == TransferState.DONE:
        raise Conflict(too_late(transfer))
    if transfer.ended_at is not None:
        return
    was_together = transfer.state == TransferState.TOGETHER
    took_back = transfer.state == TransferState.OFFERED and agent_id == transfer.from_agent_id
    end(transfer, contact, TransferState.TAKEN_BACK if took_back else TransferState.LEFT, person_id)
    if was_together:
        name = author(transfer.to_agent_id).name
        writing.notice(contact, "agent.left", name=name)


def expire(transfer_id: UUID) -> None:
    """Nobody answered in time: back to the first agent; the other one is not responding."""
    transfer, contact = both(transfer_id)
    if transfer.state == TransferState.OFFERED and is_late(transfer):
        end(transfer, contact, TransferState.EXPIRED, None)
        states.mark_silent([transfer.to_agent_id])


def clear(transfer_id: UUID) -> None:
    """End a transfer whose contact has moved on, or whose agents do not serve the company.

    Whoever was asked and is called back meanwhile is not asked any more; the contact stays.
    """
    transfer, contact = both(transfer_id, any_state=True)
    if transfer.ended_at is not None:
        return
    stays = contact.state == ContactState.ACTIVE and contact.agent_id == transfer.from_agent_id
    unasked = stays and transfer.state == TransferState.OFFERED
    end(
        transfer,
        contact,
        TransferState.TAKEN_BACK if unasked else TransferState.CONTACT_OVER,
        None,
    )


# What the above have in common.


def lock(*agent_ids: UUID) -> None:
    """Hold the rows of these agents, always in the same order."""
    for agent_id in sorted(set(agent_ids)):
        states.lock(agent_id)


def held(contact_id: UUID, agent_id: UUID) -> Contact:
    """An open contact of this agent, held; raises NotFound, Conflict."""
    contact = conversations.hold(contact_id)
    if contact.agent_id != agent_id:
        raise NotFound(_l("This conversation is not yours any more."))
    if contact.state != ContactState.ACTIVE:
        raise Conflict(_l("This conversation has ended."))
    return contact


def both(transfer_id: UUID, *, any_state: bool = False) -> tuple[ContactTransfer, Contact]:
    """A transfer and its contact, with both agents and both rows held; raises NotFound.

    any_state: also of a contact that is not its first agent's any more; else such a transfer is
    seen as ended.
    """
    query = select(ContactTransfer).where(ContactTransfer.id == transfer_id)
    seen = existing(session.scalar(query))
    lock(seen.from_agent_id, seen.to_agent_id)
    contact = conversations.hold(seen.contact_id)
    transfer = session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    ).one()
    goes_on = contact.state == ContactState.ACTIVE and contact.agent_id == transfer.from_agent_id
    if not goes_on and transfer.ended_at is None and not any_state:
        raise Conflict(_l("This conversation has ended."))
    return transfer, contact


def open_in(contact_id: UUID) -> ContactTransfer | None:
    """The open transfer of a contact, if there is one."""
    return session.scalar(
        select(ContactTransfer)
        .where(ContactTransfer.contact_id == contact_id, ContactTransfer.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )


def colleague(tenant_id: UUID, from_agent_id: UUID, to_agent_id: UUID) -> Agent:
    """Another agent who serves the company and is at work. Raises NotFound, Conflict."""
    other = session.scalar(
        select(Agent)
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            Agent.id == to_agent_id,
            Agent.retired_at.is_(None),
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    if other is None or to_agent_id == from_agent_id:
        raise NotFound
    if other.state not in AT_WORK or other.next_state is not None:
        raise Conflict(_l("%(name)s is not at work now.", name=other.display_name))
    if is_leaving(tenant_id, to_agent_id):
        raise Conflict(
            _l("%(name)s is called back and takes nothing new.", name=other.display_name)
        )
    if not states.is_certified(tenant_id, to_agent_id):
        raise Conflict(_l("%(name)s is not certified for this company.", name=other.display_name))
    return other


def is_leaving(tenant_id: UUID, agent_id: UUID) -> bool:
    """Whether the agent gets nothing new of the company: recalled, or released from a call-in."""
    stays = select(SeatAssignment.id).where(
        SeatAssignment.tenant_id == tenant_id,
        SeatAssignment.agent_id == agent_id,
        SeatAssignment.ended_at.is_(None),
        SeatAssignment.leaving_at.is_(None),
    )
    return session.scalar(stays.limit(1)) is None


def is_late(transfer: ContactTransfer) -> bool:
    """Whether the time to answer has passed, by the database's clock."""
    return bool(session.scalar(select(func.now() >= transfer.expires_at)))


def too_late(transfer: ContactTransfer) -> str | LazyString:
    """Why a transfer cannot go on."""
    return words.OVER.get(TransferState(transfer.state), words.OVER[TransferState.EXPIRED])


def hand_to(transfer: ContactTransfer, contact: Contact, person_id: UUID) -> None:
    """Make the second agent the contact's; the first one's place is free."""
    slot, to_agent_id = transfer.slot, transfer.to_agent_id
    was_together = transfer.state == TransferState.TOGETHER
    finish(transfer, TransferState.DONE)
    name = author(to_agent_id).name
    conversations.change_state(
        contact,
        ContactState.ACTIVE,
        reasons.encode(words.HANDED_OVER, name=name),
        person_id=person_id,
        agent_id=to_agent_id,
        agent_slot=slot,
    )
    if not was_together:
        writing.notice(contact, "agent.took_over", name=name)
    settle(transfer, contact)
    tell(contact, transfer.from_agent_id)


def end(
    transfer: ContactTransfer, contact: Contact, state: TransferState, person_id: UUID | None
) -> None:
    """End a transfer and free the place that it took."""
    finish(transfer, state)
    if contact.state == ContactState.ACTIVE:
        name = author(transfer.to_agent_id).name
        step(contact, reasons.encode(words.ENDED[state], name=name), person_id)
    settle(transfer, contact)


def finish(transfer: ContactTransfer, state: TransferState) -> None:
    """Write that a transfer is over, and that it takes no place any more."""
    ended_at = session.scalar(select(func.now()))
    transfer.state, transfer.slot, transfer.ended_at = state, None, ended_at
    session.flush()
    session.execute(
        update(Contact).where(Contact.id == transfer.contact_id).values(beside_agent_id=None)
    )


def settle(transfer: ContactTransfer, contact: Contact) -> None:
    """Derive both agents' states anew, and tell both."""
    states.settle([transfer.from_agent_id, transfer.to_agent_id])
    for agent_id in (transfer.from_agent_id, transfer.to_agent_id):
        tell(contact, agent_id)
    nudge_after_commit(
        {
            tenant_id
            for agent_id in (transfer.from_agent_id, transfer.to_agent_id)
            for tenant_id in states.clients_of(agent_id)
        }
    )


def author(agent_id: UUID) -> writing.Author:
    """An agent as the author of a note."""
    name = session.scalar(select(Agent.display_name).where(Agent.id == agent_id)) or ""
    return writing.Author(AuthorKind.AGENT, name, agent_id)


def step(contact: Contact, reason: str, person_id: UUID | None) -> None:
    """Note in the contact's history what did not change its state."""
    steps.note_step(contact, reason, person_id=person_id)


def tell(contact: Contact, agent_id: UUID) -> None:
    """Let an agent's desk look again."""
    record(
        "contact.transfer",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        for_agent=agent_id,
        payload={"agent_id": str(agent_id)},
    )
