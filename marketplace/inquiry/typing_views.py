"""Telling a company that the consumer types, and what, where it says so on the consumer's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g
from sqlalchemy import select

from marketplace.inquiry.doorway import consumer
from muster.conversations.models import AuthorKind, Contact, WritingPolicy
from muster.db import session
from muster.desk import incoming
from muster.errors import existing
from muster.events import bus
from muster.identity import throttle

blueprint = Blueprint("typing", __name__, url_prefix="/i/<token>")

LONGEST_PREVIEW = 1000
SIGNS_A_MINUTE = 240


@blueprint.post("/contacts/<uuid:contact_id>/typing")
@consumer
def create_typing(contact_id: UUID) -> Any:
    """The consumer is writing to this company: JSON {} or {text}; nothing is kept.

    text: what stands in the box; told only where the company lets its agents see it.
    """
    throttle.check(f"typing:{g.inquiry_id}", SIGNS_A_MINUTE, 60)
    said = incoming.sent()
    contact = existing(
        session.execute(
            select(Contact.tenant_id, Contact.agent_id, WritingPolicy.previews)
            .outerjoin(WritingPolicy, WritingPolicy.tenant_id == Contact.tenant_id)
            .where(Contact.id == contact_id)
        ).one_or_none()
    )
    if said.get("text") != "":
        bus.signal(
            "contact.typing",
            tenant_id=contact.tenant_id,
            contact_id=contact_id,
            for_agent=contact.agent_id,
            for_wall=True,
            payload={"by": AuthorKind.CONSUMER},
        )
    if contact.previews and contact.agent_id and "text" in said:
        bus.signal(
            "typing.previewed",
            tenant_id=contact.tenant_id,
            contact_id=contact_id,
            for_agent=contact.agent_id,
            payload={"text": incoming.text(said["text"], "text")[-LONGEST_PREVIEW:]},
        )
    return "", 204
