"""Ending contacts: by their agent, by the clock, and with the consumer's word that it is solved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from muster.closing import tips
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import session
from muster.errors import Conflict
from muster.events.actions import record
from muster.routing import actions as routing
from muster.routing import states
from muster.routing.dispatcher import nudge_after_commit

SILENCE = "silence"
WRAP_UP_OVER = "wrap_up.over"
BY_RULE = {ContactState.ACTIVE: SILENCE, ContactState.WRAP_UP: WRAP_UP_OVER}


def close(
    contact_id: UUID,
    agent_id: UUID,
    disposition_id: UUID | None,
    answers: Mapping[str, Any],
    *,
    person_id: UUID,
) -> None:
    """Close a contact with a disposition and the answers it asks for, and add a tip that fits.

    Closing it again changes nothing. Raises NotFound if it is not this agent's, Invalid for a
    missing disposition or answer.
    """
    if routing.close(contact_id, agent_id, disposition_id, person_id=person_id, answers=answers):
        tips.add_to(conversations.find(contact_id))


def close_by_rule(contact_id: UUID, agent_id: UUID, expected: ContactState) -> None:
    """Close a contact whose consumer is silent, or whose wrap-up has lasted too long.

    expected: the state in which it was seen; a contact that has moved on since is left alone.
    Whoever acts must see all clients of the agent and hold the operator's rows.
    """
    states.lock(agent_id)
    contact = conversations.find(contact_id)
    if contact.state != expected or contact.agent_id != agent_id:
        return
    reason = BY_RULE[expected]
    if contact.state == ContactState.ACTIVE:
        writing.notice(contact, "contact.closed", reason=reason)
    conversations.change_state(
        contact,
        ContactState.CLOSED,
        reason,
        agent_slot=None,
        closed_at=func.now(),
        close_reason=contact.close_reason or reason,
    )
    tips.add_to(conversations.find(contact_id))
    states.settle([agent_id])
    nudge_after_commit(states.clients_of(agent_id))


def confirm_solved(contact: Contact) -> None:
    """The consumer says that it is solved. Saying it again changes nothing.

    Raises Conflict while the conversation goes on.
    """
    if contact.solved_at is not None:
        return
    if contact.state not in (ContactState.WRAP_UP, ContactState.CLOSED):
        raise Conflict(_l("This conversation goes on. Tell the company when it is solved."))
    contact.solved_at = session.scalar(func.now())
    session.flush()
    writing.notice(contact, "consumer.solved")
    record(
        "contact.solved",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        for_inquiry=contact.inquiry_id,
        for_agent=contact.agent_id,
    )
