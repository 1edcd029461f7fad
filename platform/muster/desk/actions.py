"""What the desk keeps by itself: drafts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from muster.conversations import actions as conversations
from muster.conversations.models import DeskDraft
from muster.db import session, uuid7

LONGEST_DRAFT = 20_000


def keep_draft(contact_id: UUID, agent_id: UUID, body: str) -> None:
    """Keep what an agent has typed in a contact and not sent; an empty text forgets it.

    What is longer than a draft may be is cut off: it must never get in the way of typing.
    Raises NotFound for a contact out of sight.
    """
    contact = conversations.find(contact_id)
    if not body:
        session.execute(
            delete(DeskDraft).where(
                DeskDraft.contact_id == contact_id, DeskDraft.agent_id == agent_id
            )
        )
        return
    values = insert(DeskDraft).values(
        id=uuid7(),
        tenant_id=contact.tenant_id,
        contact_id=contact_id,
        agent_id=agent_id,
        body=body[:LONGEST_DRAFT],
        updated_at=func.now(),
    )
    session.execute(
        values.on_conflict_do_update(
            index_elements=["tenant_id", "contact_id", "agent_id"],
            set_={"body": values.excluded.body, "updated_at": values.excluded.updated_at},
        )
    )
