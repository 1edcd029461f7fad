"""/ops/clients: every client company, through the door across clients."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from muster.tenancy import clients, phones, zones
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.tenancy.roles import member_role

LONGEST_SEARCH = 200

blueprint = Blueprint(
    "ops_clients", __name__, url_prefix="/ops/clients", template_folder="templates"
)


@blueprint.get("")
@ops("clients.see")
def index() -> str:
    """Clients by name; `?q=` searches, `?after=` continues."""
    search = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    with operations_door("clients") as across:
        page = clients.page(across, search=search, after=request.args.get("after", ""))
        return render_template(
            "tenancy/clients/index.html",
            page=page,
            search=search,
            total=clients.count(across),
        )


@blueprint.get("/<uuid:tenant_id>")
@ops("clients.see")
def show(tenant_id: UUID) -> str:
    """One client: what it is, who belongs to it, how it stands."""
    with operations_door(f"client {tenant_id}") as across:
        client = clients.find(across, tenant_id)
        return render_template(
            "tenancy/clients/show.html",
            client=client,
            phone=_phone(client.phone, client.time_zone),
            members=clients.members(across, tenant_id),
            figures=clients.figures(across, tenant_id),
            role_name=member_role,
        )


def _phone(stored: str | None, zone: str) -> str:
    return phones.display(stored, zones.region(zone)) if stored else ""
