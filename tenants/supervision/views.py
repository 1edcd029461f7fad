"""/portal/<tenant>/live: the company's seats and contacts as they move, and its four acts."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, render_template, url_for

from muster.events import messages
from muster.events.live import cursor, stream
from muster.supervision import alerts, manage_endpoints, managing, showing, terms, watching
from muster.supervision.endpoints import Entrances, attach, sent, sent_id, sent_text
from muster.supervision.models import Side
from muster.tenancy.doors import may, portal

blueprint = Blueprint("supervision", __name__, url_prefix="/portal/<tenant>/live")


def within(_contact_id: UUID) -> AbstractContextManager[None]:
    """The portal's door has opened the company already."""
    return nullcontext()


def company() -> AbstractContextManager[UUID]:
    """The portal is about one company."""
    return nullcontext(g.company.id)


ENTRANCES = Entrances(Side.CLIENT, portal, within, company)
attach(blueprint, ENTRANCES)
manage_endpoints.attach(blueprint, ENTRANCES)


@blueprint.get("")
@portal("live.see")
def index() -> str:
    """The wall."""
    after = cursor([messages.wall(g.company.id)])
    return render_template(
        "supervision/index.html",
        layout="web/portal.html",
        after=after,
        live=url_for("supervision.index", tenant=g.company.slug),
        settings_url=url_for("supervision_settings.edit", tenant=g.company.slug)
        if may("live.configure")
        else "",
        **_shown(),
    )


@blueprint.get("/tiles")
@portal("live.see")
def tiles() -> str:
    """The wall's moving part, drawn anew."""
    return showing.tiles(g.company.id, _shown)


@blueprint.post("/presence")
@portal("live.see")
def create_presence() -> Any:
    """My wall is open: JSON {contact_id}, what is open beside it, or null."""
    contact_id = sent_id("contact_id") if sent("contact_id") else None
    watching.beat(g.principal.person_id, str(g.company.id), contact_id)
    return "", 204


@blueprint.post("/alerts/<uuid:alert_id>/acknowledgement")
@portal("live.read")
def create_acknowledgement(alert_id: UUID) -> Any:
    """I have seen to this alert."""
    alerts.acknowledge(alert_id, g.principal.person_id, g.principal.name)
    return "", 204


@blueprint.post("/lead-calls")
@portal("live.manage")
def create_lead_call() -> Any:
    """Call the operator's team leads: JSON {words}."""
    managing.call_lead(g.company.id, sent_text("words"), ENTRANCES.who())
    return "", 204


@blueprint.get("/stream")
@portal("live.see")
def live() -> Response:
    """Everything that happens at this company, for as long as the person may see it."""
    company_id = g.company.id
    return stream(
        [messages.wall(company_id)],
        person_id=g.principal.person_id,
        hushed=lambda: () if terms.of(company_id).listen else (company_id,),
    )


def _shown() -> dict[str, Any]:
    person_id = g.principal.person_id
    return showing.wall(g.company.id, g.company.time_zone, person_id) | {"company": g.company}
