"""`/pictures/<id>/<variant>` and `/files/<id>`: for members and the agents who serve them.

Published pictures are for everybody.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from muster.db import Acting
from muster.media.serving import serve, serve_file
from muster.tenancy import doors

blueprint = Blueprint("pictures", __name__)
company_blueprint = Blueprint("files", __name__, url_prefix="/portal/<tenant>/files")


@blueprint.get("/pictures/<uuid:picture_id>/<variant>")
def show(picture_id: UUID, variant: str) -> Response:
    """A published picture, or one of a company that the signed-in person belongs to or serves."""
    principal = doors.current_principal()
    if principal is None:
        who = Acting(market=True)
    else:
        companies = {company.id for company in (*principal.companies, *principal.clients)}
        who = Acting(
            tenant_ids=tuple(sorted(companies)), person_id=principal.person_id, market=True
        )
    return doors.run_as(who, serve, picture_id, variant)


@blueprint.get("/files/<uuid:file_id>")
@doors.desk
def show_file(file_id: UUID) -> Response:
    """A file of a conversation, for the agents who serve its company."""
    return serve_file(file_id)


@company_blueprint.get("/<uuid:file_id>")
@doors.portal("files.see")
def show_to_member(file_id: UUID) -> Response:
    """A file of a conversation, for members of its company who may."""
    return serve_file(file_id)
