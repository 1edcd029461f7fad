"""Keeping what an agent types, so that another machine can go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from muster.desk import drafts, incoming
from muster.desk.blueprint import blueprint
from muster.tenancy.doors import desk


@blueprint.put("/contacts/<uuid:contact_id>/draft")
@desk
def update_draft(contact_id: UUID) -> Any:
    """Keep what I have typed and not sent: JSON {body, note}; one that is left out stays."""
    said = incoming.sent()
    typed = {name: incoming.text(said[name], name) for name in ("body", "note") if name in said}
    drafts.keep(contact_id, g.principal.agent_id, **typed)
    return "", 204
