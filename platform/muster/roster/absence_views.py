"""/ops/time-off: who asks to be away, and the decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _

from muster.roster import absence, forms, queries
from muster.roster.models import TimeOffState
from muster.tenancy.doors import ops

blueprint = Blueprint(
    "ops_time_off", __name__, url_prefix="/ops/time-off", template_folder="templates"
)


@blueprint.get("")
@ops("roster.see")
def index() -> str:
    """What waits for a decision, or `?state=approved`, `declined`; `?after=` continues."""
    state = request.args.get("state", "")
    state = state if state in set(TimeOffState) else TimeOffState.ASKED
    rows, after = queries.wishes(
        state, zone=str(get_timezone()), after=request.args.get("after", "")
    )
    return render_template(
        "roster/time_off.html",
        rows=rows,
        after=after,
        state=state,
        waiting=queries.waiting(),
        away=forms.AWAY,
        zone_of=ZoneInfo,
        moment=timedelta(seconds=1),
    )


@blueprint.post("/<uuid:time_off_id>/approval")
@ops("roster.plan")
def create_approval(time_off_id: UUID) -> Any:
    """Yes."""
    return _decide(time_off_id, approved=True)


@blueprint.post("/<uuid:time_off_id>/refusal")
@ops("roster.plan")
def create_refusal(time_off_id: UUID) -> Any:
    """No."""
    return _decide(time_off_id, approved=False)


def _decide(time_off_id: UUID, *, approved: bool) -> Any:
    note = request.form.get("note", "").replace("\x00", "")
    absence.decide(time_off_id, approved=approved, note=note, by=g.principal.person_id)
    flash(_("Approved. Shifts on these days are gone.") if approved else _("Declined."), "success")
    return redirect(url_for("ops_time_off.index"), code=303)
