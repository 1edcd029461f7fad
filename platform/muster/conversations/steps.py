"""What goes with the steps of a contact's life besides its state."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, insert, update

from muster.conversations.models import Contact, ContactChange, ContactTransfer, TransferState
from muster.db import session, uuid7


def note_step(contact: Contact, reason: str, *, person_id: UUID | None = None) -> None:
    """Keep a step of a contact's life that leaves its state and its agent as they are."""
    session.execute(
        insert(ContactChange).values(
            id=uuid7(),
            tenant_id=contact.tenant_id,
            contact_id=contact.id,
            state=contact.state,
            agent_id=contact.agent_id,
            person_id=person_id,
            reason=reason,
        )
    )


def end_transfers(contact_id: UUID) -> None:
    """Whoever was asked into a contact, or was in it with its agent, is free: it is over.

    Passes of routing settle the agent's state.
    """
    session.execute(
        update(ContactTransfer)
        .where(ContactTransfer.contact_id == contact_id, ContactTransfer.ended_at.is_(None))
        .values(state=TransferState.CONTACT_OVER, slot=None, ended_at=func.now())
    )
