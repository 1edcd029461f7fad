"""Contacts as supervisors meet them, and terms of contracts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, func, insert, select, text
from werkzeug.test import TestResponse

from muster.conversations.models import Contact
from muster.db import uuid7
from muster.supervision.models import Supervision, SupervisionSettings, SupervisionTerms
from tests.cast import ANN, HUALAN, Company, Somebody
from tests.muster.desk import build as desk

LIVE = "/portal/hualan/live"


def agreed(owner: Engine, company: Company = HUALAN, **acts: bool) -> None:
    """What the contract of the company allows; everything unless told otherwise."""
    allowed = {"listen": True, "whisper": True, "barge": True, "take_over": True} | acts
    with owner.begin() as connection:
        connection.execute(
            insert(SupervisionTerms).values(tenant_id=company.id, changed_at=func.now(), **allowed)
        )


def disclosed(owner: Engine, how: str, company: Company = HUALAN) -> None:
    """What agents of the company see of who reads along."""
    with owner.begin() as connection:
        connection.execute(
            insert(SupervisionSettings).values(
                tenant_id=company.id, disclosure=how, thresholds={}, changed_at=func.now()
            )
        )


def in_hand(owner: Engine, person: Somebody = ANN, **values: Any) -> UUID:
    """A contact of a consumer, in an agent's hands."""
    return desk.in_hand(owner, person, inquiry_id=desk.asked(owner), **values)


def do(client: FlaskClient, contact_id: UUID, what: str, **values: Any) -> TestResponse:
    """Do something in a contact, as the page of Hualan's wall does."""
    return client.post(f"{LIVE}/contacts/{contact_id}/{what}", json=values)


def whisper(client: FlaskClient, contact_id: UUID, body: str = "问一下型号", **values: Any) -> Any:
    """Whisper to the agent, whom the page believes to be Ann."""
    said = {"id": str(uuid7()), "agent_id": str(ANN.agent_id), "body": body} | values
    return do(client, contact_id, "whispers", **said)


def acts(owner: Engine, contact_id: UUID) -> list[tuple[str, str, bool]]:
    """Who did what in the contact, and whether it has ended, in order."""
    query = select(Supervision.person_name, Supervision.act, Supervision.ended_at)
    with owner.connect() as connection:
        rows = connection.execute(
            query.where(Supervision.contact_id == contact_id).order_by(Supervision.id)
        )
        return [(name, act, ended is not None) for name, act, ended in rows]


def contact(owner: Engine, contact_id: UUID) -> Any:
    """The contact's row as it stands."""
    with owner.connect() as connection:
        return connection.execute(select(Contact.__table__).where(Contact.id == contact_id)).one()


def said(owner: Engine, contact_id: UUID) -> list[tuple[str, str, str]]:
    """The transcript as (author's kind, kind, body)."""
    with owner.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT author_kind, kind, body FROM messages"
                " WHERE contact_id = :id ORDER BY number"
            ),
            {"id": contact_id},
        )
        return [tuple(row) for row in rows]


def events(owner: Engine, contact_id: UUID, kind: str = "message.posted") -> list[Any]:
    """Events of the contact of this kind, in order."""
    with owner.connect() as connection:
        return list(
            connection.execute(
                text(
                    "SELECT for_inquiry, for_agent, for_wall, payload FROM events"
                    " WHERE contact_id = :id AND kind = :kind ORDER BY id"
                ),
                {"id": contact_id, "kind": kind},
            )
        )


def audited(owner: Engine) -> list[str]:
    """What the audit trail says was done in contacts, in order."""
    with owner.connect() as connection:
        return list(
            connection.execute(
                text("SELECT action FROM audit_entries WHERE action LIKE 'contact.%' ORDER BY id")
            ).scalars()
        )
