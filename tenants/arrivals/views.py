"""/portal/<tenant>/arrivals: the histories of a company and what they foretell."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.forecasting import alarms, series
from muster.forecasting.models import ArrivalSeries
from muster.tenancy.doors import portal
from tenants.arrivals.forms import SeriesForm
from tenants.arrivals.import_forms import INTERVAL_NAMES
from tenants.queues.queues import all_of as queues_of

blueprint = Blueprint(
    "arrivals", __name__, url_prefix="/portal/<tenant>/arrivals", template_folder="templates"
)

View = Response | tuple[str, int] | str


@blueprint.get("")
@portal("arrivals.see")
def index() -> View:
    """All histories, with what they cover, and where there is a surge."""
    covered = series.covered(g.company.id)
    lasting = alarms.lasting(g.company.id)
    surging = {alarm.series_id for alarm in lasting}
    rows = [
        {
            "series": each,
            "covered": covered.get(each.id),
            "interval": INTERVAL_NAMES[each.interval_minutes],
            "surging": each.id in surging,
        }
        for each in series.all_of(g.company.id)
    ]
    return render_template("arrivals/index.html", rows=rows, alarms=lasting)


@blueprint.get("/series/<uuid:series_id>")
@portal("arrivals.see")
def show(series_id: UUID) -> View:
    """The history and its forecast; `day` chooses whose intervals are shown."""
    # numpy weighs 20 MiB: a process carries it once somebody looks at a forecast.
    from muster.forecasting import forecasts  # noqa: PLC0415 - see above
    from tenants.arrivals import queries  # noqa: PLC0415 - see above

    found = series.find(series_id)
    past, outlook = forecasts.current(found)
    day = _day(request.args.get("day", ""))
    if day is None and outlook.days:
        day = next((each.day for each in outlook.days if each.expected >= 1), outlook.days[0].day)
    return render_template(
        "arrivals/show.html",
        series=found,
        interval=INTERVAL_NAMES[found.interval_minutes],
        past=past,
        outlook=outlook,
        chart=queries.by_day(past, outlook) if past is not None else None,
        day=day,
        day_chart=queries.by_interval(past, outlook, day) if past and day else None,
        interval_days=sorted({each.day for each in outlook.days[:14]}) if outlook.intervals else [],
        weeks=queries.weeks(outlook.days),
        began=queries.first_day(found),
        ended=past is not None and queries.is_over(past),
    )


@blueprint.get("/series/<uuid:series_id>/settings")
@portal("arrivals.edit")
def edit(series_id: UUID) -> View:
    """What the history is called and what is counted into it."""
    found = series.find(series_id)
    return _settings(found, SeriesForm.of(found, queues_of(g.company.id)))


@blueprint.post("/series/<uuid:series_id>/settings")
@portal("arrivals.edit")
def update(series_id: UUID) -> View:
    """Change it."""
    found = series.find(series_id)
    form = SeriesForm.of(found, queues_of(g.company.id))
    if form.validate_on_submit():
        with form.refusals():
            series.change(series_id, **form.chosen())
            flash(_("Saved."), "success")
            return _to("arrivals.show", series_id=series_id)
    return _settings(found, form), 422


@blueprint.post("/series/<uuid:series_id>/deletion")
@portal("arrivals.edit")
def destroy(series_id: UUID) -> View:
    """Forget the history."""
    series.delete(series_id)
    flash(_("The history is deleted."), "success")
    return _to("arrivals.index")


def _settings(found: ArrivalSeries, form: SeriesForm) -> str:
    return render_template("arrivals/settings.html", series=found, form=form)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _to(endpoint: str, **values: Any) -> Response:
    return cast(Response, redirect(url_for(endpoint, tenant=g.company.slug, **values), 303))
