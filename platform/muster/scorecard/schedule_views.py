"""/desk/my-schedule: my shifts of this week and the next, and time off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template
from flask_babel import gettext as _

from muster.db import session
from muster.errors import Conflict, DomainError
from muster.roster import absence, actions, forms, queries, weeks
from muster.roster.forms import TimeOffForm
from muster.tenancy.doors import desk
from muster.web.locale import read_in

WEEKS = 2
LOOK_AHEAD = timedelta(days=366)

blueprint = Blueprint(
    "my_schedule", __name__, url_prefix="/desk/my-schedule", template_folder="templates"
)


@blueprint.get("")
@desk
def show() -> str:
    """My schedule as a fragment for the desk's dialog."""
    return _page()


@blueprint.post("/time-off")
@desk
def create_time_off() -> Any:
    """Ask for time off."""
    form = TimeOffForm()
    if form.validate_on_submit():
        with form.refusals():
            begins, ends = form.span(_zone())
            absence.ask(
                g.principal.agent_id,
                begins,
                ends,
                form.away_kind.data,
                form.note.data or "",
                by=g.principal.person_id,
            )
            return _page(told=_("Asked. Your planner decides."))
    return _page(form), 422


@blueprint.post("/time-off/<uuid:time_off_id>/withdrawal")
@desk
def create_withdrawal(time_off_id: UUID) -> Any:
    """Take it back."""
    try:
        absence.withdraw(time_off_id, g.principal.agent_id)
    except Conflict as problem:
        return _page(problem=problem), problem.status
    return _page(told=_("Taken back."))


def _zone() -> ZoneInfo:
    return actions.zone_of(g.principal.agent_id)


def _page(
    form: TimeOffForm | None = None, *, problem: DomainError | None = None, told: str = ""
) -> str:
    zone = _zone()
    read_in(zone=str(zone))
    first = weeks.monday(datetime.now(UTC).astimezone(zone).date())
    begins, ends = queries.span_of(first, zone, 7 * WEEKS)
    mine = [g.principal.agent_id]
    planned = queries.shifts(session, mine, (begins, ends))
    starts = [first + timedelta(days=7 * number) for number in range(WEEKS)]
    return render_template(
        "scorecard/_schedule.html",
        weeks=[(start, weeks.by_day(planned, start, zone)) for start in starts],
        step=timedelta(days=1),
        away=queries.away(session, mine, (begins, ends + LOOK_AHEAD)),
        zone=zone,
        now=datetime.now(UTC),
        kinds=forms.KINDS,
        away_kinds=forms.AWAY,
        form=form or TimeOffForm(formdata=None),
        problem=problem,
        told=told,
    )
