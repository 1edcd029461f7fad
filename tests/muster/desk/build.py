"""What the desk's tests have in common: a contact in hand, and messages as the page sends them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, insert
from werkzeug.test import TestResponse

from marketplace.inquiry.models import Inquiry
from muster.conversations import writing
from muster.conversations.models import AuthorKind, Contact, Message, MessageKind
from muster.db import Acting, acting, uuid7
from tests.cast import ANN, HUALAN, Company, Somebody
from tests.muster.routing import build


def in_hand(
    owner: Engine, person: Somebody = ANN, company: Company = HUALAN, slot: int = 1, **values: Any
) -> UUID:
    """A contact that the agent has opened."""
    build.agents(owner, [person], state="interacting")
    return build.contact(
        owner, company, state="active", agent_id=person.agent_id, agent_slot=slot, **values
    )


def asked(owner: Engine) -> UUID:
    """A consumer's question, from which a contact can come."""
    inquiry_id = uuid7()
    row = {
        "id": inquiry_id,
        "question": "洗衣机不转了",
        "locale": "zh",
        "language": "zh",
        "address_hash": "a",
        "session_hash": "s",
        "promise_at": func.now(),
    }
    with owner.begin() as connection:
        connection.execute(insert(Inquiry).values(row))
    return inquiry_id


def consumer_says(owner: Engine, contact_id: UUID, body: str, company: Company = HUALAN) -> None:
    """A message of the consumer, put in place by the database's owner."""
    with owner.begin() as connection:
        number = connection.exec_driver_sql(
            "UPDATE contacts SET message_count = message_count + 1 WHERE id = %s"
            " RETURNING message_count",
            (contact_id,),
        ).scalar_one()
        row = {
            "id": uuid7(),
            "tenant_id": company.id,
            "contact_id": contact_id,
            "number": number,
            "author_kind": "consumer",
            "author_name": "",
            "kind": "text",
            "body": body,
            "payload": {},
        }
        connection.execute(insert(Message).values(row))


def consumer_writes(owner: Engine, contact_id: UUID, body: str) -> None:
    """The consumer says something, in another process than those that serve the desk."""
    with acting(Acting(inquiry_id=build.look(owner, Contact, contact_id).inquiry_id)):
        consumer = writing.Author(AuthorKind.CONSUMER)
        writing.post(contact_id, uuid7(), consumer, MessageKind.TEXT, body)


def say(
    client: FlaskClient,
    contact_id: UUID,
    body: Any = "您好",
    *,
    company: Company = HUALAN,
    message_id: UUID | None = None,
    **values: Any,
) -> TestResponse:
    """Post a message as the page does."""
    said = {"id": str(message_id or uuid7()), "tenant_id": str(company.id), "body": body, **values}
    return client.post(f"/desk/contacts/{contact_id}/messages", json=said)


def told(response: TestResponse) -> dict[str, Any]:
    """The error that a refused request was answered with."""
    error: dict[str, Any] = response.get_json()["error"]
    return error
