"""Whether a queue is open, and when it opens: its hours and holidays, in its own zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from muster.tenancy import hours
from muster.tenancy.hours import Hours

STEPS = 400  # more than a year of holidays on end is no opening at all


def is_open(week: Hours, holidays: Iterable[Mapping[str, str]], zone: str, at: datetime) -> bool:
    """Whether a queue with these hours and holidays is open at the moment `at`."""
    days = {holiday["on"] for holiday in holidays}
    local = at.astimezone(ZoneInfo(zone))
    return local.date().isoformat() not in days and hours.is_open(week, zone, at)


def opens_at(
    week: Hours, holidays: Iterable[Mapping[str, str]], zone: str, at: datetime
) -> datetime | None:
    """When it is open next: `at` itself if it is open then; None if that cannot be said."""
    days = {holiday["on"] for holiday in holidays}
    moment = at
    for _ in range(STEPS):
        local = moment.astimezone(ZoneInfo(zone))
        if local.date().isoformat() in days:
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
            moment = midnight + timedelta(days=1)
        elif hours.is_open(week, zone, moment):
            return moment
        else:
            change = hours.next_change(week, zone, moment)
            if change is None:
                return None
            moment = change
    return None
