"""Changing what is rented: seats, plan, term; sums are shown before anything is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Invalid
from muster.leasing import changing, history, renewing, withdrawing
from muster.leasing.changing import Proposal
from muster.leasing.ordering import PriceChanged
from muster.tenancy.doors import portal
from muster.web.display import money
from muster.web.forms import as_choices
from muster.web.locale import reads_chinese
from muster.workforce import plans
from muster.workforce.models import SeatLease, SeatPlan
from tenants.seats.forms import ExtensionForm, QuantityForm, TransferForm, day_of
from tenants.seats.views import page

blueprint = Blueprint(
    "seat_changes",
    __name__,
    url_prefix="/portal/<tenant>/seats/leases/<uuid:lease_id>",
    template_folder="templates",
)


@blueprint.get("/quantity")
@portal("seats.rent")
def quantity(lease_id: UUID) -> str:
    """What `?seats=` from `?on=` would come to."""
    lease = history.find(g.company.id, lease_id)
    if "seats" not in request.args:
        form = QuantityForm(formdata=None).with_key()
        form.seats.data, form.on.data = lease.seats, history.today(g.company.id)
        return _quantity_page(lease, form, reckon=False)
    form = QuantityForm(request.args, meta={"csrf": False}).with_key()
    form.validate()
    return _quantity_page(lease, form)


@blueprint.post("/quantity")
@portal("seats.rent")
def change_quantity(lease_id: UUID) -> Any:
    """Rent more or fewer seats, at the sums that were shown."""
    form = QuantityForm()
    lease = history.find(g.company.id, lease_id)
    if not form.validate():
        return _quantity_page(lease, form.with_key()), 422
    try:
        changing.change_quantity(
            g.company.id,
            lease_id,
            form.seats.data,
            day_of(form.on),
            agreement=form.agreement.data or "",
            person_id=g.principal.person_id,
            key=form.request_key(),
        )
    except PriceChanged as changed:
        return _quantity_page(lease, form.with_key(), asked_again=True), changed.status
    except Invalid as problem:
        return _quantity_page(lease, form.with_key(), refused=problem), problem.status
    flash(_("The number of seats is changed."), "success")
    return _back(lease_id)


@blueprint.get("/transfer")
@portal("seats.rent")
def transfer(lease_id: UUID) -> str:
    """What a move to `?plan_id=` from `?on=` would come to."""
    lease = history.find(g.company.id, lease_id)
    if not request.args.get("plan_id"):
        form = _with_plans(TransferForm(formdata=None), lease).with_key()
        form.on.data = history.today(g.company.id)
        return _transfer_page(lease, form, reckon=False)
    form = _with_plans(TransferForm(request.args, meta={"csrf": False}), lease).with_key()
    form.validate()
    return _transfer_page(lease, form)


@blueprint.post("/transfer")
@portal("seats.rent")
def create_transfer(lease_id: UUID) -> Any:
    """Move all seats to another plan, at the sums that were shown."""
    lease = history.find(g.company.id, lease_id)
    form = _with_plans(TransferForm(), lease)
    if not form.validate():
        return _transfer_page(lease, form.with_key()), 422
    try:
        changing.transfer(
            g.company.id,
            lease_id,
            form.chosen(),
            day_of(form.on),
            agreement=form.agreement.data or "",
            person_id=g.principal.person_id,
            key=form.request_key(),
        )
    except PriceChanged as changed:
        return _transfer_page(lease, form.with_key(), asked_again=True), changed.status
    except Invalid as problem:
        return _transfer_page(lease, form.with_key(), refused=problem), problem.status
    flash(_("The lease moves to the other plan."), "success")
    return _back(lease_id)


@blueprint.post("/extension")
@portal("seats.rent")
def create_extension(lease_id: UUID) -> Any:
    """Add months to the term."""
    form = ExtensionForm()
    if form.validate():
        with form.refusals():
            renewing.extend(
                g.company.id,
                lease_id,
                form.months.data or 0,
                person_id=g.principal.person_id,
                key=form.request_key(),
            )
            flash(_("The term is longer now."), "success")
            return _back(lease_id)
    return page(lease_id, form.with_key()), 422


@blueprint.post("/cancellation")
@portal("seats.rent")
def create_cancellation(lease_id: UUID) -> Any:
    """End the lease with its term."""
    renewing.cancel(g.company.id, lease_id, person_id=g.principal.person_id, key=uuid4())
    flash(_("The lease ends with its term. Until then everything stays as it is."), "success")
    return _back(lease_id)


@blueprint.post("/cancellation/removal")
@portal("seats.rent")
def destroy_cancellation(lease_id: UUID) -> Any:
    """Let the lease renew itself after all."""
    renewing.reinstate(g.company.id, lease_id, person_id=g.principal.person_id, key=uuid4())
    flash(_("The lease renews itself when its term is over."), "success")
    return _back(lease_id)


@blueprint.post("/changes/<uuid:lease_change_id>/withdrawal")
@portal("seats.rent")
def create_withdrawal(lease_id: UUID, lease_change_id: UUID) -> Any:
    """Take back a change that is still to come."""
    withdrawing.withdraw(g.company.id, lease_id, lease_change_id, person_id=g.principal.person_id)
    flash(_("The change is withdrawn."), "success")
    return _back(lease_id)


def _back(lease_id: UUID) -> Any:
    return redirect(url_for("seats.show", tenant=g.company.slug, lease_id=lease_id), code=303)


def _with_plans(form: TransferForm, lease: SeatLease) -> TransferForm:
    offered = plans.price_list(history.today(g.company.id))
    form.plan_id.choices = as_choices(
        [
            ("", _("Choose a plan")),
            *(
                (str(plan.id), _named_with_price(plan))
                for plan in offered
                if plan.currency == lease.currency and plan.id != lease.plan_id
            ),
        ]
    )
    return form


def _named_with_price(plan: SeatPlan) -> str:
    name = plan.name_zh if reads_chinese() else plan.name_en
    price = money(plan.price_minor, plan.currency)
    return str(_("%(plan)s: %(price)s per seat and month", plan=name, price=price))


def _quantity_page(
    lease: SeatLease,
    form: QuantityForm,
    *,
    reckon: bool = True,
    asked_again: bool = False,
    refused: Invalid | None = None,
) -> str:
    found = None
    if reckon and not form.errors:
        try:
            today = history.today(g.company.id)
            found = changing.propose_quantity(lease, form.seats.data, day_of(form.on), today)
        except Invalid as problem:
            refused = problem
    if refused:
        form.show(refused)
    return _page("seats/quantity.html", lease, form, found, asked_again=asked_again)


def _transfer_page(
    lease: SeatLease,
    form: TransferForm,
    *,
    reckon: bool = True,
    asked_again: bool = False,
    refused: Invalid | None = None,
) -> str:
    found, today = None, history.today(g.company.id)
    committed = history.commitment_end(history.changes_of(lease), max(today, lease.starts_on))
    if reckon and not form.errors:
        try:
            plan = plans.find_plan(form.chosen())
            found = changing.propose_transfer(lease, plan, day_of(form.on), today)
        except Invalid as problem:
            refused = problem
    if refused:
        form.show(refused)
    until = committed if committed >= today else None
    return _page(
        "seats/transfer.html", lease, form, found, asked_again=asked_again, committed_until=until
    )


def _page(
    template: str,
    lease: SeatLease,
    form: QuantityForm | TransferForm,
    found: Proposal | None,
    *,
    asked_again: bool,
    **shown: Any,
) -> str:
    form.agreement.data = found.agreement if found else ""
    return render_template(
        template,
        lease=lease,
        form=form,
        found=found,
        asked_again=asked_again,
        chinese=reads_chinese(),
        **shown,
    )
