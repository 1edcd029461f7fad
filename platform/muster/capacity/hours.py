"""The hours of a weekly window, as UTC hours counted from a Monday. Safe across clock changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from muster.capacity.models import HOURS_A_WEEK
from muster.tenancy.hours import DAYS, MINUTES_A_DAY, minutes

Mask = NDArray[np.bool_]
HOUR = timedelta(hours=1)
WHOLE_DAY = (("00:00", "24:00"),)

Frozen = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def weeks(first: date, last: date) -> list[date]:
    """Mondays (UTC) of every week that a period in whatever zone can touch."""
    start, end = monday(first - timedelta(days=1)), monday(last + timedelta(days=1))
    return [start + timedelta(weeks=n) for n in range((end - start).days // 7 + 1)]


def moment(base: date, hour: int) -> datetime:
    """The UTC moment at which the hour number `hour` after Monday `base` begins."""
    return datetime.combine(base, time(), UTC) + hour * HOUR


def number(base: date, at: datetime) -> int:
    """The number of the hour after Monday `base` in which `at` lies."""
    return int((at - datetime.combine(base, time(), UTC)) // HOUR)


def mask(window: Mapping[str, Sequence[Sequence[str]]], zone: str, first: date, last: date) -> Mask:
    """Which UTC hours a window touches, from the Monday `weeks(first, last)[0]` on.

    window: as opening hours; empty means always. first, last: both included, in `zone`. An hour
    that is touched in part counts as a whole. On the day on which the clocks change a span is as
    long as it is: an hour that comes twice is covered twice, one that is left out is not.
    """
    frozen = tuple((day, tuple((s[0], s[1]) for s in spans)) for day, spans in window.items())
    return _mask(frozen, zone, first, last).copy()


@lru_cache(maxsize=64)
def _mask(window: Frozen, zone: str, first: date, last: date) -> Mask:
    all_weeks = weeks(first, last)
    base = all_weeks[0]
    covered = np.zeros(len(all_weeks) * HOURS_A_WEEK, dtype=np.bool_)
    for start, end in _spans(dict(window), ZoneInfo(zone), first, last):
        covered[number(base, start) : number(base, end - timedelta(microseconds=1)) + 1] = True
    return covered


def _spans(
    window: Mapping[str, Sequence[Sequence[str]]], zone: ZoneInfo, first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        spans = window.get(DAYS[day.weekday()], ()) if window else WHOLE_DAY
        for opens, closes in spans:
            start, end = minutes(opens), minutes(closes)
            if end <= start:
                end += MINUTES_A_DAY
            yield _utc(day, start, zone, earliest=True), _utc(day, end, zone, earliest=False)


def _utc(day: date, minute: int, zone: ZoneInfo, *, earliest: bool) -> datetime:
    """A wall clock's moment in UTC: of two that it can mean, the earlier or the later one."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    both = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(both) if earliest else max(both)


def hours_a_week(window: Mapping[str, Sequence[Sequence[str]]]) -> float:
    """How many hours of an ordinary week a window is open."""
    if not window:
        return float(HOURS_A_WEEK)
    total = 0
    for spans in window.values():
        for opens, closes in spans:
            start, end = minutes(opens), minutes(closes)
            total += end - start if end > start else end + MINUTES_A_DAY - start
    return total / 60
