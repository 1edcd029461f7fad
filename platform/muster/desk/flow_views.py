"""Contacts put aside and fetched back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from muster.closing import returning
from muster.desk import incoming
from muster.desk.blueprint import blueprint
from muster.routing import actions as routing
from muster.tenancy.doors import desk


@blueprint.post("/contacts/<uuid:contact_id>/snooze")
@desk
def create_snooze(contact_id: UUID) -> Any:
    """Put the contact aside: JSON {until}, or without it until the consumer writes."""
    until = incoming.moment_or_none(incoming.sent().get("until"), "until")
    returning.snooze(contact_id, g.principal.agent_id, until, person_id=g.principal.person_id)
    return "", 204


@blueprint.delete("/contacts/<uuid:contact_id>/snooze")
@desk
def destroy_snooze(contact_id: UUID) -> Any:
    """Have it back now."""
    routing.held_by(contact_id, g.principal.agent_id)
    returning.wake(contact_id, person_id=g.principal.person_id)
    return "", 204
