"""What an agent has typed in a contact and not sent: the reply, and the note for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from muster.conversations import actions as conversations
from muster.conversations.models import AuthorKind, DeskDraft, Message, MessageKind
from muster.db import session, uuid7

LONGEST_DRAFT = 20_000


def keep(
    contact_id: UUID, agent_id: UUID, *, body: str | None = None, note: str | None = None
) -> None:
    """Keep what is typed; an empty text forgets it, None leaves what was kept before.

    What is longer than a draft may be is cut off: it must never get in the way of typing.
    Raises NotFound for a contact out of sight.
    """
    contact = conversations.find(contact_id)
    texts = {
        name: text[:LONGEST_DRAFT]
        for name, text in (("body", body), ("note", note))
        if text is not None
    }
    if not texts:
        return
    statement = insert(DeskDraft).values(
        id=uuid7(),
        tenant_id=contact.tenant_id,
        contact_id=contact_id,
        agent_id=agent_id,
        **{"body": "", "note": "", **texts},
        updated_at=func.now(),
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "contact_id", "agent_id"],
            set_={name: statement.excluded[name] for name in (*texts, "updated_at")},
        )
    )
    session.execute(
        delete(DeskDraft).where(*_of(contact_id, agent_id), DeskDraft.body + DeskDraft.note == "")
    )


def forget(contact_id: UUID, agent_id: UUID) -> None:
    """The agent is done with this contact: nothing that was begun is wanted any more."""
    session.execute(delete(DeskDraft).where(*_of(contact_id, agent_id)))


def find(contact_id: UUID, agent_id: UUID) -> RowMapping | None:
    """What the agent had typed in this contact on whatever machine, and when."""
    query = select(DeskDraft.body, DeskDraft.note, DeskDraft.updated_at)
    return session.execute(query.where(*_of(contact_id, agent_id))).mappings().one_or_none()


def told(draft: RowMapping | None, agent_id: UUID, messages: Sequence[Message]) -> Any:
    """The draft as the page reads it, or None.

    A text that the agent has sent meanwhile is no draft any more: the page may have gone away
    between sending and forgetting.
    """
    if draft is None:
        return None
    sent = {
        kind: next((m.body.strip() for m in reversed(messages) if _by(m, kind, agent_id)), None)
        for kind in (MessageKind.TEXT, MessageKind.NOTE)
    }
    body = "" if draft["body"].strip() == sent[MessageKind.TEXT] else draft["body"]
    note = "" if draft["note"].strip() == sent[MessageKind.NOTE] else draft["note"]
    return {"body": body, "note": note, "at": draft["updated_at"].isoformat()}


def _by(message: Message, kind: MessageKind, agent_id: UUID) -> bool:
    written = message.author_kind == AuthorKind.AGENT and message.author_id == agent_id
    return written and message.kind == kind


def _of(contact_id: UUID, agent_id: UUID) -> tuple[Any, ...]:
    return DeskDraft.contact_id == contact_id, DeskDraft.agent_id == agent_id
