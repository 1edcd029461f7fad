"""/ops/live: files and pictures of contacts that operations may read along in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response
from sqlalchemy import text

from muster.audit.actions import record
from muster.conversations.actions import find
from muster.media import attachments
from muster.media.serving import serve, serve_file
from muster.supervision import ops_views, terms
from muster.supervision.models import Act
from muster.tenancy.doors import ops

blueprint = Blueprint("ops_live_media", __name__, url_prefix="/ops/live")

COMPANY_OF_FILE = text("SELECT tenant_id FROM attachments WHERE id = :id")


@blueprint.get("/files/<uuid:file_id>")
@ops("live.read")
def show_file(file_id: UUID) -> Response:
    """A file of a contact; that it was opened is on its company's record."""
    tenant_id = ops_views.company_of(COMPANY_OF_FILE, file_id)
    with ops_views.inside(tenant_id):
        terms.of(tenant_id).demand(Act.LISTEN)
        kept = attachments.find(file_id)
        record(
            "contact.file_opened",
            tenant_id=tenant_id,
            subject=str(kept.contact_id),
            name=kept.name,
        )
        return serve_file(file_id)


@blueprint.get("/contacts/<uuid:contact_id>/pictures/<uuid:sent_picture_id>/<size>")
@ops("live.read")
def show_picture(contact_id: UUID, sent_picture_id: UUID, size: str) -> Response:
    """A picture in a transcript; that somebody reads along is on record already."""
    with ops_views.within(contact_id):
        terms.of(find(contact_id).tenant_id).demand(Act.LISTEN)
        return serve(sent_picture_id, size)
