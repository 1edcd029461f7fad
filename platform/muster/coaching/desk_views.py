"""/desk/coaching: notes for the conversation that an agent looks at."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, jsonify

from muster.coaching import actions, presenting
from muster.conversations.actions import find
from muster.tenancy.doors import desk

blueprint = Blueprint(
    "desk_coaching", __name__, url_prefix="/desk/coaching", template_folder="templates"
)


@blueprint.get("/<uuid:contact_id>")
@desk
def show(contact_id: UUID) -> Response:
    """Notes on consumers of the contact's language, the company's own first."""
    contact = find(contact_id)
    found = actions.about(contact.tenant_id, contact.language)
    response = jsonify(notes=[presenting.card(note) for note in found])
    response.headers["Cache-Control"] = "no-store"
    return response
