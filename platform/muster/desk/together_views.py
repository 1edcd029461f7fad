"""Who looks at a contact and who writes in it, told while it lasts; nothing of it is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from muster.conversations import actions as conversations
from muster.conversations.models import AuthorKind
from muster.desk import incoming
from muster.desk.blueprint import blueprint
from muster.events import bus
from muster.tenancy.doors import desk


@blueprint.post("/contacts/<uuid:contact_id>/typing")
@desk
def create_typing(contact_id: UUID) -> Any:
    """I am writing in this contact: JSON {note}. The consumer hears of its agent's replies only."""
    note = incoming.sent().get("note") is True
    contact = conversations.find(contact_id)
    answers = contact.agent_id == g.principal.agent_id and not note
    bus.signal(
        "contact.typing",
        tenant_id=contact.tenant_id,
        contact_id=contact_id,
        for_inquiry=contact.inquiry_id if answers else None,
        for_wall=True,
        payload={"by": AuthorKind.AGENT, **_myself()},
    )
    return "", 204


@blueprint.post("/contacts/<uuid:contact_id>/viewing")
@desk
def create_viewing(contact_id: UUID) -> Any:
    """I have this contact open, or put it away: JSON {here, asks}. Colleagues' desks are told.

    asks: whoever has it open, too, is to say so.
    """
    sent = incoming.sent()
    here, asks = sent.get("here") is not False, sent.get("asks") is True
    contact = conversations.find(contact_id)
    bus.signal(
        "contact.viewed",
        tenant_id=contact.tenant_id,
        contact_id=contact_id,
        for_wall=True,
        payload={"here": here, "asks": asks, **_myself()},
    )
    return "", 204


def _myself() -> dict[str, str | None]:
    return {"who": str(g.principal.agent_id), "name": g.principal.agent_name}
