"""Pictures and other files in the consumer's conversations."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from marketplace.inquiry import abuse
from marketplace.inquiry.conversing import go_on_unless_known, post
from marketplace.inquiry.doorway import consumer, read_link
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import MessageKind
from muster.db import Acting, unit_of_work
from muster.desk import incoming
from muster.errors import Invalid
from muster.media import attachments
from muster.media.serving import serve, serve_file

blueprint = Blueprint("filing", __name__, url_prefix="/i/<token>")


@blueprint.post("/contacts/<uuid:contact_id>/files")
@blueprint.post("/contacts/<uuid:contact_id>/pictures")  # as pages that are open yet know it
def create_file(token: str, contact_id: UUID) -> Any:
    """Send a picture or another file: a form with `id` and `file`. Safe to repeat."""
    inquiry_id = read_link(token)
    abuse.count_message(inquiry_id)
    message_id = incoming.uuid(request.form.get("id"), "id")
    file = request.files.get("file")
    if file is None:
        raise Invalid("file", _("Choose a file first."))
    go_on_unless_known(inquiry_id, contact_id, message_id)
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        contact = conversations.find(contact_id)
        said = writing.said(contact_id, message_id) or attachments.keep(
            contact.tenant_id,
            cast(BinaryIO, file.stream),
            file.filename or "",
            contact_id=contact_id,
            inquiry_id=inquiry_id,
        )
    kind, payload = MessageKind(said[0]), said[1]
    body = payload["name"] if kind == MessageKind.FILE else ""
    return post(inquiry_id, contact_id, message_id, kind, body, payload)


@blueprint.get("/pictures/<uuid:picture_id>/<variant>")
@consumer
def picture(picture_id: UUID, variant: str) -> Response:
    """A picture of one of the conversations, for whoever holds the link."""
    return serve(picture_id, variant)


@blueprint.get("/files/<uuid:file_id>")
@consumer
def file(file_id: UUID) -> Response:
    """A file of one of the conversations, for whoever holds the link."""
    return serve_file(file_id)
