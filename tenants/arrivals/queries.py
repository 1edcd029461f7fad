"""Forecasts as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _

from muster.forecasting import series
from muster.forecasting.history import History
from muster.forecasting.models import ArrivalSeries
from muster.forecasting.outlook import Foreseen, ForeseenDay, Outlook
from muster.web.display import month_day
from tenants.arrivals.charts import Chart, Mark, draw

PAST_DAYS = 56
FEW_DAYS = 12


@dataclass(frozen=True, slots=True)
class Week:
    """The sum of seven foreseen days."""

    first: date
    last: date
    expected: float


def first_day(found: ArrivalSeries) -> date | None:
    """The first day that is kept, however far back forecasts look."""
    moment = series.began(found.id)
    return moment.astimezone(ZoneInfo(found.time_zone)).date() if moment else None


def is_over(past: History) -> bool:
    """Whether what was foreseen of its next week is over by now."""
    return past.last < datetime.now(past.zone).date() - timedelta(days=7)


def by_day(past: History, outlook: Outlook) -> Chart:
    """The last weeks as they were, and the coming ones as foreseen."""
    n = len(past)
    marks = []
    few = min(n, PAST_DAYS) + len(outlook.days) <= FEW_DAYS
    for number in range(max(0, n - PAST_DAYS), n):
        day, total = past.first + timedelta(days=number), past.totals[number]
        known = None if np.isnan(total) else float(total)
        told = _("%(day)s: %(real)s came", day=_long(day), real=_number(known))
        marks.append(Mark(_label(day, every=few), told, real=known))
    marks += [
        Mark(
            _label(each.day, every=few),
            _told(_long(each.day), each),
            expected=each.expected,
            low=each.low,
            high=each.high,
        )
        for each in outlook.days
    ]
    return draw(marks)


def by_interval(past: History, outlook: Outlook, day: date) -> Chart | None:
    """One foreseen day by its intervals; None if it is not among them."""
    marks = []
    for each in outlook.intervals:
        local = each.starts_at.astimezone(past.zone)
        if local.date() != day:
            continue
        clock = f"{local:%H:%M}"
        label = clock if local.minute == 0 and local.hour % 3 == 0 else ""
        marks.append(Mark(label, _told(clock, each), None, each.expected, each.low, each.high))
    return draw(marks) if marks else None


def weeks(days: Sequence[ForeseenDay]) -> list[Week]:
    """Foreseen days, seven at a time."""
    return [
        Week(some[0].day, some[-1].day, sum(each.expected for each in some))
        for start in range(0, len(days), 7)
        if len(some := days[start : start + 7]) == 7
    ]


def _told(when: str, each: ForeseenDay | Foreseen) -> str:
    told: str = _(
        "%(when)s: %(expected)s expected, likely %(low)s to %(high)s",
        when=when,
        expected=_number(each.expected),
        low=_number(each.low),
        high=_number(each.high),
    )
    return told


def _label(day: date, *, every: bool) -> str:
    """Every day if they are few, else each second Monday."""
    if not every and (day.weekday() or day.isocalendar().week % 2):
        return ""
    return month_day(day)


def _long(day: date) -> str:
    return str(format_skeleton("MMMEd", day, locale=get_locale()))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{round(value):,}"
