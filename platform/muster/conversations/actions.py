"""What can be done in a contact. Who may do it was decided by the caller and by the policies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert, select, update

from muster.conversations import writing
from muster.conversations.answers import checked, fields_of
from muster.conversations.models import (
    AuthorKind,
    Contact,
    ContactChange,
    ContactState,
    DeskDraft,
    Disposition,
)
from muster.conversations.steps import end_transfers
from muster.db import after_commit, session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.events import bus
from muster.events.actions import record

ENDED_STATES = (ContactState.CLOSED, ContactState.ABANDONED)


def change_state(
    contact: Contact,
    state: ContactState,
    reason: str,
    *,
    person_id: UUID | None = None,
    **values: Any,
) -> None:
    """Move a contact from the state we saw it in to `state`; raises Conflict if it moved on.

    values: further columns to set with it. The step is kept as a row, and everyone is told. The
    contact is then as the database has it.
    """
    was_active = contact.state == ContactState.ACTIVE
    agent_id = values.get("agent_id", contact.agent_id)
    told_agent_id = agent_id or contact.agent_id
    changed = session.scalar(
        update(Contact)
        .where(Contact.id == contact.id, Contact.state == contact.state)
        .values(state=state, state_since=func.now(), **values)
        .returning(Contact)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    if changed is None:
        raise Conflict
    if state in ENDED_STATES:
        session.execute(delete(DeskDraft).where(DeskDraft.contact_id == contact.id))
    if was_active and state != ContactState.ACTIVE:
        end_transfers(contact.id)
    session.execute(
        insert(ContactChange).values(
            id=uuid7(),
            tenant_id=contact.tenant_id,
            contact_id=contact.id,
            state=state,
            agent_id=agent_id,
            person_id=person_id,
            reason=reason,
        )
    )
    record(
        "contact.changed",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        for_inquiry=contact.inquiry_id,
        for_agent=told_agent_id,
        payload={"state": state, "reason": reason, "agent_id": str(agent_id) if agent_id else None},
    )


def hold(contact_id: UUID) -> Contact:
    """The contact as it stands now, held until the end of the unit of work; raises NotFound."""
    return existing(
        session.scalar(
            select(Contact)
            .where(Contact.id == contact_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def find(contact_id: UUID) -> Contact:
    """The contact with this id, if whoever acts may see it; raises NotFound."""
    return existing(session.scalar(select(Contact).where(Contact.id == contact_id)))


def end(contact: Contact, reason: str, *, person_id: UUID | None = None) -> None:
    """End the exchange of an open contact: its agent has wrap-up, or it was never taken.

    reason: "solved", "consumer.closed", "consumer.chose_other", "inquiry.closed", …
    """
    writing.notice(contact, "contact.closed", reason=reason)
    if contact.state == ContactState.ACTIVE:
        change_state(
            contact, ContactState.WRAP_UP, reason, person_id=person_id, close_reason=reason
        )
        return
    change_state(
        contact,
        ContactState.ABANDONED,
        reason,
        person_id=person_id,
        agent_slot=None,
        offer_expires_at=None,
        closed_at=func.now(),
        close_reason=reason,
    )


def dispose(
    contact: Contact,
    disposition_id: UUID | None,
    *,
    person_id: UUID,
    answers: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Close a contact with the company's disposition; frees the agent's place.

    answers: a text for the key of each field that the disposition asks for. Raises Invalid if
    the disposition is not one of this company's or an answer is missing or cannot be used,
    Conflict if the contact is not active or in wrap-up.
    """
    known = session.execute(
        select(Disposition.id, Disposition.fields).where(
            Disposition.tenant_id == contact.tenant_id,
            Disposition.id == disposition_id,
            Disposition.retired_at.is_(None),
        )
    ).one_or_none()
    if known is None:
        raise Invalid("disposition_id", _l("Choose how this conversation ended."))
    answered = checked(fields_of(known.fields), answers)
    if contact.state not in (ContactState.ACTIVE, ContactState.WRAP_UP):
        raise Conflict
    if contact.state == ContactState.ACTIVE:
        by = "supervised" if contact.taken_over_by is not None else "solved"
        writing.notice(contact, "contact.closed", reason=by)
    change_state(
        contact,
        ContactState.CLOSED,
        "disposed",
        person_id=person_id,
        agent_slot=None,
        disposition_id=known.id,
        disposition_answers=answered or None,
        closed_at=func.now(),
        close_reason=contact.close_reason or "solved",
    )


def mark_read(contact_id: UUID, by: AuthorKind, up_to: int) -> None:
    """Remember that the agent or the consumer has seen the transcript up to this number."""
    column = Contact.read_by_agent if by == AuthorKind.AGENT else Contact.read_by_consumer
    row = session.execute(
        update(Contact)
        .where(Contact.id == contact_id, column < up_to)
        .values({column.key: func.least(up_to, Contact.message_count)})
        .returning(Contact.tenant_id, Contact.inquiry_id, Contact.agent_id)
    ).one_or_none()
    if row is None:
        return
    signal = bus.Message.signal(
        "contact.read",
        tenant_id=row.tenant_id,
        contact_id=contact_id,
        for_inquiry=row.inquiry_id,
        for_agent=row.agent_id,
        payload={"by": by, "up_to": up_to},
    )
    after_commit(lambda: bus.publish([signal]))
