"""/portal/<tenant>/queue: canned replies and dispositions."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.conversations import previews
from muster.errors import Conflict, DomainError, Invalid
from muster.tenancy.doors import portal
from tenants.queues import dispositions, replies
from tenants.queues.forms import DispositionForm

blueprint = Blueprint(
    "queues", __name__, url_prefix="/portal/<tenant>/queue", template_folder="templates"
)


@blueprint.get("")
@portal("queue.see")
def show() -> str:
    """The company's words on one page."""
    return _page()


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


@blueprint.post("/previews")
@portal("queue.edit")
def update_previews() -> Any:
    """Lay down whether agents see what consumers type before it is sent."""
    previews.allow(g.company.id, allowed=bool(request.form.get("allowed")))
    flash(_("Saved."), "success")
    return _back("previews")


def _page(
    *,
    disposition_form: DispositionForm | None = None,
    problem: DomainError | None = None,
) -> str:
    return render_template(
        "queues/show.html",
        disposition_form=disposition_form or DispositionForm(formdata=None),
        dispositions=dispositions.all_of(g.company.id),
        replies=replies.all_of(g.company.id),
        problem=problem,
        previews=previews.are_allowed(g.company.id),
    )


def _back(anchor: str) -> Response:
    address = url_for("queues.show", tenant=g.company.slug, _anchor=anchor)
    return cast(Response, redirect(address, 303))
