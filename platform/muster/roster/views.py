"""/ops/shifts: weeks of shifts by site and by agent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _

from muster.db import session
from muster.errors import NotFound
from muster.places.actions import all_sites, find_site
from muster.places.models import Site
from muster.roster import absence, actions, forms, patterns, queries, weeks
from muster.roster.forms import PatternForm, ShiftForm, TimeOffForm
from muster.roster.queries import WeekOf
from muster.tenancy.doors import ops
from muster.web.words import DAY_NAMES
from muster.workforce.agents import find_agent

blueprint = Blueprint("ops_roster", __name__, url_prefix="/ops/shifts", template_folder="templates")


@blueprint.get("")
@ops("roster.see")
def index() -> str:
    """A week of everybody, or of a site: `?site=`, `?week=`; `?after=` continues."""
    site_id = request.args.get("site", type=UUID)
    site = find_site(site_id) if site_id else None
    sites = all_sites()
    zone = _zone_of([site] if site else sites)
    first = _week(zone)
    found, after = queries.agents(site_id=site_id, after=request.args.get("after", ""))
    return render_template(
        "roster/index.html",
        weeks=_weeks(found, first, zone),
        first=first,
        zone=zone,
        site=site,
        sites=sites,
        after=after,
        kinds=forms.KINDS,
        away=forms.AWAY,
        waiting=queries.waiting(),
        **_around(first),
    )


@blueprint.get("/agents/<uuid:agent_id>")
@ops("roster.see")
def show(agent_id: UUID) -> str:
    """An agent's week, the pattern behind it, and time off."""
    return _page(agent_id)


@blueprint.post("/agents/<uuid:agent_id>")
@ops("roster.plan")
def create(agent_id: UUID) -> Any:
    """Plan a shift."""
    form = ShiftForm()
    if form.validate_on_submit():
        with form.refusals():
            begins, ends = form.span(actions.zone_of(agent_id))
            actions.plan_shift(agent_id, begins, ends, form.kind.data, by=g.principal.person_id)
            flash(_("Planned."), "success")
            return _go(agent_id, form.day.data)
    return _page(agent_id, shift=form), 422


@blueprint.post("/<uuid:shift_id>/removal")
@ops("roster.plan")
def create_removal(shift_id: UUID) -> Any:
    """Take a shift off the plan."""
    agent_id, day = actions.whose(shift_id)
    actions.remove_shift(shift_id)
    return _go(agent_id, day)


@blueprint.post("/agents/<uuid:agent_id>/pattern")
@ops("roster.plan")
def create_pattern(agent_id: UUID) -> Any:
    """Give the agent a week from a day on."""
    form = PatternForm()
    if form.validate_on_submit():
        with form.refusals():
            patterns.set_pattern(
                agent_id,
                form.week(),
                form.kind.data,
                form.first_day(),
                form.ends_on.data,
                time_zone=actions.zone_of(agent_id),
                by=g.principal.person_id,
            )
            flash(
                _("The shifts of the coming 14 weeks are there; each day adds one more."), "success"
            )
            return _go(agent_id, form.starts_on.data)
    return _page(agent_id, pattern=form), 422


@blueprint.post("/patterns/<uuid:pattern_id>/end")
@ops("roster.plan")
def create_end(pattern_id: UUID) -> Any:
    """Make no more shifts from a pattern; those of the coming days go."""
    agent_id, zone = patterns.whose(pattern_id)
    patterns.end_pattern(pattern_id, datetime.now(ZoneInfo(zone)).date())
    return _go(agent_id)


@blueprint.post("/agents/<uuid:agent_id>/time-off")
@ops("roster.plan")
def create_time_off(agent_id: UUID) -> Any:
    """Enter time off that is a fact."""
    form = TimeOffForm()
    if form.validate_on_submit():
        with form.refusals():
            begins, ends = form.span(actions.zone_of(agent_id))
            absence.enter(
                agent_id,
                begins,
                ends,
                form.away_kind.data,
                form.note.data or "",
                by=g.principal.person_id,
            )
            flash(_("Entered. Shifts on these days are gone."), "success")
            return _go(agent_id, form.first_on.data)
    return _page(agent_id, off=form), 422


def _page(
    agent_id: UUID,
    *,
    shift: ShiftForm | None = None,
    pattern: PatternForm | None = None,
    off: TimeOffForm | None = None,
) -> str:
    agent = find_agent(agent_id)
    zone = actions.zone_of(agent_id)
    first = _week(zone)
    found, _after = queries.agents(agent_id=agent_id)
    if not found:
        raise NotFound
    known = patterns.of_agent(agent_id)
    return render_template(
        "roster/show.html",
        agent=agent,
        week=_weeks(found, first, zone)[0],
        zone=zone,
        first=first,
        patterns=known,
        as_typed=weeks.as_typed,
        minutes_a_week=weeks.minutes_a_week,
        shift=shift or ShiftForm(formdata=None, day=max(first, datetime.now(zone).date())),
        pattern=pattern or _pattern_form(known, zone),
        off=off or TimeOffForm(formdata=None),
        kinds=forms.KINDS,
        away=forms.AWAY,
        day_names=DAY_NAMES,
        **_around(first),
    )


def _pattern_form(known: list[Any], zone: ZoneInfo) -> PatternForm:
    tomorrow = datetime.now(zone).date() + timedelta(days=1)
    form = PatternForm(formdata=None, starts_on=tomorrow)
    return form.fill(known[-1] if known else None)


def _weeks(found: list[Any], first: date, zone: ZoneInfo) -> list[WeekOf]:
    span = queries.span_of(first, zone)
    ids = [row["id"] for row in found]
    by_agent: dict[UUID, list[Any]] = {}
    for row in queries.shifts(session, ids, span):
        by_agent.setdefault(row["agent_id"], []).append(row)
    gone: dict[UUID, list[Any]] = {}
    for row in queries.away(session, ids, span):
        gone.setdefault(row["agent_id"], []).append(row)
    return [
        WeekOf(row, weeks.by_day(by_agent.get(row["id"], ()), first, zone), gone.get(row["id"], ()))
        for row in found
    ]


def _week(zone: ZoneInfo) -> date:
    typed = request.args.get("week", "")
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = datetime.now(UTC).astimezone(zone).date()
    return weeks.monday(day) if 2000 <= day.year <= 2100 else weeks.monday(date(2026, 1, 1))


def _around(first: date) -> dict[str, Any]:
    week = timedelta(days=7)
    return {"days": [first + timedelta(days=n) for n in range(7)], "before": first - week,
            "following": first + week}  # fmt: skip


def _zone_of(sites: Sequence[Site]) -> ZoneInfo:
    """The zone that all these sites have, or the reader's."""
    zones = {site.time_zone for site in sites}
    return ZoneInfo(zones.pop() if len(zones) == 1 else str(get_timezone()))


def _go(agent_id: UUID, day: date | None = None) -> Any:
    week = day.isoformat() if day else None
    return redirect(url_for("ops_roster.show", agent_id=agent_id, week=week), code=303)
