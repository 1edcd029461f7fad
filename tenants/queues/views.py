"""/portal/<tenant>/queue: opening hours, canned replies, dispositions."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.errors import Conflict, DomainError, Invalid
from muster.tenancy.doors import portal
from tenants.queues import dispositions, hours, replies
from tenants.queues.forms import DispositionForm, HoursForm

blueprint = Blueprint(
    "queues", __name__, url_prefix="/portal/<tenant>/queue", template_folder="templates"
)


@blueprint.get("")
@portal("queue.see")
def show() -> str:
    """All about the queue on one page."""
    return _page()


@blueprint.post("/hours")
@portal("queue.edit")
def update_hours() -> Any:
    """Change when the queue is open."""
    form = HoursForm()
    if not form.validate_on_submit():
        return _page(hours_form=form), 422
    try:
        hours.change(g.company.id, always=bool(form.always.data), days=form.days())
    except Invalid as error:
        form.show(error)
        return _page(hours_form=form), error.status
    flash(_("Saved."), "success")
    return _back("hours")


@blueprint.post("/dispositions")
@portal("queue.edit")
def create_disposition() -> Any:
    """Add a way in which a contact can end."""
    form = DispositionForm()
    if not form.validate_on_submit():
        return _page(disposition_form=form), 422
    dispositions.create(g.company.id, str(form.name.data))
    flash(_("Saved."), "success")
    return _back("dispositions")


@blueprint.post("/dispositions/<uuid:disposition_id>")
@portal("queue.edit")
def update_disposition(disposition_id: UUID) -> Any:
    """Call it differently."""
    dispositions.find(g.company.id, disposition_id)
    form = DispositionForm()
    if not form.validate_on_submit():
        return _page(disposition_form=form), 422
    try:
        dispositions.rename(g.company.id, disposition_id, str(form.name.data))
    except Invalid as error:
        return _page(problem=error), error.status
    flash(_("Saved."), "success")
    return _back("dispositions")


@blueprint.post("/dispositions/<uuid:disposition_id>/retirement")
@portal("queue.edit")
def retire_disposition(disposition_id: UUID) -> Any:
    """Offer it no longer."""
    try:
        dispositions.retire(g.company.id, disposition_id)
    except Conflict as error:
        return _page(problem=error), error.status
    return _back("dispositions")


@blueprint.post("/dispositions/<uuid:disposition_id>/return")
@portal("queue.edit")
def reinstate_disposition(disposition_id: UUID) -> Any:
    """Offer it again."""
    try:
        dispositions.reinstate(g.company.id, disposition_id)
    except Conflict as error:
        return _page(problem=error), error.status
    return _back("dispositions")


def _page(
    *,
    hours_form: HoursForm | None = None,
    disposition_form: DispositionForm | None = None,
    problem: DomainError | None = None,
) -> str:
    queue = hours.default_queue(g.company.id)
    return render_template(
        "queues/show.html",
        queue=queue,
        hours_form=hours_form or HoursForm.of(queue),
        disposition_form=disposition_form or DispositionForm(formdata=None),
        dispositions=dispositions.all_of(g.company.id),
        replies=replies.all_of(g.company.id),
        problem=problem,
    )


def _back(anchor: str) -> Response:
    address = url_for("queues.show", tenant=g.company.slug, _anchor=anchor)
    return cast(Response, redirect(address, 303))
