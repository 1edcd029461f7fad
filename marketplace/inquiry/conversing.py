"""The consumer's side of each conversation: messages, pictures, typing, reading, the stream."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.inquiry import abuse, actions
from marketplace.inquiry.doorway import consumer, read_link
from muster.conversations import actions as conversations
from muster.conversations.models import AuthorKind, Contact, MessageKind
from muster.db import Acting, acting, session, unit_of_work
from muster.errors import Invalid, NotFound
from muster.events import bus, messages
from muster.events.live import stream
from muster.media import actions as media
from muster.media.serving import serve
from tenants.showcase.models import Product

blueprint = Blueprint("conversing", __name__, url_prefix="/i/<token>")

CONSUMER = conversations.Author(AuthorKind.CONSUMER)


@blueprint.post("/contacts/<uuid:contact_id>/messages")
def create_message(token: str, contact_id: UUID) -> Any:
    """Say something to one company: JSON {id, body} or {id, product_id}. Safe to repeat."""
    inquiry_id = read_link(token)
    abuse.count_message(inquiry_id)
    said = request.get_json()
    message_id = _id(said.get("id"))
    if said.get("product_id"):
        kind, body, payload = _product_card(inquiry_id, _id(said["product_id"]))
    else:
        kind, body, payload = MessageKind.TEXT, str(said.get("body", "")), {}
    return _post(inquiry_id, contact_id, message_id, kind, body, payload)


@blueprint.post("/contacts/<uuid:contact_id>/pictures")
def create_picture(token: str, contact_id: UUID) -> Any:
    """Send a picture: a form with `id` and `file`. Safe to repeat."""
    inquiry_id = read_link(token)
    abuse.count_message(inquiry_id)
    message_id = _id(request.form.get("id"))
    file = request.files.get("file")
    if file is None:
        raise Invalid("file", _("Choose a picture first."))
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        contact = conversations.find(contact_id)
        picture = media.keep(
            contact.tenant_id,
            file.stream.read(),
            file.filename or "",
            contact_id=contact_id,
            inquiry_id=inquiry_id,
        )
        payload = media.card(picture)
    return _post(inquiry_id, contact_id, message_id, MessageKind.PICTURE, "", payload)


def _post(
    inquiry_id: UUID,
    contact_id: UUID,
    message_id: UUID,
    kind: MessageKind,
    body: str,
    payload: dict[str, Any],
) -> Any:
    with acting(Acting(inquiry_id=inquiry_id)):
        posted = conversations.post(contact_id, message_id, CONSUMER, kind, body, payload)
    return jsonify(
        id=str(posted.id), number=posted.number, created_at=posted.created_at.isoformat()
    ), 200 if posted.repeated else 201


def _product_card(inquiry_id: UUID, product_id: UUID) -> tuple[MessageKind, str, dict[str, Any]]:
    with unit_of_work(Acting(inquiry_id=inquiry_id, market=True)):
        product = session.scalar(
            select(Product).where(Product.id == product_id, Product.published_at.is_not(None))
        )
        if product is None:
            raise NotFound
        card = {
            "product_id": str(product.id),
            "slug": product.slug,
            "name": product.name,
            "price_minor": product.price_minor,
            "currency": product.currency,
        }
        return MessageKind.PRODUCT, product.name, card


@blueprint.post("/contacts/<uuid:contact_id>/reading")
@consumer
def create_reading(contact_id: UUID) -> Any:
    """The consumer has seen this transcript up to a number: JSON {up_to}."""
    up_to = request.get_json().get("up_to")
    if not isinstance(up_to, int):
        raise Invalid("up_to")
    conversations.find(contact_id)
    conversations.mark_read(contact_id, AuthorKind.CONSUMER, up_to)
    return "", 204


@blueprint.post("/contacts/<uuid:contact_id>/typing")
@consumer
def create_typing(contact_id: UUID) -> Any:
    """The consumer is writing to this company; nothing is kept."""
    contact = session.execute(
        select(Contact.tenant_id, Contact.agent_id).where(Contact.id == contact_id)
    ).one_or_none()
    if contact is None:
        raise NotFound
    bus.signal(
        "contact.typing",
        tenant_id=contact.tenant_id,
        contact_id=contact_id,
        for_agent=contact.agent_id,
        for_wall=True,
        payload={"by": AuthorKind.CONSUMER},
    )
    return "", 204


@blueprint.get("/pictures/<uuid:picture_id>/<variant>")
@consumer
def picture(picture_id: UUID, variant: str) -> Response:
    """A picture of one of the conversations, for whoever holds the link."""
    return serve(picture_id, variant)


@blueprint.get("/stream")
def live(token: str) -> Response:
    """Everything that happens to this inquiry, as it happens."""
    inquiry_id = read_link(token)
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        actions.find_inquiry(inquiry_id)
        return stream([messages.inquiry(inquiry_id)])


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise Invalid("id", _("A message needs an id of its own.")) from error
