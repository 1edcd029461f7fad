"""/ops/leases: which seats are rented, who sits on them, and what is missing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from muster.db import Acting, acting_within
from muster.errors import Invalid, existing
from muster.leasing import history, staffing, words
from muster.tenancy.doors import ops
from muster.tenancy.models import Tenant
from muster.tenancy.operations import operations_door
from muster.workforce import agents, leases
from muster.workforce.models import SeatLease, SeatPlan
from muster.workforce.plans_views import skill_name
from muster.workforce.windows import said

blueprint = Blueprint("ops_leases", __name__, url_prefix="/ops/leases", template_folder="templates")

LACKS = {
    "skills": _l("without the plan’s skills"),
    "languages": _l("without any of the plan’s languages"),
    "certification": _l("not certified for this company"),
    "site": _l("at a site that is down"),
    "left": _l("no longer at work here"),
}


@blueprint.get("")
@ops("leases.see")
def index() -> str:
    """Current leases, newest first; `?company=`, `?missing=1`; `?before=` continues."""
    company = request.args.get("company", "").strip()[:100]
    only_missing = request.args.get("missing") == "1"
    before = request.args.get("before", type=UUID)
    with operations_door("leases") as across:
        rows = staffing.leases(across, company=company, only_missing=only_missing, before=before)
        missing = staffing.missing_seats(across)
    return render_template(
        "leasing/index.html",
        rows=rows,
        missing=missing,
        company=company,
        only_missing=only_missing,
        before=rows[-1].lease.id if len(rows) == staffing.PAGE else None,
    )


@blueprint.get("/<uuid:lease_id>")
@ops("leases.see")
def show(lease_id: UUID) -> str:
    """One lease: who sits there, what is missing, who could come, and what happened to it."""
    with operations_door(f"lease {lease_id}") as across:
        lease = existing(across.get(SeatLease, lease_id))
        plan = across.get_one(SeatPlan, lease.plan_id)
        tenant = across.get_one(Tenant, lease.tenant_id)
        seated = staffing.seated(across, lease, plan, tenant)
        found = staffing.candidates(across, lease, plan, tenant)
    with _for_company(lease.tenant_id):
        changes = history.changes_of(history.find(lease.tenant_id, lease_id))
    return render_template(
        "leasing/show.html",
        lease=lease,
        plan=plan,
        tenant=tenant,
        seated=seated,
        gaps=staffing.gaps(lease, seated),
        candidates=found,
        changes=changes,
        kinds=words.KINDS,
        lacks=LACKS,
        window=said(plan.service_window),
        skills={skill.code: skill_name(skill) for skill in agents.all_skills()},
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
        return existing(across.get(SeatLease, lease_id)).tenant_id


def _for_company(tenant_id: UUID) -> AbstractContextManager[None]:
    """Act for one company too, inside an operator's page."""
    person_id = g.principal.person_id
    return acting_within(Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True))
