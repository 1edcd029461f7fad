"""/portal/<tenant>/arrivals/events: what is known of days beforehand."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.forecasting import events, series
from muster.forecasting.models import ArrivalEvent
from muster.tenancy.doors import portal
from tenants.arrivals.forms import EventForm

PER_PAGE = 50

blueprint = Blueprint(
    "arrival_events",
    __name__,
    url_prefix="/portal/<tenant>/arrivals/events",
    template_folder="templates",
)

View = Response | tuple[str, int] | str


@blueprint.get("")
@portal("arrivals.see")
def index() -> View:
    """The list, the latest first."""
    page = max(request.args.get("page", 1, type=int), 1)
    rows = events.all_of(g.company.id, limit=PER_PAGE + 1, skipped=(page - 1) * PER_PAGE)
    return render_template(
        "arrivals/events/index.html",
        rows=rows[:PER_PAGE],
        page=page,
        more=len(rows) > PER_PAGE,
        names={each.id: each.name for each in series.all_of(g.company.id)},
    )


@blueprint.get("/new")
@portal("arrivals.edit")
def new() -> View:
    """An empty event."""
    return _page(_form(None), None)


@blueprint.post("")
@portal("arrivals.edit")
def create() -> View:
    """Write it down."""
    form = _form(None)
    if not form.validate_on_submit():
        return _page(form, None), 422
    events.create(g.company.id, g.principal.person_id, **form.chosen())
    return _back(_("Saved."))


@blueprint.get("/<uuid:event_id>")
@portal("arrivals.edit")
def edit(event_id: UUID) -> View:
    """An event, to change."""
    event = events.find(event_id)
    return _page(_form(event), event)


@blueprint.post("/<uuid:event_id>")
@portal("arrivals.edit")
def update(event_id: UUID) -> View:
    """Change it."""
    event = events.find(event_id)
    form = _form(event)
    if not form.validate_on_submit():
        return _page(form, event), 422
    events.change(event_id, **form.chosen())
    return _back(_("Saved."))


@blueprint.post("/<uuid:event_id>/deletion")
@portal("arrivals.edit")
def destroy(event_id: UUID) -> View:
    """Take it back."""
    events.delete(event_id)
    return _back(_("The event is deleted."))


def _form(event: ArrivalEvent | None) -> EventForm:
    return EventForm.of(event, series.all_of(g.company.id))


def _page(form: EventForm, event: ArrivalEvent | None) -> str:
    return render_template("arrivals/events/edit.html", form=form, event=event)


def _back(said: str) -> Response:
    flash(said, "success")
    address = url_for("arrival_events.index", tenant=g.company.slug)
    return cast(Response, redirect(address, 303))
