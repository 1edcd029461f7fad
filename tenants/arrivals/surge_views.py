"""/portal/<tenant>/arrivals/series/<series>/surges: the watch, its signature, its alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.activation import surges
from muster.forecasting import alarms, policies, series
from muster.forecasting.models import DAY, ArrivalSeries, SurgeAlarm
from muster.tenancy.doors import may, portal
from tenants.arrivals.surge_forms import PolicyForm

PER_PAGE = 20
REPLAYED_DAYS = 365

blueprint = Blueprint(
    "surges", __name__, url_prefix="/portal/<tenant>/arrivals", template_folder="templates"
)

View = Response | tuple[str, int] | str


@blueprint.get("/series/<uuid:series_id>/surges")
@portal("arrivals.see")
def index(series_id: UUID) -> View:
    """What is watched, what was signed, what was seen; and what would have been seen last year."""
    found = series.find(series_id)
    page = max(request.args.get("page", 1, type=int), 1)
    rows = alarms.of(series_id, limit=PER_PAGE + 1, skipped=(page - 1) * PER_PAGE)
    return render_template(
        "arrivals/surges/index.html",
        series=found,
        policy=policies.current(series_id),
        rows=rows[:PER_PAGE],
        reserve=surges.reserve_for(g.company.id, datetime.now(UTC)) if _may_call(rows) else None,
        page=page,
        more=len(rows) > PER_PAGE,
        replay=_replay(found),
        replayed_days=REPLAYED_DAYS,
    )


@blueprint.get("/series/<uuid:series_id>/surges/policy")
@portal("surge.sign")
def edit(series_id: UUID) -> View:
    """What the watch may do, to be signed."""
    found = series.find(series_id)
    return _page(found, PolicyForm.of(policies.current(series_id), g.company.currency))


@blueprint.post("/series/<uuid:series_id>/surges/policy")
@portal("surge.sign")
def create(series_id: UUID) -> View:
    """Sign it."""
    found = series.find(series_id)
    form = PolicyForm.of(policies.current(series_id), g.company.currency)
    if form.validate_on_submit():
        with form.refusals():
            policies.sign(series_id, g.principal.person_id, g.principal.name, form.rules())
            flash(_("Signed. It holds from now on."), "success")
            return _to(series_id)
    return _page(found, form), 422


@blueprint.post("/surges/<uuid:surge_alarm_id>/dismissal")
@portal("arrivals.edit")
def dismiss(surge_alarm_id: UUID) -> View:
    """Somebody has seen to it."""
    return _to(alarms.dismiss(surge_alarm_id, g.principal.person_id))


def _may_call(rows: Sequence[SurgeAlarm]) -> bool:
    """Whether a proposal is open, and whoever looks may take it."""
    return may("activations.start") and any(
        alarm.ended_at is None and alarm.activation_id is None for alarm in rows
    )


def _replay(found: ArrivalSeries) -> object:
    """The alarms that the days of the last year would have given; None without enough days."""
    # numpy weighs 20 MiB: a process carries it once somebody looks at a forecast.
    from muster.forecasting import forecasts  # noqa: PLC0415 - see above

    return forecasts.replayed(found, timedelta(days=REPLAYED_DAYS))


def _page(found: ArrivalSeries, form: PolicyForm) -> str:
    return render_template(
        "arrivals/surges/edit.html",
        series=found,
        form=form,
        by_day=found.interval_minutes == DAY,
        signatures=policies.signed(found.id),
    )


def _to(series_id: UUID) -> Response:
    address = url_for("surges.index", tenant=g.company.slug, series_id=series_id)
    return cast(Response, redirect(address, 303))
