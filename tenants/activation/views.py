"""/portal/<tenant>/activations: calling the reserve in, the board, drills and certificates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from muster.activation import metering, opening, releasing, shown, surges, words
from muster.activation.forms import ActivationForm, DrillForm, ReleaseForm
from muster.activation.states import Origin
from muster.billing.words import sentence
from muster.capacity import reservations
from muster.capacity.models import Reservation
from muster.db import session
from muster.errors import Conflict, Invalid, NotFound
from muster.events import messages
from muster.events.live import cursor, stream
from muster.forecasting import alarms, telling
from muster.forecasting.models import SurgeAlarm
from muster.tenancy.doors import portal
from muster.workforce.windows import said
from tenants.standby.words import ramp_of

blueprint = Blueprint(
    "activations", __name__, url_prefix="/portal/<tenant>/activations", template_folder="templates"
)


@blueprint.get("")
@portal("activations.see")
def index() -> str:
    """What can be called in, what runs, and what was; `?before=` continues."""
    before = request.args.get("before", 0, type=int)
    ready = session.scalars(
        select(Reservation)
        .where(
            Reservation.tenant_id == g.company.id,
            Reservation.state.in_((*opening.READY, *opening.BUSY)),
        )
        .order_by(Reservation.number)
        .limit(100)
    ).all()
    now = datetime.now(UTC)
    return render_template(
        "activations/index.html",
        ramp_of=ramp_of,
        hours=said,
        ready=ready,
        now=now,
        opens={each.id: opening.opens_at(each, now) for each in ready},
        free=opening.READY,
        activations=shown.listed(session, g.company.id, before=before),
        page=shown.PAGE,
        words=words,
        briefed=shown.has_briefing(session, g.company.id),
    )


@blueprint.get("/new/<uuid:reservation_id>")
@portal("activations.start")
def new(reservation_id: UUID) -> str:
    """Everything about the call in one form; `?drill=1` for practice, `?surge=` as proposed."""
    reservation = reservations.find(g.company.id, reservation_id)
    return _form(reservation, DrillForm.blank(reservation) if _drill() else _blank(reservation))


@blueprint.post("/new/<uuid:reservation_id>")
@portal("activations.start")
def create(reservation_id: UUID) -> Any:
    """Call them in."""
    reservation = reservations.find(g.company.id, reservation_id)
    form: Any = DrillForm() if _drill() else ActivationForm()
    try:
        wish = form.asked(reservation, g.company.time_zone, Origin.CLIENT)
        if wish is None:
            return _form(reservation, form), 422
        activation = opening.activate(
            g.company.id, reservation_id, wish, person_id=g.principal.person_id
        )
        if surge := _surge():
            alarms.answer(surge, activation.id, g.principal.person_id)
    except (Invalid, Conflict) as problem:
        form.show(problem)
        return _form(reservation, form), problem.status
    return _to(activation.id)


@blueprint.get("/<uuid:activation_id>")
@portal("activations.see")
def show(activation_id: UUID) -> str:
    """The board."""
    return _page(activation_id)


@blueprint.get("/<uuid:activation_id>/board")
@portal("activations.see")
def board(activation_id: UUID) -> str:
    """The board's moving part, drawn anew."""
    activation = shown.find(session, activation_id, g.company.id)
    return render_template(
        "activation/_board.html",
        shown=shown.show(session, activation, state=request.args.get("state", "")),
        words=words,
        chart=shown.CHART,
        side="portal",
    )


@blueprint.get("/stream")
@portal("activations.see")
def live() -> Response:
    """What happens in the company's activations, and nothing else of it."""
    return stream([messages.board(g.company.id)], person_id=g.principal.person_id)


@blueprint.post("/<uuid:activation_id>/release")
@portal("activations.start")
def create_release(activation_id: UUID) -> Any:
    """Send people back, all of them or until some seats are left."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _page(activation_id, form), 422
    try:
        releasing.release(
            g.company.id,
            activation_id,
            keep=form.keep.data or 0,
            person_id=g.principal.person_id,
        )
    except (Invalid, Conflict) as problem:
        form.show(problem)
        return _page(activation_id, form), problem.status
    flash(_("People are sent back in order; nobody is taken out of a contact."), "success")
    return _to(activation_id)


@blueprint.get("/<uuid:activation_id>/certificate")
@portal("activations.see")
def certificate(activation_id: UUID) -> str:
    """How the promise was kept, on a page that prints well."""
    found = shown.show(session, shown.find(session, activation_id, g.company.id))
    if found.certificate is None:
        raise NotFound
    return render_template(
        "activations/certificate.html", shown=found, words=words, company=g.company.name
    )


def _blank(reservation: Reservation) -> ActivationForm:
    surge = _surge()
    if surge is None:
        return ActivationForm.blank(reservation, g.company.time_zone)
    asked = surges.proposed(surge, reservation)
    return ActivationForm.blank(
        reservation, g.company.time_zone, asked=asked, reason=telling.why(surge)
    )


def _surge() -> SurgeAlarm | None:
    """The surge for which people are called in, while it lasts."""
    named = request.args.get("surge", "")
    lasting = alarms.lasting(g.company.id) if named else ()
    return next((each for each in lasting if str(each.id) == named), None)


def _drill() -> bool:
    return request.args.get("drill") == "1"


def _page(activation_id: UUID, release: ReleaseForm | None = None) -> str:
    after = cursor([messages.board(g.company.id)])
    activation = shown.find(session, activation_id, g.company.id)
    return render_template(
        "activations/show.html",
        shown=shown.show(session, activation),
        history=shown.history(session, activation_id),
        charges=[(each, sentence(each)) for each in metering.charged(g.company.id, activation_id)],
        words=words,
        chart=shown.CHART,
        side="portal",
        after=after,
        release=release or ReleaseForm(formdata=None),
    )


def _form(reservation: Reservation, form: Any) -> str:
    return render_template(
        "activations/new.html",
        reservation=reservation,
        form=form,
        drill=_drill(),
        surge=_surge(),
        briefed=shown.has_briefing(session, g.company.id),
        running=opening.running(g.company.id, reservation.id),
        words=words,
    )


def _to(activation_id: UUID) -> Any:
    return redirect(
        url_for("activations.show", tenant=g.company.slug, activation_id=activation_id), code=303
    )
