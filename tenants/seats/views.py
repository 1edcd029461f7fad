"""/portal/<tenant>/seats: the price list, what the company rents, and who sits there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from muster.errors import Invalid
from muster.tenancy.doors import portal
from muster.workforce import leases, plans
from muster.workforce.windows import window_name
from tenants.seats.forms import RentForm

blueprint = Blueprint(
    "seats", __name__, url_prefix="/portal/<tenant>/seats", template_folder="templates"
)


@blueprint.get("")
@portal("seats.see")
def index() -> str:
    """What the company rents and who sits there; then the price list."""
    rented = leases.leases_of(g.company.id)
    seated = leases.assignments_of(g.company.id)
    return render_template(
        "seats/index.html",
        leases=rented,
        seated=seated,
        seats=sum(lease.seats for lease in rented if lease.ended_at is None),
        plans=plans.price_list(),
        window_name=window_name,
        chinese=str(get_locale()).startswith("zh"),
    )


@blueprint.get("/plans/<uuid:plan_id>/lease")
@portal("seats.rent")
def new(plan_id: UUID) -> str:
    """One plan with everything about it, and how many seats."""
    return _page(plan_id, RentForm(formdata=None).with_key())


@blueprint.post("/plans/<uuid:plan_id>/lease")
@portal("seats.rent")
def create(plan_id: UUID) -> Any:
    """Rent the seats, on account."""
    form = RentForm()
    if not form.validate():
        return _page(plan_id, form.with_key()), 422
    try:
        leases.rent(
            g.company.id,
            plan_id,
            form.seats.data or 0,
            form.starts_on.data or date.min,
            person_id=g.principal.person_id,
            key=form.request_key(),
        )
    except Invalid as problem:
        form[problem.field].errors = [problem.message]
        return _page(plan_id, form.with_key()), problem.status
    flash(_("The seats are yours. Operations seat your agents now."), "success")
    return redirect(url_for("seats.index", tenant=g.company.slug), code=303)


@blueprint.post("/leases/<uuid:lease_id>/end")
@portal("seats.rent")
def destroy(lease_id: UUID) -> Any:
    """End a lease: its agents stop serving the company."""
    leases.end_lease(g.company.id, lease_id, person_id=g.principal.person_id)
    flash(_("The lease has ended."), "success")
    return redirect(url_for("seats.index", tenant=g.company.slug), code=303)


def _page(plan_id: UUID, form: RentForm) -> str:
    return render_template(
        "seats/new.html",
        form=form,
        plan=plans.find_plan(plan_id),
        window_name=window_name,
        chinese=str(get_locale()).startswith("zh"),
    )
