"""/ops/academy: who is certified for which client, who soon no more, who is one course away."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.academy import actions, queries
from muster.academy.forms import SOURCES, CertifyForm
from muster.db import Acting, acting_within
from muster.errors import Invalid, existing
from muster.tenancy.doors import ops
from muster.tenancy.models import Tenant
from muster.tenancy.operations import operations_door
from muster.workforce import skill_names
from muster.workforce.agents import all_skills

MOST_PAGES = 200

blueprint = Blueprint(
    "ops_academy", __name__, url_prefix="/ops/academy", template_folder="templates"
)


@blueprint.get("")
@ops("academy.see")
def index() -> str:
    """Every client, and the agents who are one course away: `?client=`, `?skill=`, `?page=`."""
    client = request.args.get("client", type=UUID)
    skill = request.args.get("skill", "")[:40]
    page = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)
    with operations_door("academy") as across:
        clients = queries.clients(across)
        away = queries.one_away(across, tenant_id=client, skill=skill, page=page)
        expiring = queries.expiring(across, tenant_id=client)
    return render_template(
        "academy/index.html",
        clients=clients,
        away=away,
        expiring=expiring,
        client=client,
        skill=skill,
        skills=all_skills(),
        skill_names=skill_names.by_code(),
        page=page,
    )


@blueprint.get("/<uuid:tenant_id>")
@ops("academy.see")
def show(tenant_id: UUID) -> str:
    """One client: who is certified; `?after=` continues."""
    return _page(tenant_id)


@blueprint.post("/<uuid:tenant_id>/requirement")
@ops("academy.certify")
def create_requirement(tenant_id: UUID) -> Any:
    """Only certified agents get this client's contacts, from now on."""
    return _require(tenant_id, required=True)


@blueprint.post("/<uuid:tenant_id>/waiver")
@ops("academy.certify")
def create_waiver(tenant_id: UUID) -> Any:
    """Agents need no certification for this client any more."""
    return _require(tenant_id, required=False)


@blueprint.post("/<uuid:tenant_id>/certifications")
@ops("academy.certify")
def create_certification(tenant_id: UUID) -> Any:
    """Certify an agent."""
    _company(tenant_id)
    with operations_door(f"academy {tenant_id}") as across:
        form = CertifyForm.make(queries.candidates(across, tenant_id))
    if form.validate_on_submit():
        with form.refusals():
            with _for_company(tenant_id):
                actions.certify(
                    tenant_id,
                    UUID(form.agent_id.data),
                    form.expires_at(),
                    source=form.source.data,
                    by=g.principal.person_id,
                )
            flash(_("Certified. Contacts of this client may come."), "success")
            return _go(tenant_id)
    return _page(tenant_id, form), 422


@blueprint.post("/<uuid:tenant_id>/certifications/<uuid:agent_id>/revocation")
@ops("academy.certify")
def create_revocation(tenant_id: UUID, agent_id: UUID) -> Any:
    """Take it away."""
    _company(tenant_id)
    try:
        with _for_company(tenant_id):
            reason = request.form.get("reason", "").replace("\x00", "")
            actions.revoke(tenant_id, agent_id, reason, by=g.principal.person_id)
    except Invalid as problem:
        return _page(tenant_id, problem=problem), problem.status
    flash(_("Revoked. Where the client requires one, no more of its contacts come."), "success")
    return _go(tenant_id)


def _require(tenant_id: UUID, *, required: bool) -> Any:
    _company(tenant_id)
    with _for_company(tenant_id):
        actions.require(tenant_id, required=required)
    return _go(tenant_id)


def _page(tenant_id: UUID, form: CertifyForm | None = None, problem: Invalid | None = None) -> str:
    company = _company(tenant_id)
    with operations_door(f"academy {tenant_id}") as across:
        rows = queries.certified(across, tenant_id, request.args.get("after", ""))
        form = form or CertifyForm.make(queries.candidates(across, tenant_id), blank=True)
        away = queries.one_away(across, tenant_id=tenant_id)
        known = next((c for c in queries.clients(across) if c["id"] == tenant_id), None)
    return render_template(
        "academy/show.html",
        company=company,
        known=known,
        rows=rows[:100],
        after=rows[99]["display_name"] if len(rows) > 100 else "",
        away=away,
        skill_names=skill_names.by_code(),
        form=form,
        problem=problem,
        sources=SOURCES,
        soon=queries.SOON_DAYS,
    )


def _company(tenant_id: UUID) -> Tenant:
    with operations_door(f"academy {tenant_id}") as across:
        company = existing(across.get(Tenant, tenant_id))
        across.expunge(company)
        return company


def _for_company(tenant_id: UUID) -> AbstractContextManager[None]:
    """Act for one company too, inside an operator's page."""
    person_id = g.principal.person_id
    return acting_within(Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True))


def _go(tenant_id: UUID) -> Any:
    return redirect(url_for("ops_academy.show", tenant_id=tenant_id), code=303)
