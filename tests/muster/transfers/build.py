"""Passing a contact on as desks do, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from muster.conversations.models import Contact
from muster.workforce.models import Agent
from tests.cast import BEN, HUALAN, Somebody
from tests.muster.routing import build


def ask(
    client: FlaskClient, contact_id: UUID, kind: str = "cold", to: Somebody = BEN, note: str = ""
) -> TestResponse:
    said = {"kind": kind, "to_agent_id": str(to.agent_id), "note": note}
    return client.post(f"/desk/contacts/{contact_id}/transfers", json=said)


def transfers(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/desk/transfers").get_json()["transfers"]
    return found


def do(client: FlaskClient, what: str, owner: Engine) -> TestResponse:
    (row,) = build.rows(owner, "SELECT id FROM contact_transfers ORDER BY id DESC LIMIT 1")
    return client.post(f"/desk/transfers/{row.id}/{what}", json={})


def look(owner: Engine, contact_id: UUID) -> tuple[str, UUID | None, int | None]:
    contact = build.look(owner, Contact, contact_id)
    return contact.state, contact.agent_id, contact.agent_slot


def state(owner: Engine, person: Somebody) -> str:
    return str(build.look(owner, Agent, person.agent_id).state)


def last(owner: Engine) -> Any:
    (row,) = build.rows(owner, "SELECT * FROM contact_transfers ORDER BY id DESC LIMIT 1")
    return row


def late(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("UPDATE contact_transfers SET expires_at = now()"))


def backline(owner: Engine) -> UUID:
    with owner.begin() as connection:
        row_id: UUID = connection.execute(
            text(
                "INSERT INTO queues (id, tenant_id, name, languages, skills, opening_hours,"
                " is_default) SELECT new_id(), tenant_id, 'Backline', languages, skills,"
                " opening_hours, false FROM queues WHERE id = :id RETURNING id"
            ),
            {"id": HUALAN.queue_id},
        ).scalar_one()
    return row_id
