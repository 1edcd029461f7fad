"""The consumer's side of each conversation: messages, reading, the stream."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.inquiry import abuse, actions, afterwards
from marketplace.inquiry.doorway import consumer, read_link, settings
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import AuthorKind, Message, MessageKind
from muster.db import Acting, acting, session, unit_of_work
from muster.desk import incoming
from muster.errors import NotFound
from muster.events import messages
from muster.events.live import stream
from tenants.showcase import desk as showcase

blueprint = Blueprint("conversing", __name__, url_prefix="/i/<token>")

CONSUMER = writing.Author(AuthorKind.CONSUMER)


@blueprint.post("/contacts/<uuid:contact_id>/messages")
def create_message(token: str, contact_id: UUID) -> Any:
    """Say something to one company: JSON {id, body} or {id, product_id}. Safe to repeat."""
    inquiry_id = read_link(token)
    abuse.count_message(inquiry_id)
    said = incoming.sent()
    message_id = incoming.uuid(said.get("id"), "id")
    if said.get("product_id"):
        product_id = incoming.uuid(said["product_id"], "product_id")
        kind, body, payload = _product(inquiry_id, contact_id, product_id)
    else:
        kind, body, payload = MessageKind.TEXT, incoming.text(said.get("body"), "body"), {}
    return post(inquiry_id, contact_id, message_id, kind, body, payload)


def go_on_unless_known(inquiry_id: UUID, contact_id: UUID, message_id: UUID) -> None:
    """Let an ended contact go on for a new message; raises NotFound if it cannot."""
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        known = session.get(Message, message_id) is not None
        is_open = conversations.find(contact_id).state in writing.OPEN_STATES
    if not known and not is_open:
        _go_on(inquiry_id, contact_id)


def _product(
    inquiry_id: UUID, contact_id: UUID, product_id: UUID
) -> tuple[MessageKind, str, dict[str, Any]]:
    """The card of a product of the company that is asked, as its agents send it too."""
    with unit_of_work(Acting(inquiry_id=inquiry_id, market=True)):
        card = showcase.product(conversations.find(contact_id).tenant_id, product_id)
    if card is None:
        raise NotFound(_("This product is not published any more."))
    return MessageKind.PRODUCT, card.name, card.payload()


def post(
    inquiry_id: UUID,
    contact_id: UUID,
    message_id: UUID,
    kind: MessageKind,
    body: str,
    payload: dict[str, Any],
) -> Any:
    """Say something as the consumer; the answer tells what stands in the transcript."""

    def say() -> writing.Posted:
        with acting(Acting(inquiry_id=inquiry_id)):
            return writing.post(contact_id, message_id, CONSUMER, kind, body, payload)

    try:
        posted = say()
    except NotFound:
        _go_on(inquiry_id, contact_id)
        posted = say()
    answer: dict[str, Any] = {
        "id": str(posted.id),
        "number": posted.number,
        "created_at": posted.created_at.isoformat(),
    }
    if payload:
        answer |= {"body": body, "payload": payload}
    return jsonify(answer), 200 if posted.repeated else 201


def _go_on(inquiry_id: UUID, contact_id: UUID) -> None:
    """Let an ended contact go on for whoever writes in it; raises if it cannot."""
    seconds = settings().offer_seconds
    if not afterwards.go_on(inquiry_id, contact_id, offer_seconds=seconds):
        raise NotFound(_("This conversation has ended."))


@blueprint.post("/contacts/<uuid:contact_id>/message")
def create_left_message(token: str, contact_id: UUID) -> Any:
    """Leave a message with a company that has not answered: a form with `body`.

    The same words to the same company are one message, however often they are sent.
    """
    inquiry_id = read_link(token)
    abuse.count_message(inquiry_id)
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        conversations.find(contact_id)  # a stranger is told nothing of what is wrong
    body = incoming.text(request.form.get("body"), "body")
    post(inquiry_id, contact_id, uuid5(contact_id, body), MessageKind.TEXT, body, {})
    if request.accept_mimetypes.best == "application/json":
        return "", 204
    return redirect(url_for("inquiry.show", token=token, _anchor=f"contact-{contact_id}"), 303)


@blueprint.post("/contacts/<uuid:contact_id>/reading")
@consumer
def create_reading(contact_id: UUID) -> Any:
    """The consumer has seen this transcript up to a number: JSON {up_to}."""
    up_to = incoming.number(incoming.sent().get("up_to"), "up_to")
    conversations.find(contact_id)
    conversations.mark_read(contact_id, AuthorKind.CONSUMER, up_to)
    return "", 204


@blueprint.get("/stream")
def live(token: str) -> Response:
    """Everything that happens to this inquiry, as it happens."""
    inquiry_id = read_link(token)
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        actions.find_inquiry(inquiry_id)
        return stream([messages.inquiry(inquiry_id)])
