"""Passing a contact on: whom to ask, asking, answering, handing over.

Another agent's places lie in companies that I may not serve: these views act for all of them,
after the door and the action have decided that it is my contact or my question.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Response, current_app, g
from sqlalchemy import RowMapping, select

from muster.conversations import actions as conversations
from muster.conversations.models import ContactTransfer
from muster.db import Acting, acting_within, session
from muster.desk import incoming, presenting
from muster.desk.blueprint import blueprint
from muster.desk.views import uncached
from muster.errors import existing
from muster.routing import reasons, redirects
from muster.routing.passes import closure
from muster.settings import Settings
from muster.tenancy.doors import desk
from muster.transfers import actions, queries

Act = Any


@contextmanager
def everywhere(tenant_id: UUID) -> Iterator[None]:
    """Act for all companies that agents of this company serve."""
    visible = tuple({tenant_id, *g.principal.client_ids, *closure([tenant_id])})
    with acting_within(Acting(tenant_ids=visible, person_id=g.principal.person_id, staff=True)):
        yield


@blueprint.get("/transfers")
@desk
def transfers() -> Response:
    """Open questions to me and of mine, and whom I am in a contact with."""
    found = queries.of_agent(g.principal.agent_id)
    return uncached(transfers=[transfer(row) for row in found])


def transfer(row: RowMapping) -> dict[str, Any]:
    """An open transfer as the desk's scripts read it."""
    ids = ("id", "contact_id", "tenant_id", "from_agent_id", "to_agent_id")
    words = ("kind", "state", "note", "from_name", "to_name", "opening")
    return {
        **{name: str(row[name]) for name in ids},
        **{name: row[name] for name in words},
        "created_at": presenting.moment(row["created_at"]),
        "expires_at": presenting.moment(row["expires_at"]),
    }


@blueprint.get("/contacts/<uuid:contact_id>/colleagues")
@desk
def colleagues(contact_id: UUID) -> Response:
    """Agents and queues of the contact's company, to choose from."""
    contact = conversations.find(contact_id)
    return uncached(
        agents=[
            {
                "id": str(row["id"]),
                "name": row["display_name"],
                "state": row["next_state"] or row["state"],
                "languages": row["languages"],
            }
            for row in queries.colleagues(contact.tenant_id, g.principal.agent_id)
        ],
        queues=[
            {"id": str(row["id"]), "name": row["name"]}
            for row in queries.queues(contact.tenant_id)
            if row["id"] != contact.queue_id
        ],
    )


@blueprint.post("/contacts/<uuid:contact_id>/transfers")
@desk
def create_transfer(contact_id: UUID) -> Any:
    """Pass it on: JSON {kind, note} with {to_agent_id}, or with {to_queue_id} for a queue."""
    said = incoming.sent()
    note = incoming.text(said.get("note"), "note")
    me = g.principal.agent_id
    contact = conversations.find(contact_id)
    if said.get("to_queue_id"):
        redirects.redirect_to_queue(
            contact_id,
            incoming.uuid(said["to_queue_id"], "to_queue_id"),
            reasons.TO_QUEUE,
            g.principal.person_id,
            note=note,
            only_agent=me,
        )
        return "", 204
    to_agent_id = incoming.uuid(said.get("to_agent_id"), "to_agent_id")
    settings: Settings = current_app.config["SETTINGS"]
    with everywhere(contact.tenant_id):
        actions.ask(
            contact_id,
            me,
            to_agent_id,
            incoming.text(said.get("kind"), "kind"),
            note,
            person_id=g.principal.person_id,
            offer_seconds=settings.offer_seconds,
        )
    return "", 204


@blueprint.post("/transfers/<uuid:transfer_id>/acceptance")
@desk
def create_acceptance(transfer_id: UUID) -> Any:
    """Come into the contact that I was asked into."""
    return _on(transfer_id, actions.accept)


@blueprint.post("/transfers/<uuid:transfer_id>/declining")
@desk
def create_declining(transfer_id: UUID) -> Any:
    """Do not come."""
    return _on(transfer_id, actions.decline)


@blueprint.post("/transfers/<uuid:transfer_id>/leaving")
@desk
def create_leaving(transfer_id: UUID) -> Any:
    """Take my question back, or end the consult, or leave the contact to its agent."""
    return _on(transfer_id, actions.leave)


@blueprint.post("/transfers/<uuid:transfer_id>/handover")
@desk
def create_handover(transfer_id: UUID) -> Any:
    """Give my contact to the colleague who is in it."""
    return _on(transfer_id, actions.hand_over)


def _on(transfer_id: UUID, act: Act) -> Any:
    tenant_id = existing(
        session.scalar(select(ContactTransfer.tenant_id).where(ContactTransfer.id == transfer_id))
    )
    with everywhere(tenant_id):
        act(transfer_id, g.principal.agent_id, person_id=g.principal.person_id)
    return "", 204
