"""What supervisors write: to the agent alone, or to the consumer under their own name."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import AuthorKind, ContactState, Message, MessageKind
from muster.db import session
from muster.errors import Conflict
from muster.supervision import acts, terms
from muster.supervision.acts import Supervisor
from muster.supervision.models import Act, Supervision


def whisper(
    contact_id: UUID, message_id: UUID, who: Supervisor, body: str, *, to_agent: UUID | None
) -> writing.Posted:
    """Tell the agent something that the consumer never sees.

    to_agent: whom the page shows; Conflict if somebody else has the contact by now, and nothing
    is told. A whisper is a note of a supervisor with its addressee, so whatever keeps notes from
    consumers keeps whispers. Raises Invalid, NotFound, Conflict.
    """
    writing.check_body(MessageKind.NOTE, body)
    contact = conversations.hold(contact_id)
    if (before := repeated(contact_id, message_id)) is not None:
        return before
    terms.of(contact.tenant_id).demand(Act.WHISPER)
    if contact.state != ContactState.ACTIVE or contact.agent_id is None:
        raise Conflict(_l("No agent has this conversation now. Nothing was whispered."))
    if contact.agent_id != to_agent:
        name = acts.agent_name(contact.agent_id)
        raise Conflict(
            _l("By now %(name)s has this conversation. Nothing was whispered.", name=name)
        )
    acts.begin(contact, who, Act.WHISPER)
    payload = {"whisper_to": str(contact.agent_id)}
    return writing.write(contact, message_id, author(who), MessageKind.NOTE, body, payload)


def speak(contact_id: UUID, message_id: UUID, who: Supervisor, body: str) -> writing.Posted:
    """Write to the consumer, having joined in or taken over. Raises Conflict otherwise."""
    writing.check_body(MessageKind.TEXT, body)
    contact = conversations.hold(contact_id)
    if (before := repeated(contact_id, message_id)) is not None:
        return before
    if contact.state != ContactState.ACTIVE:
        raise Conflict(_l("This conversation has ended. Nothing was sent."))
    joined = session.scalar(
        select(Supervision.id).where(
            Supervision.contact_id == contact_id,
            Supervision.person_id == who.person_id,
            Supervision.act.in_((Act.BARGE, Act.TAKE_OVER)),
            Supervision.ended_at.is_(None),
        )
    )
    if joined is None:
        raise Conflict(_l("You are not in this conversation any more. Nothing was sent."))
    return writing.write(
        contact,
        message_id,
        author(who),
        MessageKind.TEXT,
        body,
        {"side": who.side},
        answers=True,
    )


def author(who: Supervisor) -> writing.Author:
    """A supervisor as the author of a message."""
    return writing.Author(AuthorKind.SUPERVISOR, who.name, who.person_id)


def repeated(contact_id: UUID, message_id: UUID) -> writing.Posted | None:
    """The message if it was posted before: a second post is answered like the first."""
    row = session.execute(
        select(Message.number, Message.created_at).where(
            Message.id == message_id, Message.contact_id == contact_id
        )
    ).one_or_none()
    return writing.Posted(message_id, row.number, row.created_at, repeated=True) if row else None
