"""/portal/<tenant>/live: the company's seats and contacts as they move, and reading along."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, g, render_template

from muster.audit.actions import record
from muster.conversations.actions import find
from muster.conversations.queries import transcript
from muster.events import messages
from muster.events.live import cursor, stream
from muster.tenancy.doors import portal
from muster.tenancy.zones import midnight
from tenants.supervision import queries
from tenants.supervision.queries import Wall

blueprint = Blueprint(
    "supervision", __name__, url_prefix="/portal/<tenant>/live", template_folder="templates"
)


@blueprint.get("")
@portal("live.see")
def index() -> str:
    """The wall."""
    after = cursor([messages.wall(g.company.id)])
    return render_template("supervision/index.html", wall=_wall(), after=after)


@blueprint.get("/tiles")
@portal("live.see")
def tiles() -> str:
    """The wall's moving part, drawn anew."""
    return render_template("supervision/_tiles.html", wall=_wall())


@blueprint.get("/contacts/<uuid:contact_id>")
@portal("live.read")
def show(contact_id: UUID) -> str:
    """Read along in one contact. That somebody looked is on record."""
    contact = find(contact_id)
    record("contact.read_along", tenant_id=g.company.id, subject=str(contact_id))
    return render_template(
        "supervision/_contact.html", contact=contact, messages=transcript(contact_id)
    )


@blueprint.get("/stream")
@portal("live.see")
def live() -> Response:
    """Everything that happens at this company, for as long as the person may see it."""
    return stream([messages.wall(g.company.id)], person_id=g.principal.person_id)


def _wall() -> Wall:
    return queries.wall(g.company.id, midnight(g.company.time_zone, datetime.now(UTC)))
