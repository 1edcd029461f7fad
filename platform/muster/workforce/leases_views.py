"""/ops/leases: which seats are rented, and who sits on them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.db import Acting, acting_within
from muster.errors import Invalid, NotFound
from muster.tenancy.doors import ops
from muster.tenancy.models import Tenant
from muster.tenancy.operations import operations_door
from muster.workforce import leases, queries
from muster.workforce.models import SeatLease, SeatPlan

blueprint = Blueprint("ops_leases", __name__, url_prefix="/ops/leases", template_folder="templates")


@blueprint.get("")
@ops("leases.see")
def index() -> str:
    """Current leases, newest first; `?before=` continues."""
    before = request.args.get("before", type=UUID)
    with operations_door("leases") as across:
        rows = queries.leases(across, before=before)
        missing = queries.missing_seats(across)
    return render_template("workforce/leases/index.html", rows=rows, missing=missing)


@blueprint.get("/<uuid:lease_id>")
@ops("leases.see")
def show(lease_id: UUID) -> str:
    """One lease: who sits there, what is missing, and who could come."""
    with operations_door(f"lease {lease_id}") as across:
        lease = across.get(SeatLease, lease_id)
        if lease is None:
            raise NotFound
        plan = across.get_one(SeatPlan, lease.plan_id)
        tenant = across.get_one(Tenant, lease.tenant_id)
        suggested = queries.suggestions(across, lease, plan)
    with _for_company(lease.tenant_id):
        seated = [a for a in leases.assignments_of(lease.tenant_id) if a.lease_id == lease_id]
    return render_template(
        "workforce/leases/show.html",
        lease=lease,
        plan=plan,
        tenant=tenant,
        seated=seated,
        suggested=suggested,
    )


@blueprint.post("/<uuid:lease_id>/assignments")
@ops("leases.staff")
def create_assignment(lease_id: UUID) -> Any:
    """Seat an agent."""
    tenant_id = _company_of(lease_id)
    agent_id = request.form.get("agent_id", type=UUID)
    if agent_id is None:
        raise Invalid("agent_id", _("Choose an agent."))
    with _for_company(tenant_id):
        leases.assign(tenant_id, lease_id, agent_id, person_id=g.principal.person_id)
    flash(_("Seated. Contacts can come at once."), "success")
    return redirect(url_for("ops_leases.show", lease_id=lease_id), code=303)


@blueprint.post("/<uuid:lease_id>/assignments/<uuid:assignment_id>/removal")
@ops("leases.staff")
def destroy_assignment(lease_id: UUID, assignment_id: UUID) -> Any:
    """Take an agent off the seat."""
    tenant_id = _company_of(lease_id)
    with _for_company(tenant_id):
        leases.unassign(tenant_id, assignment_id, person_id=g.principal.person_id)
    return redirect(url_for("ops_leases.show", lease_id=lease_id), code=303)


def _company_of(lease_id: UUID) -> UUID:
    with operations_door(f"lease {lease_id}") as across:
        lease = across.get(SeatLease, lease_id)
        if lease is None:
            raise NotFound
        return lease.tenant_id


def _for_company(tenant_id: UUID) -> AbstractContextManager[None]:
    """Act for one company too, inside an operator's page."""
    person_id = g.principal.person_id
    return acting_within(Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True))
