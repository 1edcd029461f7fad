"""/ops/activations: who is called in for whom, over all clients."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from muster.activation import answering, calling, naming, opening, releasing, shown, words
from muster.activation.answering import By
from muster.activation.forms import ActivationForm, DrillForm, NamingForm, ReleaseForm
from muster.activation.models import CalledPerson
from muster.activation.states import Origin
from muster.capacity.models import Reservation
from muster.db import Acting, acting_within, session
from muster.errors import Conflict, Invalid, existing
from muster.events import messages
from muster.events.live import cursor, stream
from muster.tenancy.doors import ops
from muster.tenancy.models import Tenant
from muster.tenancy.operations import operations_door, redrawing_door

blueprint = Blueprint(
    "ops_activations", __name__, url_prefix="/ops/activations", template_folder="templates"
)


@blueprint.get("")
@ops("activations.see_all")
def index() -> str:
    """Everything that runs, then what is over; and the reservations that can be activated."""
    with operations_door("activations") as across:
        found = shown.listed(across)
        names = _names(across, {each.tenant_id for each in found})
        ready = across.execute(
            select(Reservation, Tenant.name)
            .join(Tenant, Tenant.id == Reservation.tenant_id)
            .where(Reservation.state.in_(opening.READY))
            .order_by(Tenant.name, Reservation.number)
            .limit(200)
        ).all()
    return render_template(
        "activation/ops/index.html",
        activations=found,
        names=names,
        ready=ready,
        opens_at=opening.opens_at,
        now=datetime.now(UTC),
        words=words,
    )


@blueprint.get("/new/<uuid:reservation_id>")
@ops("activations.run")
def new(reservation_id: UUID) -> str:
    """Call a client's reserve in; `?drill=1` for practice."""
    reservation, company = _reservation(reservation_id)
    drill = request.args.get("drill") == "1"
    form = (
        DrillForm.blank(reservation)
        if drill
        else ActivationForm.blank(reservation, company.time_zone)
    )
    return _form(reservation, company, form, drill=drill)


@blueprint.post("/new/<uuid:reservation_id>")
@ops("activations.run")
def create(reservation_id: UUID) -> Any:
    """Begin it."""
    reservation, company = _reservation(reservation_id)
    drill = request.args.get("drill") == "1"
    form: Any = DrillForm() if drill else ActivationForm()
    try:
        wish = form.asked(reservation, company.time_zone, Origin.OPERATIONS)
        if wish is None:
            return _form(reservation, company, form, drill=drill), 422
        with _within(company.id):
            activation = opening.activate(
                company.id, reservation_id, wish, person_id=g.principal.person_id
            )
            activation_id = activation.id
    except (Invalid, Conflict) as problem:
        form.show(problem)
        return _form(reservation, company, form, drill=drill), problem.status
    return redirect(url_for("ops_activations.show", activation_id=activation_id), code=303)


@blueprint.get("/<uuid:activation_id>")
@ops("activations.see_all")
def show(activation_id: UUID) -> str:
    """The board, with what operations can do."""
    return _page(activation_id)


@blueprint.get("/<uuid:activation_id>/board")
@ops("activations.see_all")
def board(activation_id: UUID) -> str:
    """The board's moving part, drawn anew."""
    with redrawing_door() as across:
        activation = shown.find(across, activation_id)
        return render_template(
            "activation/_board.html",
            shown=shown.show(across, activation, state=request.args.get("state", "")),
            words=words,
            chart=shown.CHART,
            side="ops",
        )


@blueprint.get("/<uuid:activation_id>/stream")
@ops("activations.see_all")
def live(activation_id: UUID) -> Response:
    """What happens in the activations of its company."""
    with operations_door(f"activation {activation_id}") as across:
        tenant_id = shown.find(across, activation_id).tenant_id
        return stream([messages.board(tenant_id)], person_id=g.principal.person_id, source=across)


@blueprint.get("/<uuid:activation_id>/messages")
@ops("activations.see_all")
def messages_index(activation_id: UUID) -> str:
    """What was sent to whom; `?before=` continues."""
    before = request.args.get("before", type=UUID)
    tenant_id = _company_of(activation_id)
    with _within(tenant_id):
        activation = shown.find(session, activation_id, tenant_id)
        found = calling.messages_of(tenant_id, activation_id, after=before)
        return render_template(
            "activation/ops/messages.html", activation=activation, messages=found, words=words
        )


@blueprint.post("/<uuid:activation_id>/release")
@ops("activations.run")
def create_release(activation_id: UUID) -> Any:
    """Send people back, all of them or until some seats are left."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _page(activation_id, release=form), 422
    tenant_id = _company_of(activation_id)
    try:
        with _within(tenant_id):
            releasing.release(
                tenant_id,
                activation_id,
                keep=form.keep.data or 0,
                person_id=g.principal.person_id,
            )
    except (Invalid, Conflict) as problem:
        form.show(problem)
        return _page(activation_id, release=form), problem.status
    flash(_("People are sent back in order; nobody is taken out of a contact."), "success")
    return redirect(url_for("ops_activations.show", activation_id=activation_id), code=303)


@blueprint.post("/<uuid:activation_id>/places")
@ops("activations.run")
def create_places(activation_id: UUID) -> Any:
    """Name students for the places of a cohort."""
    form = NamingForm()
    if not form.validate_on_submit():
        return _page(activation_id, names=form), 422
    tenant_id = _company_of(activation_id)
    try:
        with _within(tenant_id):
            count = naming.name(
                tenant_id, activation_id, form.named(), person_id=g.principal.person_id
            )
    except (Invalid, Conflict) as problem:
        form.show(problem)
        return _page(activation_id, names=form), problem.status
    flash(_("%(count)s people are called.", count=count), "success")
    return redirect(url_for("ops_activations.show", activation_id=activation_id), code=303)


@blueprint.post("/people/<uuid:called_id>/answer")
@ops("activations.run")
def create_answer(called_id: UUID) -> Any:
    """Answer for somebody who said it by telephone: `comes` yes, no, or arrived."""
    said = request.form.get("comes")
    with operations_door(f"called person {called_id}") as across:
        found = existing(across.get(CalledPerson, called_id))
        tenant_id, activation_id = found.tenant_id, found.activation_id
    try:
        with _within(tenant_id):
            if said == "arrived":
                answering.arrive(tenant_id, called_id)
            else:
                answering.answer(tenant_id, called_id, comes=said == "yes", by=By.OPERATIONS)
    except Conflict as problem:
        flash(problem.message, "error")
    return redirect(url_for("ops_activations.show", activation_id=activation_id), code=303)


def _page(
    activation_id: UUID, *, release: ReleaseForm | None = None, names: NamingForm | None = None
) -> str:
    with operations_door(f"activation {activation_id}") as across:
        activation = shown.find(across, activation_id)
        after = cursor([messages.board(activation.tenant_id)], source=across)
        return render_template(
            "activation/ops/show.html",
            shown=shown.show(across, activation),
            history=shown.history(across, activation_id),
            company=across.get_one(Tenant, activation.tenant_id),
            briefed=shown.has_briefing(across, activation.tenant_id),
            words=words,
            chart=shown.CHART,
            side="ops",
            after=after,
            release=release or ReleaseForm(formdata=None),
            names=names or NamingForm(formdata=None),
        )


def _form(reservation: Reservation, company: Tenant, form: Any, *, drill: bool) -> str:
    return render_template(
        "activation/ops/new.html",
        reservation=reservation,
        company=company,
        form=form,
        drill=drill,
    )


def _reservation(reservation_id: UUID) -> tuple[Reservation, Tenant]:
    with operations_door(f"reservation {reservation_id}") as across:
        reservation = existing(across.get(Reservation, reservation_id))
        company = across.get_one(Tenant, reservation.tenant_id)
        across.expunge_all()
        return reservation, company


def _names(across: Session, tenant_ids: set[UUID]) -> dict[UUID, str]:
    rows = across.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(tenant_ids)))
    return {row.id: row.name for row in rows}


def _company_of(activation_id: UUID) -> UUID:
    with operations_door(f"activation {activation_id}") as across:
        return shown.find(across, activation_id).tenant_id


def _within(tenant_id: UUID) -> AbstractContextManager[None]:
    """Act for the company, too, inside an operator's page."""
    person_id = g.principal.person_id
    return acting_within(Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True))
