"""Opening hours of a week, in the company's own zone.

The form in which they are stored: {"mon": [["09:00", "12:00"], ["13:30", "18:00"]], …}. A span
that ends at or before its start runs past midnight; "24:00" is the end of the day. A day that is
missing is closed; no days at all means always open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60
LOOK_AHEAD_DAYS = 8

Spans = Sequence[Sequence[str]]
Hours = Mapping[str, Spans]

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00")


def minutes(clock: str) -> int:
    """Minutes since midnight of "HH:MM"; "24:00" is 1440. Raises ValueError."""
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise ValueError(f"{clock!r} is not a time of day")
    return MINUTES_A_DAY if found[1] is None else int(found[1]) * 60 + int(found[2])


def is_open(hours: Hours, zone: str, at: datetime) -> bool:
    """Whether the doors are open at the moment `at`."""
    if not hours:
        return True
    local = at.astimezone(ZoneInfo(zone))
    now = local.hour * 60 + local.minute
    return any(start <= now < end for start, end in _around(hours, local.weekday()))


def next_change(hours: Hours, zone: str, at: datetime) -> datetime | None:
    """The next moment after `at` at which the doors open or close; None if there is none."""
    if not hours:
        return None
    local = at.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    open_now = is_open(hours, zone, at)
    for moment in sorted(set(_edges(hours, midnight))):
        if moment > at and is_open(hours, zone, moment) != open_now:
            return moment
    return None


def _edges(hours: Hours, midnight: datetime) -> Iterator[datetime]:
    """Starts and ends of the coming days, by the wall clock of the zone."""
    for day in range(LOOK_AHEAD_DAYS):
        date = midnight + timedelta(days=day)
        for start, end in _spans(hours, date.weekday()):
            yield date + timedelta(minutes=start)
            yield date + timedelta(minutes=end)


def _around(hours: Hours, weekday: int) -> Iterator[tuple[int, int]]:
    """The spans that matter on a day, with what runs over from the day before."""
    yield from _spans(hours, weekday)
    for start, end in _spans(hours, (weekday - 1) % 7):
        yield start - MINUTES_A_DAY, end - MINUTES_A_DAY


def _spans(hours: Hours, weekday: int) -> Iterator[tuple[int, int]]:
    for start, end in hours.get(DAYS[weekday], ()):
        opens, closes = minutes(start), minutes(end)
        yield opens, closes if closes > opens else closes + MINUTES_A_DAY
