"""Moments of a series in words, in its own zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask_babel import format_date, get_locale

from muster.forecasting.models import DAY
from muster.web.locale import reads_chinese
from tenants.arrivals.rows import Found


def local_time(moment: datetime, zone: str, minutes: int = 0) -> str:
    """A moment on the clocks of `zone`; only its day where intervals are days."""
    local = moment.astimezone(ZoneInfo(zone))
    if minutes == DAY:
        return str(format_date(local.date(), "medium"))
    day = format_skeleton("yMMMd", local.replace(tzinfo=None), locale=get_locale())
    return f"{day} {local:%H:%M}"


def local_day(day: date) -> str:
    """A day with its weekday."""
    return str(format_skeleton("yMMMEd", day, locale=get_locale()))


def days_told(days: Sequence[str], count: int) -> str:
    """The first of `count` days, each in ISO 8601, as the reader lists them."""
    told = [str(format_date(date.fromisoformat(day), "medium")) for day in days]
    more = [] if count <= len(days) else ["…"]
    return ("、" if reads_chinese() else " · ").join([*told, *more])  # days hold commas


def as_failure(found: Found) -> dict[str, Any]:
    """What was found in a preview, as it would be kept."""
    return {
        "line": found.line.number,
        "column": found.column,
        "message": found.code,
        "row": found.line.cells,
    }
