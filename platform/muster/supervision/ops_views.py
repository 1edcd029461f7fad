"""/ops/live: the wall over all clients, and supervision by the operator's team leads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import get_timezone
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from muster.db.session import acting_within
from muster.errors import NotFound
from muster.events import messages
from muster.events.live import cursor, stream
from muster.routing import passes
from muster.supervision import alerts, manage_endpoints, reach, showing, terms, watching
from muster.supervision.endpoints import Entrances, attach, sent, sent_id
from muster.supervision.models import Side
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door, redrawing_door

blueprint = Blueprint("ops_live", __name__, url_prefix="/ops/live", template_folder="templates")

COMPANY_OF_CONTACT = text("SELECT tenant_id FROM contacts WHERE id = :id")
COMPANY_OF_ALERT = text("SELECT tenant_id FROM alerts WHERE id = :id")
CLIENTS = text("""
SELECT t.id, t.name, t.time_zone FROM tenants t
WHERE EXISTS (SELECT FROM seat_assignments s WHERE s.tenant_id = t.id AND s.ended_at IS NULL)
ORDER BY t.name, t.id LIMIT 1000
""")


@contextmanager
def within(contact_id: UUID) -> Iterator[None]:
    """Act in the company of this contact; what is done there is on its record, too."""
    with inside(company_of(COMPANY_OF_CONTACT, contact_id)):
        yield


@contextmanager
def inside(tenant_id: UUID) -> Iterator[None]:
    """Act in one company's rows."""
    with acting_within(reach.company(tenant_id, g.principal.person_id)):
        yield


def company_of(statement: Any, row_id: UUID) -> UUID:
    """Whose row it is, asked through the read-only role; raises NotFound."""
    found = passes.across(statement, id=row_id)
    if not found:
        raise NotFound
    tenant_id: UUID = found[0][0]
    return tenant_id


@contextmanager
def company() -> Iterator[UUID]:
    """Act in the company that was sent with the agents of it: JSON or `?tenant_id=`."""
    tenant_id = request.args.get("tenant_id", type=UUID) or sent_id("tenant_id")
    with inside(tenant_id):
        yield tenant_id


ENTRANCES = Entrances(Side.OPERATOR, ops, within, company)
attach(blueprint, ENTRANCES)
manage_endpoints.attach(blueprint, ENTRANCES)


@blueprint.get("")
@ops("live.see")
def index() -> str:
    """The wall over all clients, or over one of them: `?company=` its id."""
    chosen = _chosen()
    with operations_door(f"live wall {chosen or ''}".strip()) as across:
        clients = across.execute(CLIENTS).mappings().all()
        after = cursor([messages.OPERATIONS], source=across)
        return render_template(
            "supervision/index.html",
            layout="web/ops.html",
            after=after,
            live=url_for("ops_live.index"),
            clients=clients,
            chosen=chosen,
            settings_url="",
            **_shown(across, chosen, clients),
        )


@blueprint.get("/tiles")
@ops("live.see")
def tiles() -> str:
    """The wall's moving part, drawn anew."""
    chosen = _chosen()
    return showing.tiles(chosen, lambda: _redrawn(chosen))


@blueprint.post("/presence")
@ops("live.see")
def create_presence() -> Any:
    """My wall is open: JSON {contact_id}, what is open beside it, or null."""
    contact_id = sent_id("contact_id") if sent("contact_id") else None
    watching.beat(g.principal.person_id, watching.OPERATIONS, contact_id)
    return "", 204


@blueprint.post("/alerts/<uuid:alert_id>/acknowledgement")
@ops("live.read")
def create_acknowledgement(alert_id: UUID) -> Any:
    """I have seen to this alert."""
    with inside(company_of(COMPANY_OF_ALERT, alert_id)):
        alerts.acknowledge(alert_id, g.principal.person_id, g.principal.name)
    return "", 204


@blueprint.get("/stream")
@ops("live.see")
def live() -> Response:
    """Everything that happens at all clients, for as long as the person may see it."""
    with operations_door("live stream") as across:
        return stream(
            [messages.OPERATIONS],
            person_id=g.principal.person_id,
            source=across,
            hushed=lambda: terms.unheard(across),
        )


def _redrawn(chosen: UUID | None) -> dict[str, Any]:
    with redrawing_door() as across:
        return _shown(across, chosen, across.execute(CLIENTS).mappings().all())


def _chosen() -> UUID | None:
    given = request.args.get("company", "")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise NotFound from None


def _shown(across: Session, chosen: UUID | None, clients: Any) -> dict[str, Any]:
    zone = str(get_timezone())
    if chosen is not None:
        client: RowMapping | None = next((c for c in clients if c["id"] == chosen), None)
        if client is None:
            raise NotFound
        zone = client["time_zone"]
    return showing.wall(chosen, zone, g.principal.person_id, across) | {"company": None}
