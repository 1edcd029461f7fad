"""/ops/state-reasons: why agents leave the queue."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from muster.errors import Conflict, DomainError
from muster.tenancy.doors import ops
from muster.web import forms
from muster.workforce import state_reasons
from muster.workforce.models import AgentState

blueprint = Blueprint(
    "ops_state_reasons", __name__, url_prefix="/ops/state-reasons", template_folder="templates"
)

NAMES = {
    AgentState.BREAK: _l("Break"),
    AgentState.MEAL: _l("Meal"),
    AgentState.MEETING: _l("Meeting"),
    AgentState.TRAINING: _l("Training"),
    AgentState.AWAY: _l("Away"),
    AgentState.OFFLINE: _l("Offline"),
}


class ReasonForm(forms.Form):
    """A reason in both languages."""

    state = forms.choice(_l("State"), [(str(state), name) for state, name in NAMES.items()])
    name_en = forms.line(_l("Name in English"), longest=60)
    name_zh = forms.line(_l("Name in Chinese"), longest=60)


@blueprint.get("")
@ops("agents.see")
def index() -> str:
    """All reasons."""
    return _page()


@blueprint.post("")
@ops("agents.edit")
def create() -> Any:
    """List one more."""
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            state_reasons.create(form.state.data, form.name_en.data, form.name_zh.data)
            flash(_("Saved."), "success")
            return _back()
    return _page(form), 422


@blueprint.post("/<uuid:reason_id>/retirement")
@ops("agents.edit")
def retire(reason_id: UUID) -> Any:
    """Offer it no longer."""
    state_reasons.retire(reason_id)
    return _back()


@blueprint.post("/<uuid:reason_id>/return")
@ops("agents.edit")
def reinstate(reason_id: UUID) -> Any:
    """Offer it again."""
    try:
        state_reasons.reinstate(reason_id)
    except Conflict as error:
        return _page(problem=error), error.status
    return _back()


def _page(form: ReasonForm | None = None, problem: DomainError | None = None) -> str:
    return render_template(
        "workforce/state_reasons.html",
        form=form or ReasonForm(formdata=None),
        reasons=state_reasons.all_of(),
        names=NAMES,
        problem=problem,
    )


def _back() -> Response:
    return cast(Response, redirect(url_for("ops_state_reasons.index"), 303))
