"""What the agent's desk asks: who of the supervisors is in a conversation, as disclosed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, jsonify

from muster.conversations.actions import find
from muster.errors import NotFound
from muster.supervision import disclosing
from muster.tenancy.doors import desk

blueprint = Blueprint("desk_supervision", __name__, url_prefix="/desk")


@blueprint.get("/contacts/<uuid:contact_id>/watchers")
@desk
def show(contact_id: UUID) -> Response:
    """Who watches my contact: {count, names}."""
    contact = find(contact_id)
    if contact.agent_id != g.principal.agent_id:
        raise NotFound
    response = jsonify(disclosing.watchers(contact.tenant_id, contact_id))
    response.headers["Cache-Control"] = "no-store"
    return response
