"""What the agent's desk asks of supervision: who is here, and help."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, jsonify

from muster.conversations.actions import find
from muster.errors import NotFound
from muster.supervision import calling, disclosing, telling
from muster.supervision.endpoints import sent
from muster.tenancy.doors import desk, permissions

blueprint = Blueprint("desk_supervision", __name__, url_prefix="/desk")


@blueprint.get("/contacts/<uuid:contact_id>/watchers")
@desk
def show(contact_id: UUID) -> Response:
    """Who watches my contact, and how my call for help stands: {count, names, help}."""
    return _told(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/help")
@desk
def create_help(contact_id: UUID) -> Response:
    """I want a supervisor here: JSON {words}. The nearest one is called at once."""
    words = str(sent("words") or "").replace("\x00", "").encode("utf-8", "replace").decode()
    calling.ask(contact_id, g.principal.agent_id, g.principal.agent_name, words)
    calling.call_next(contact_id, permissions(), only_first=True)
    return _told(contact_id)


@blueprint.post("/contacts/<uuid:contact_id>/help-withdrawal")
@desk
def create_help_withdrawal(contact_id: UUID) -> Response:
    """I do not need it any more."""
    calling.withdraw(contact_id, g.principal.agent_id)
    return _told(contact_id)


@blueprint.get("/supervisor-messages")
@desk
def index() -> Response:
    """What supervisors told me and I have not read."""
    response = jsonify(messages=telling.unread(g.principal.agent_id))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/supervisor-messages/<uuid:wall_message_id>/reading")
@desk
def create_reading(wall_message_id: UUID) -> Any:
    """I have read it."""
    telling.mark_read(wall_message_id, g.principal.agent_id)
    return "", 204


def _told(contact_id: UUID) -> Response:
    contact = find(contact_id)
    if contact.agent_id != g.principal.agent_id:
        raise NotFound
    told: dict[str, Any] = disclosing.watchers(contact.tenant_id, contact_id)
    response = jsonify(told | {"help": calling.told(contact_id)})
    response.headers["Cache-Control"] = "no-store"
    return response
