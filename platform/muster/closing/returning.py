"""Contacts that come back: taken up again by the consumer, or after a snooze."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.closing.rules import Limits, limits
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import session
from muster.errors import Conflict, Invalid
from muster.routing import actions as routing
from muster.routing import states
from muster.routing.dispatcher import nudge_after_commit
from muster.workforce.models import AgentState, SeatAssignment

RETURNED = "consumer.returned"
NOT_SOLVED = "consumer.not_solved"
SNOOZED = "agent.snoozed"
SNOOZE_OVER = "snooze.over"
LONGEST_SNOOZE = timedelta(days=30)
AT_WORK = (AgentState.AVAILABLE, AgentState.INTERACTING, AgentState.WRAP_UP)
# How a contact ends that its consumer, or the operator, has ended for good.
FOR_GOOD = ("consumer.", "inquiry.")
FORGOTTEN: dict[str, Any] = {
    "agent_slot": None,
    "offer_expires_at": None,
    "closed_at": None,
    "close_reason": None,
    "disposition_id": None,
    "disposition_answers": None,
    "solved_at": None,
    "snoozed_until": None,
    "waiting_since": func.now(),
}


def may_return(contact: Contact, limit: Limits, now: datetime) -> bool:
    """Whether the consumer can take up an ended contact by writing."""
    if contact.state not in (ContactState.WRAP_UP, ContactState.CLOSED):
        return False
    if (contact.close_reason or "").startswith(FOR_GOOD):
        return False
    return contact.closed_at is None or now - contact.closed_at <= timedelta(days=limit.reopen_days)


def take_up(contact_id: UUID, reason: str = RETURNED, *, offer_seconds: int) -> None:
    """Let an ended or snoozed contact go on, because its consumer has come back.

    In wrap-up and from a snooze its agent has it again; a closed one is offered to the first-ask
    owner, or to the agent who had it last, whoever is at work with a free place; otherwise it
    waits. An open one is left as it is. Raises Conflict that says what to do when it is too late.
    Whoever acts must see all clients of these agents and hold the operator's rows.
    """
    seen = conversations.find(contact_id)
    owners = [each for each in dict.fromkeys((seen.first_agent_id, seen.agent_id)) if each]
    locked = {agent_id: states.lock(agent_id) for agent_id in sorted(owners)}
    session.expire(seen)
    contact = conversations.find(contact_id)
    if contact.state in writing.OPEN_STATES:
        return
    if contact.state == ContactState.SNOOZED:
        bring_back(contact, reason)
        return
    now = session.scalar(select(func.now())) or datetime.now(UTC)
    if not may_return(contact, limits(contact.tenant_id, contact.queue_id), now):
        raise Conflict(
            _l("This conversation ended too long ago to go on with. Ask again: it is a new one.")
        )
    if contact.state == ContactState.WRAP_UP and contact.agent_id in locked:
        conversations.change_state(
            contact, ContactState.ACTIVE, reason, close_reason=None, solved_at=None
        )
        states.settle(list(locked))
        return
    _hand_back(contact, reason, owners, offer_seconds)


def _hand_back(contact: Contact, reason: str, owners: Iterable[UUID], offer_seconds: int) -> None:
    """Offer a contact to the first of its agents who can take it; else let it wait."""
    for agent_id in owners:
        slot = _free_place(agent_id, contact.tenant_id)
        if slot is not None:
            conversations.change_state(
                contact,
                ContactState.OFFERED,
                reason,
                **FORGOTTEN
                | {
                    "agent_id": agent_id,
                    "agent_slot": slot,
                    "offer_expires_at": func.now() + timedelta(seconds=offer_seconds),
                },
            )
            return
    conversations.change_state(
        contact, ContactState.QUEUED, reason, **FORGOTTEN | {"agent_id": None}
    )
    nudge_after_commit([contact.tenant_id])


def _free_place(agent_id: UUID, tenant_id: UUID) -> int | None:
    """A place of an agent who is at work for this company; None without."""
    agent = states.lock(agent_id)
    if agent.state not in AT_WORK or agent.next_state is not None:
        return None
    serves = session.scalar(
        select(SeatAssignment.id).where(
            SeatAssignment.agent_id == agent_id,
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            SeatAssignment.is_certified(),
        )
    )
    try:
        return routing.free_slot(agent_id, agent.capacity) if serves else None
    except Conflict:
        return None


def snooze(contact_id: UUID, agent_id: UUID, until: datetime | None, *, person_id: UUID) -> None:
    """Put a contact aside until a moment, or (None) until the consumer writes; frees its place.

    Snoozing it again changes the moment. Raises NotFound if it is not this agent's, Conflict if
    it is not open, Invalid("until") for a moment that has passed or is more than 30 days away.
    """
    contact = routing.held_by(contact_id, agent_id)
    now = datetime.now(UTC)
    if until is not None and not now < until <= now + LONGEST_SNOOZE:
        raise Invalid("until", _l("Choose a moment within the next 30 days."))
    if contact.state == ContactState.SNOOZED:
        contact.snoozed_until = until
        return
    if contact.state != ContactState.ACTIVE:
        raise Conflict(_l("Only an open conversation can be snoozed."))
    conversations.change_state(
        contact,
        ContactState.SNOOZED,
        SNOOZED,
        person_id=person_id,
        agent_slot=None,
        snoozed_until=until,
    )
    states.settle([agent_id])
    nudge_after_commit(states.clients_of(agent_id))


def wake(contact_id: UUID, *, person_id: UUID | None = None) -> None:
    """Bring a snoozed contact back now: its time has come, or its agent wants it.

    A contact that is not snoozed is left as it is.
    """
    seen = conversations.find(contact_id)
    if seen.agent_id is not None:
        states.lock(seen.agent_id)
        session.expire(seen)
    contact = conversations.find(contact_id)
    if contact.state == ContactState.SNOOZED:
        bring_back(contact, SNOOZE_OVER, person_id=person_id)


def bring_back(contact: Contact, reason: str, *, person_id: UUID | None = None) -> None:
    """Give a snoozed contact to its agent if at work with a free place; else let it wait.

    The agent's row is held already.
    """
    slot = _free_place(contact.agent_id, contact.tenant_id) if contact.agent_id else None
    if slot is None:
        conversations.change_state(
            contact, ContactState.QUEUED, reason, person_id=person_id, agent_id=None,
            snoozed_until=None, waiting_since=func.now(),
        )  # fmt: skip
        nudge_after_commit([contact.tenant_id])
        return
    agent_id = contact.agent_id
    conversations.change_state(
        contact, ContactState.ACTIVE, reason, person_id=person_id, agent_slot=slot,
        snoozed_until=None,
    )  # fmt: skip
    assert agent_id is not None  # noqa: S101 — a place was found for this agent
    states.settle([agent_id])
