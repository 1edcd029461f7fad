"""Writing in a contact. A text is one round trip to the database, and says for which company."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g, jsonify
from flask_babel import gettext as _

from muster.conversations import actions as conversations
from muster.conversations import variables, writing
from muster.conversations.models import AuthorKind, Contact, MessageKind, TransferState
from muster.db import current_acting, unit_of_work
from muster.desk import incoming, mention_views
from muster.desk.blueprint import blueprint
from muster.desk.providers import providers
from muster.errors import Conflict, Invalid, NotFound, existing
from muster.mentions import actions as mentions
from muster.tenancy.doors import desk
from muster.transfers import queries as transfers

KINDS = {str(kind): kind for kind in (MessageKind.TEXT, MessageKind.NOTE, MessageKind.PRODUCT)}


@blueprint.post("/contacts/<uuid:contact_id>/messages")
@desk
def create_message(contact_id: UUID) -> Any:
    """Say something: JSON {id, tenant_id, kind, body} or {id, tenant_id, kind, product_id}.

    id: made by the page; a repeated one is answered like the first. tenant_id: the company in
    whose colours the page shows the contact. kind: text, note (for colleagues only) or product.
    mentions: ids of the people whom a note names.
    """
    said = incoming.sent()
    message_id = incoming.uuid(said.get("id"), "id")
    tenant_id = incoming.uuid(said.get("tenant_id"), "tenant_id")
    kind = KINDS.get(str(said.get("kind", MessageKind.TEXT)))
    if kind is None:
        raise Invalid("kind")
    body = incoming.text(said.get("body"), "body")
    if kind == MessageKind.TEXT:
        check_filled(body)
    payload: dict[str, Any] = {}
    if kind == MessageKind.PRODUCT:
        body, payload = product(tenant_id, incoming.uuid(said.get("product_id"), "product_id"))
    if kind == MessageKind.NOTE and said.get("mentions"):
        return note(contact_id, tenant_id, message_id, body, said["mentions"])
    return post(contact_id, tenant_id, message_id, kind, body, payload)


def note(contact_id: UUID, tenant_id: UUID, message_id: UUID, body: str, named: Any) -> Any:
    """Post a note that names colleagues, and tell them; safe to repeat."""
    with unit_of_work(current_acting()):
        people = mention_views.named(tenant_id, named)
    payload = {"mentions": [one.name for one in people]}
    answer = post(contact_id, tenant_id, message_id, MessageKind.NOTE, body, payload)
    with unit_of_work(current_acting()):
        mentions.tell(tenant_id, contact_id, message_id, people, g.principal.agent_name or "")
    return answer


def check_filled(body: str) -> None:
    """Raise Invalid if a variable of a canned reply would reach the consumer as it is written."""
    left = variables.unfilled(body)
    if left:
        names = " ".join(f"{{{{{name}}}}}" for name in left)
        raise Invalid("body", _("Fill this in first: %(names)s", names=names))


def product(tenant_id: UUID, product_id: UUID) -> tuple[str, dict[str, Any]]:
    """Text and payload of a message with a product card, read anew: nobody makes up a price."""
    give = existing(providers().product)
    with unit_of_work(current_acting()):
        card = give(tenant_id, product_id)
    if card is None:
        raise NotFound(_("This product is not published any more."))
    return card.name, card.payload()


def post(
    contact_id: UUID,
    tenant_id: UUID,
    message_id: UUID,
    kind: MessageKind,
    body: str,
    payload: dict[str, Any],
) -> Any:
    """Post as the agent who holds the contact, for the company that the page believes it is."""
    principal = g.principal
    author = writing.Author(
        AuthorKind.AGENT, name=principal.agent_name or "", id=principal.agent_id
    )
    try:
        posted = writing.post(
            contact_id,
            message_id,
            author,
            kind,
            body,
            payload,
            tenant_id=tenant_id,
            only_agent=principal.agent_id,
        )
    except NotFound:
        with unit_of_work(current_acting()):
            holds_it = mine(contact_id, tenant_id, kind).agent_id == principal.agent_id
        if holds_it:
            raise
        posted = writing.post(
            contact_id, message_id, author, kind, body, payload, tenant_id=tenant_id
        )
    answer: dict[str, Any] = {
        "id": str(posted.id),
        "number": posted.number,
        "created_at": posted.created_at.isoformat(),
    }
    if payload:
        answer |= {"body": body, "payload": payload}
    return jsonify(answer), 200 if posted.repeated else 201


def mine(contact_id: UUID, tenant_id: UUID, kind: MessageKind = MessageKind.TEXT) -> Contact:
    """The contact if this agent holds it for this company; says what is wrong otherwise.

    A colleague who was asked into it may write there too; in a private consult, notes only.
    """
    contact = conversations.find(contact_id)
    if contact.tenant_id != tenant_id:
        raise Conflict(
            _("This page shows another company than this conversation is with. Nothing was sent.")
        )
    if contact.agent_id == g.principal.agent_id:
        return contact
    inside = transfers.inside(contact_id, g.principal.agent_id)
    if inside == TransferState.CONSULTING and kind != MessageKind.NOTE:
        raise Conflict(_("You give advice here: only notes, which the consumer does not see."))
    if inside is None:
        raise Conflict(_("This conversation is not yours any more. Nothing was sent."))
    return contact


@blueprint.post("/contacts/<uuid:contact_id>/reading")
@desk
def create_reading(contact_id: UUID) -> Any:
    """I have seen this transcript up to a number: JSON {up_to}. Only its agent's eyes count."""
    up_to = incoming.number(incoming.sent().get("up_to"), "up_to")
    if conversations.find(contact_id).agent_id == g.principal.agent_id:
        conversations.mark_read(contact_id, AuthorKind.AGENT, up_to)
    return "", 204
