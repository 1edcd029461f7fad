"""Writing into a contact's transcript. Who may was decided by the caller and by the policies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from psycopg.errors import UniqueViolation
from sqlalchemy import func, insert, select, update

from muster.conversations.models import (
    AuthorKind,
    Contact,
    ContactState,
    Message,
    MessageKind,
)
from muster.db import current_acting, session, uuid7
from muster.db.single_trip import single_trip
from muster.errors import Invalid, NotFound
from muster.events import bus
from muster.events.actions import Happening, record_many
from muster.events.messages import WIRE_ROW

LONGEST_MESSAGE = 8000
OPEN_STATES = (ContactState.QUEUED, ContactState.OFFERED, ContactState.ACTIVE)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes a message. `id` is the agent's or the person's; a consumer has none."""

    kind: AuthorKind
    name: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands in the transcript; `repeated` if it had been posted before."""

    id: UUID
    number: int
    created_at: datetime
    repeated: bool = False


# One statement: the contact's row is locked by the update that counts the message, which also
# gives transcripts their order; a message that exists already changes nothing. What a second
# agent is told is the inquiry's, too: consumers may write no other events, and show each message
# once however often they hear of it.
POST = f"""
WITH repeated AS (
    SELECT id, contact_id, number, created_at FROM messages WHERE id = %(id)s
), counted AS (
    UPDATE contacts SET
        message_count = message_count + 1,
        last_message_at = now(),
        first_answer_at = CASE WHEN %(answers)s
            THEN COALESCE(first_answer_at, now()) ELSE first_answer_at END,
        read_by_agent = CASE WHEN %(author_kind)s = 'agent'
            THEN message_count + 1 ELSE read_by_agent END,
        read_by_consumer = CASE WHEN %(author_kind)s = 'consumer'
            THEN message_count + 1 ELSE read_by_consumer END
    WHERE id = %(contact_id)s
      AND state = ANY (%(states)s)
      AND (%(agent_id)s::uuid IS NULL OR agent_id = %(agent_id)s)
      AND (%(tenant_id)s::uuid IS NULL OR tenant_id = %(tenant_id)s)
      AND NOT EXISTS (SELECT FROM repeated)
    RETURNING id, tenant_id, inquiry_id, agent_id, beside_agent_id, message_count
), written AS (
    INSERT INTO messages (id, tenant_id, contact_id, inquiry_id, number, author_kind,
                          author_id, author_name, kind, body, payload)
    SELECT %(id)s, tenant_id, id, inquiry_id, message_count, %(author_kind)s,
           %(author_id)s, %(author_name)s, %(kind)s, %(body)s, %(payload)s
    FROM counted
    RETURNING number, created_at
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload)
    SELECT c.tenant_id, 'message.posted', c.id,
           CASE WHEN %(kind)s <> 'note' THEN c.inquiry_id END,
           told.agent_id, told.everybody,
           jsonb_build_object(
               'id', %(id)s::uuid, 'number', w.number, 'author_kind', %(author_kind)s::text,
               'author_name', %(author_name)s::text, 'kind', %(kind)s::text,
               'body', %(body)s::text, 'payload', %(payload)s::jsonb,
               'created_at', w.created_at)
    FROM counted c, written w,
         LATERAL (VALUES (c.agent_id, true), (c.beside_agent_id, false))
             AS told (agent_id, everybody)
    WHERE told.everybody OR told.agent_id IS NOT NULL
    RETURNING id, tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload,
              created_at
)
SELECT false AS repeated, (SELECT number FROM written) AS number,
       string_agg({WIRE_ROW}::text, ',' ORDER BY id) AS event,
       (SELECT created_at FROM written) AS created_at
FROM told HAVING count(*) > 0
UNION ALL
SELECT true, number, NULL, created_at FROM repeated WHERE contact_id = %(contact_id)s
"""  # noqa: S608 — WIRE_ROW is a constant of ours


def post(
    contact_id: UUID,
    message_id: UUID,
    author: Author,
    kind: MessageKind,
    body: str,
    payload: dict[str, Any] | None = None,
    *,
    tenant_id: UUID | None = None,
    only_agent: UUID | None = None,
) -> Posted:
    """Write one message and tell everyone concerned: one round trip, committed when it returns.

    message_id: made by the sender; a second post with the same id is answered like the first.
    tenant_id: the company that the sender believes to write for; another one's contact refuses.
    only_agent: the agent who must hold the contact.
    Raises Invalid for an empty or too long body and NotFound if the contact is not there, not
    open, or not this agent's. Must not run inside another unit of work.
    """
    check_body(kind, body)
    values = {
        "id": message_id,
        "contact_id": contact_id,
        "tenant_id": tenant_id,
        "agent_id": only_agent,
        "answers": author.kind == AuthorKind.AGENT and kind != MessageKind.NOTE,
        "states": [str(state) for state in writable_states(kind, by_holder=only_agent is not None)],
        "author_kind": str(author.kind),
        "author_id": author.id,
        "author_name": author.name,
        "kind": str(kind),
        "body": body,
        "payload": payload or {},
    }
    try:
        rows = single_trip(current_acting(), POST, values)
    except UniqueViolation:  # the same message at the same moment, by a hasty retry
        rows = single_trip(current_acting(), POST, values)
    if not rows:
        raise NotFound(_l("This conversation is closed, or it is not yours any more."))
    row = rows[0]
    if row["event"] is not None:
        bus.publish_rows(row["event"])
    return Posted(message_id, row["number"], row["created_at"], row["repeated"])


def said(contact_id: UUID, message_id: UUID) -> tuple[str, dict[str, Any]] | None:
    """Kind and payload of a message that was posted before, so that nothing is kept twice."""
    query = select(Message.kind, Message.payload).where(
        Message.id == message_id, Message.contact_id == contact_id
    )
    row = session.execute(query).one_or_none()
    return (row.kind, row.payload) if row else None


def writable_states(kind: MessageKind, *, by_holder: bool) -> tuple[ContactState, ...]:
    """In which states a contact takes a message; its agent opens it first, and may note later."""
    if not by_holder:
        return OPEN_STATES
    if kind == MessageKind.NOTE:
        return (ContactState.ACTIVE, ContactState.WRAP_UP)
    return (ContactState.ACTIVE,)


def check_body(kind: MessageKind, body: str) -> None:
    """Raise Invalid unless `body` can be the text of a message of this kind."""
    if kind in (MessageKind.TEXT, MessageKind.NOTE) and not body.strip():
        raise Invalid("body", _l("Write something first."))
    if len(body) > LONGEST_MESSAGE:
        raise Invalid("body", _l("This is too long. At most 8,000 characters fit in a message."))


def notice(contact: Contact, code: str, **details: Any) -> None:
    """Write a line of our own into a transcript, inside the current unit of work.

    code: which line ("agent.joined", "contact.closed", …); pages put it into words.
    """
    write(contact, uuid7(), Author(AuthorKind.SYSTEM), MessageKind.NOTICE, code, details)


def note(contact: Contact, author: Author, body: str, **details: Any) -> None:
    """Write a private note into a transcript, inside the current unit of work. Raises Invalid."""
    check_body(MessageKind.NOTE, body)
    write(contact, uuid7(), author, MessageKind.NOTE, body, details)


def write(
    contact: Contact,
    message_id: UUID,
    author: Author,
    kind: MessageKind,
    body: str,
    payload: dict[str, Any],
    *,
    answers: bool = False,
) -> Posted:
    """Put a message into a held contact's transcript, and tell whom it concerns.

    answers: whether it counts as the first answer, if there was none. For messages that others
    than the contact's own two sides write; `post` is the quick way for those.
    """
    values: dict[str, Any] = {
        "message_count": Contact.message_count + 1,
        "last_message_at": func.now(),
    }
    if answers:
        values["first_answer_at"] = func.coalesce(Contact.first_answer_at, func.now())
    number, beside_agent_id = session.execute(
        update(Contact)
        .where(Contact.id == contact.id)
        .values(values)
        .returning(Contact.message_count, Contact.beside_agent_id)
        .execution_options(synchronize_session=False)
    ).one()
    said = {
        "number": number,
        "author_kind": author.kind,
        "author_name": author.name,
        "kind": kind,
        "body": body,
        "payload": payload,
    }
    created_at = session.execute(
        insert(Message)
        .values(
            id=message_id,
            tenant_id=contact.tenant_id,
            contact_id=contact.id,
            inquiry_id=contact.inquiry_id,
            author_id=author.id,
            **said,
        )
        .returning(Message.created_at)
    ).scalar_one()
    _tell(
        contact,
        beside_agent_id,
        {"id": str(message_id), "created_at": created_at.isoformat(), **said},
    )
    return Posted(message_id, number, created_at)


def _tell(contact: Contact, beside_agent_id: UUID | None, said: dict[str, Any]) -> None:
    told = Happening(
        "message.posted",
        contact.tenant_id,
        contact.id,
        for_inquiry=contact.inquiry_id if said["kind"] != MessageKind.NOTE else None,
        for_agent=contact.agent_id,
        payload=said,
    )
    others = [replace(told, for_agent=beside_agent_id, for_wall=False)]
    record_many([told, *(others if beside_agent_id else [])])
