"""`/pictures/<id>/<variant>`: for the public, for members, and for the agents who serve them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from muster.db import Acting
from muster.media.serving import serve
from muster.tenancy import doors

blueprint = Blueprint("pictures", __name__)


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
