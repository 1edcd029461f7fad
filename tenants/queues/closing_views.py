"""/portal/<tenant>/closing: how contacts end, what is asked then, and which tips are given."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from muster.closing import rules, tips
from muster.closing.models import ClosingRules, ClosingTip
from muster.conversations.answers import fields_of
from muster.conversations.models import Disposition
from muster.tenancy.doors import portal
from tenants.queues import dispositions
from tenants.queues.closing_forms import (
    LONGEST_TIP,
    FieldsForm,
    QueueRulesForm,
    RulesForm,
    TipForm,
)

blueprint = Blueprint(
    "closing", __name__, url_prefix="/portal/<tenant>/closing", template_folder="templates"
)


@blueprint.get("")
@portal("queue.see")
def show() -> str:
    """All about the end of contacts on one page."""
    return _page()


@blueprint.post("/rules")
@portal("queue.edit")
def update_rules() -> Any:
    """Change the company's limits."""
    form = RulesForm()
    if not form.validate_on_submit():
        return _page(rules_form=form), 422
    rules.lay_down(g.company.id, None, subject=g.company.name, **form.values())
    return _saved("rules")


@blueprint.post("/queues/<uuid:queue_id>/rules")
@portal("queue.edit")
def update_queue_rules(queue_id: UUID) -> Any:
    """Change the limit of one queue."""
    queue = rules.queue_of(g.company.id, queue_id)
    form = QueueRulesForm.of(queue, rules.queues_of(g.company.id))
    if not form.validate_on_submit():
        return _page(queue_forms={queue_id: form}), 422
    rules.lay_down(g.company.id, queue_id, subject=queue.name, **form.values())
    return _saved("rules")


@blueprint.get("/dispositions/<uuid:disposition_id>")
@portal("queue.edit")
def edit_fields(disposition_id: UUID) -> str:
    """What a disposition asks for."""
    disposition = dispositions.find(g.company.id, disposition_id)
    return _fields(disposition, FieldsForm.of(fields_of(disposition.fields)))


@blueprint.post("/dispositions/<uuid:disposition_id>")
@portal("queue.edit")
def update_fields(disposition_id: UUID) -> Any:
    """Change it."""
    disposition = dispositions.find(g.company.id, disposition_id)
    form = FieldsForm()
    if form.validate_on_submit():
        with form.refusals():
            dispositions.ask_for(g.company.id, disposition_id, form.fields())
            return _saved("dispositions")
    return _fields(disposition, form), 422


@blueprint.get("/tips/new")
@portal("replies.edit")
def new_tip() -> str:
    """An empty tip."""
    return _tip(TipForm(formdata=None))


@blueprint.post("/tips")
@portal("replies.edit")
def create_tip() -> Any:
    """Add it."""
    form = TipForm().offer(dispositions.all_of(g.company.id))
    if form.validate_on_submit():
        with form.refusals():
            tips.create(g.company.id, **form.values())
            return _saved("tips")
    return _tip(form), 422


@blueprint.get("/tips/<uuid:tip_id>")
@portal("replies.edit")
def edit_tip(tip_id: UUID) -> str:
    """A tip to change."""
    tip = tips.find(g.company.id, tip_id)
    return _tip(TipForm.of(tip), tip)


@blueprint.post("/tips/<uuid:tip_id>")
@portal("replies.edit")
def update_tip(tip_id: UUID) -> Any:
    """Change it."""
    tip = tips.find(g.company.id, tip_id)
    form = TipForm().offer(dispositions.all_of(g.company.id))
    if form.validate_on_submit():
        with form.refusals():
            tips.change(g.company.id, tip_id, **form.values())
            return _saved("tips")
    return _tip(form, tip), 422


@blueprint.post("/tips/<uuid:tip_id>/removal")
@portal("replies.edit")
def remove_tip(tip_id: UUID) -> Response:
    """Remove it for good."""
    tips.remove(g.company.id, tip_id)
    flash(_("Removed."), "success")
    return _back("tips")


def _page(
    *,
    rules_form: RulesForm | None = None,
    queue_forms: dict[UUID, QueueRulesForm] | None = None,
) -> str:
    laid_down = rules.all_of(g.company.id)
    by_queue = {row.queue_id: row for row in laid_down}
    queues = rules.queues_of(g.company.id)
    shown = {
        queue.id: QueueRulesForm.of(queue, queues, by_queue.get(queue.id) or ClosingRules())
        for queue in queues
    }
    return render_template(
        "closing/show.html",
        limits=rules.merged(laid_down, None),
        rules_form=rules_form or RulesForm.of(by_queue.get(None)),
        queues=queues,
        queue_forms=shown | (queue_forms or {}),
        dispositions=[d for d in dispositions.all_of(g.company.id) if d.retired_at is None],
        tips=tips.all_of(g.company.id),
    )


def _fields(disposition: Disposition, form: FieldsForm) -> str:
    return render_template("closing/fields.html", disposition=disposition, form=form)


def _tip(form: TipForm, tip: ClosingTip | None = None) -> str:
    form.offer(dispositions.all_of(g.company.id))
    return render_template("closing/tip.html", form=form, tip=tip, most=LONGEST_TIP)


def _saved(anchor: str) -> Response:
    flash(_("Saved."), "success")
    return _back(anchor)


def _back(anchor: str) -> Response:
    address = url_for("closing.show", tenant=g.company.slug, _anchor=anchor)
    return cast(Response, redirect(address, 303))
