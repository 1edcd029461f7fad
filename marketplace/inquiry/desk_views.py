"""What the agent's desk asks of the market: reporting a consumer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g, request

from marketplace.inquiry.complaints import complain
from muster.tenancy.doors import desk

blueprint = Blueprint("desk_inquiry", __name__, url_prefix="/desk", template_folder="templates")


@blueprint.post("/contacts/<uuid:contact_id>/complaint")
@desk
def create_complaint(contact_id: UUID) -> Any:
    """Report the consumer of my contact to the operator: JSON {reason}."""
    sent = request.get_json(silent=True)
    reason = sent.get("reason") if isinstance(sent, dict) else None
    complain(
        contact_id,
        reason if isinstance(reason, str) else "",
        agent_id=g.principal.agent_id,
        person_id=g.principal.person_id,
    )
    return "", 204
