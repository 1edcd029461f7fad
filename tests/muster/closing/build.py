"""Ended and waiting contacts, with what companies laid down about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text, update

from muster.closing.models import ClosingRules, ClosingTip
from muster.conversations.models import Contact, Disposition, Message
from tests.cast import ANN, HUALAN, Somebody
from tests.muster.routing import build
from tests.watch.making import add

AGO = "now() - interval '%s'"


def ended(owner: Engine, by: Somebody = ANN, ago: str = "1 hour", **values: Any) -> UUID:
    """A contact that this agent, its first-ask owner, has closed so long ago."""
    return build.contact(
        owner,
        **{
            "state": "closed",
            "agent_id": by.agent_id,
            "first_agent_id": by.agent_id,
            "closed_at": text(AGO % ago),
            "close_reason": "solved",
            **values,
        },
    )


def asks(owner: Engine, *fields: dict[str, Any]) -> None:
    """Hualan's disposition asks for these things from now on."""
    with owner.begin() as connection:
        connection.execute(
            update(Disposition)
            .where(Disposition.id == HUALAN.disposition_id)
            .values(fields=list(fields))
        )


def rule(owner: Engine, queue_id: UUID | None = None, **values: int) -> None:
    """Hualan lays down limits."""
    add(owner, ClosingRules, tenant_id=HUALAN.id, queue_id=queue_id, **values)


def tip(owner: Engine, body: str, words: tuple[str, ...] = (), **values: Any) -> UUID:
    """Hualan has a tip."""
    return add(owner, ClosingTip, tenant_id=HUALAN.id, body=body, words=list(words), **values)


def age(owner: Engine, contact_id: UUID, ago: str, *columns: str) -> None:
    """Move moments of a contact into the past."""
    with owner.begin() as connection:
        connection.execute(
            update(Contact)
            .where(Contact.id == contact_id)
            .values({column: text(AGO % ago) for column in columns})
        )


def says(owner: Engine, contact_id: UUID, author_kind: str, body: str = "您好") -> None:
    """A message, put in place by the database's owner."""
    with owner.begin() as connection:
        number = connection.execute(
            update(Contact)
            .where(Contact.id == contact_id)
            .values(message_count=Contact.message_count + 1, last_message_at=text("now()"))
            .returning(Contact.message_count)
        ).scalar_one()
    add(
        owner,
        Message,
        tenant_id=HUALAN.id,
        contact_id=contact_id,
        number=number,
        author_kind=author_kind,
        author_name="",
        kind="text",
        body=body,
        payload={},
    )


def notices(owner: Engine, contact_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    """The lines of our own in a transcript."""
    query = (
        "SELECT body, payload FROM messages"
        " WHERE contact_id = :id AND kind = 'notice' ORDER BY number"
    )
    return [(row.body, row.payload) for row in build.rows(owner, query, id=contact_id)]


def steps(owner: Engine, contact_id: UUID) -> list[tuple[str, str]]:
    """State and reason of each step of a contact's life."""
    query = "SELECT state, reason FROM contact_changes WHERE contact_id = :id ORDER BY id"
    return [(row.state, row.reason) for row in build.rows(owner, query, id=contact_id)]


def field(key: str, kind: str = "text", *choices: str, required: bool = True) -> dict[str, Any]:
    """A field of a disposition as it is kept."""
    return {
        "key": key,
        "label": key.title(),
        "kind": kind,
        "required": required,
        "choices": list(choices),
    }
