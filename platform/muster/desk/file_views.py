"""Sending pictures and other files in a contact."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from muster.conversations import writing
from muster.conversations.models import MessageKind
from muster.db import current_acting, unit_of_work
from muster.desk import incoming, message_views
from muster.desk.blueprint import blueprint
from muster.errors import Invalid
from muster.media import attachments
from muster.tenancy.doors import desk


@blueprint.post("/contacts/<uuid:contact_id>/files")
@blueprint.post("/contacts/<uuid:contact_id>/pictures")  # as pages that are open yet know it
@desk
def create_file(contact_id: UUID) -> Any:
    """Send a file: a form with `id`, `tenant_id` and `file`. Safe to repeat: it is kept once."""
    message_id = incoming.uuid(request.form.get("id"), "id")
    tenant_id = incoming.uuid(request.form.get("tenant_id"), "tenant_id")
    file = request.files.get("file")
    if file is None:
        raise Invalid("file", _("Choose a file first."))
    with unit_of_work(current_acting()):
        contact = message_views.mine(contact_id, tenant_id)
        said = writing.said(contact_id, message_id) or attachments.keep(
            tenant_id,
            cast(BinaryIO, file.stream),
            file.filename or "",
            contact_id=contact_id,
            inquiry_id=contact.inquiry_id,
        )
    kind, payload = MessageKind(said[0]), said[1]
    body = payload["name"] if kind == MessageKind.FILE else ""
    return message_views.post(contact_id, tenant_id, message_id, kind, body, payload)
