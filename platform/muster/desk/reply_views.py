"""Counting what canned replies are good for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy import func, update

from muster.conversations import actions as conversations
from muster.conversations.models import CannedReply
from muster.db import session
from muster.desk import incoming
from muster.desk.blueprint import blueprint
from muster.errors import TooMany
from muster.identity import throttle
from muster.tenancy.doors import desk

REMEMBERED_SECONDS = 3600


@blueprint.post("/contacts/<uuid:contact_id>/replies")
@desk
def create_reply_use(contact_id: UUID) -> Any:
    """A message of mine was made of a canned reply: JSON {reply_id, message_id}. Counted once."""
    said = incoming.sent()
    reply_id = incoming.uuid(said.get("reply_id"), "reply_id")
    message_id = incoming.uuid(said.get("message_id"), "message_id")
    contact = conversations.find(contact_id)
    try:
        throttle.check(
            f"reply:{g.principal.agent_id}:{reply_id}:{message_id}", 1, REMEMBERED_SECONDS
        )
    except TooMany:
        return "", 204
    session.execute(
        update(CannedReply)
        .where(CannedReply.tenant_id == contact.tenant_id, CannedReply.id == reply_id)
        .values(use_count=CannedReply.use_count + 1, used_at=func.now())
    )
    return "", 204
