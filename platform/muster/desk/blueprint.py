"""The desk's address, and the note that whoever asks there is there."""

from __future__ import annotations

from flask import Blueprint

from muster.routing import presence
from muster.tenancy.doors import current_principal

blueprint = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates")


@blueprint.before_request
def note_presence() -> None:
    """An agent whose desk asks for something has not left it."""
    principal = current_principal()
    if principal is not None and principal.agent_id is not None:
        presence.saw(principal.agent_id)
