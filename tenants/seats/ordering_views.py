"""Configuring seats of a plan, seeing what they cost, and ordering exactly that."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Invalid, NotFound
from muster.leasing import history, ordering, supply
from muster.tenancy.doors import portal
from muster.web.locale import reads_chinese
from muster.workforce import plans
from muster.workforce.models import SeatPlan
from muster.workforce.plan_forms import CHANNELS
from muster.workforce.plans_views import skill_choices
from muster.workforce.windows import said
from tenants.seats.forms import RentForm, day_of

blueprint = Blueprint(
    "seat_orders",
    __name__,
    url_prefix="/portal/<tenant>/seats/plans/<uuid:plan_id>",
    template_folder="templates",
)


@blueprint.get("/lease")
@portal("seats.rent")
def new(plan_id: UUID) -> str:
    """One plan with everything about it; what `?seats=`, `?starts_on=`, `?months=` would cost."""
    plan = _offered(plans.find_plan(plan_id))
    if "seats" not in request.args:
        form = RentForm(formdata=None).with_key()
        today = history.today(g.company.id)
        form.starts_on.data = supply.earliest_start(plan, 1, today) or today
        form.months.data = plan.minimum_months
        return _page(plan, form)
    form = RentForm(request.args, meta={"csrf": False}).with_key()
    form.validate()
    return _page(plan, form)


@blueprint.post("/lease")
@portal("seats.rent")
def create(plan_id: UUID) -> Any:
    """Rent the seats, on account, at the sums that were shown; other sums are shown first."""
    seen = plans.find_plan(plan_id)
    form = RentForm()
    if not form.validate():
        return _page(_offered(seen), form.with_key()), 422
    try:
        lease = ordering.order(
            g.company.id,
            plan_id,
            form.seats.data,
            day_of(form.starts_on),
            months=form.months.data,
            renews=form.renews.data,
            agreement=form.agreement.data or "",
            person_id=g.principal.person_id,
            key=form.request_key(),
        )
    except ordering.PriceChanged as changed:
        offered = _offered(seen)
        agreed = str(form.agreement.data or "").partition(":")[0]
        was = seen if agreed == str(seen.id) != str(offered.id) else None
        return _page(offered, form.with_key(), was=was, asked_again=True), changed.status
    except Invalid as problem:
        return _page(_offered(seen), form.with_key(), refused=problem), problem.status
    flash(_("The seats are yours. Operations seat your agents now."), "success")
    return redirect(url_for("seats.show", tenant=g.company.slug, lease_id=lease.id), code=303)


def _offered(plan: SeatPlan) -> SeatPlan:
    offered = plans.offered(plan.code, history.today(g.company.id))
    if offered is None:
        raise NotFound(_("This plan is not on the price list any more."))
    return offered


def _page(
    plan: SeatPlan,
    form: RentForm,
    *,
    was: SeatPlan | None = None,
    asked_again: bool = False,
    refused: Invalid | None = None,
) -> str:
    offer = None
    if not form.errors:
        try:
            offer = ordering.offer(
                plan,
                form.seats.data,
                day_of(form.starts_on),
                form.months.data or 0,
                history.today(g.company.id),
            )
            form.agreement.data = offer.agreement
        except Invalid as problem:
            refused = problem
    if refused:
        form.show(refused)
    return render_template(
        "seats/new.html",
        form=form,
        plan=plan,
        offer=offer,
        was=was,
        asked_again=asked_again,
        window=said(plan.service_window),
        channels=dict(CHANNELS),
        skills=dict(skill_choices()),
        chinese=reads_chinese(),
    )
