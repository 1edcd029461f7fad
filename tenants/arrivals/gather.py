"""From the rows of a file to the numbers of its intervals, with what was wrong on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.forecasting.models import DAY
from muster.forecasting.points import Point
from muster.tables.problems import Unreadable
from muster.tables.table import Line
from tenants.arrivals import calls, spans
from tenants.arrivals.mapping import ArrivalMapping
from tenants.arrivals.rows import Found, read_rows

_CALLS_MINUTES = 30


@dataclass(slots=True)
class Gathered:
    """What a file holds. minutes: of its intervals; points: by their start, in order."""

    minutes: int = 0
    points: list[Point] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    rows: int = 0
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return len({each.line.number for each in self.found if each.keeps_out})


def gather(
    lines: Iterable[Line], mapping: ArrivalMapping, now: datetime, *, minutes: int = 0
) -> Gathered:
    """Read a whole file. minutes: of the series' intervals; 0: as the file has them.

    Raises Unreadable where nothing of it can be used, or where it has to be asked about.
    """
    everything = list(lines)
    gathered = Gathered(rows=len(everything))
    rows = list(read_rows(everything, mapping, now, gathered.found))
    if not rows:
        raise Unreadable("file.no_good_rows")
    if mapping.shape == "calls":
        gathered.minutes = minutes or mapping.interval_minutes or _CALLS_MINUTES
        points = calls.count(rows, mapping, gathered.minutes, gathered.found)
    else:
        own = spans.minutes_of(rows)
        gathered.minutes = minutes or mapping.interval_minutes or own
        if gathered.minutes < own:
            raise Unreadable("file.coarse", own)
        standing = {row.line.number for row in rows}
        lost = [line for line in everything if line.number not in standing]
        spans.look_at(lost, mapping, gathered.found)
        points = spans.read(rows, mapping, gathered.minutes, own, gathered.found)
    gathered.points = sorted(points, key=lambda point: point.starts_at)
    if not gathered.points:
        raise Unreadable("file.no_good_rows")
    gathered.report |= report(gathered, ZoneInfo(mapping.time_zone))
    gathered.found.sort(key=lambda each: each.line.number)
    return gathered


def report(gathered: Gathered, zone: ZoneInfo) -> dict[str, Any]:
    """What a person wants to know of a file as a whole, as JSON values."""
    points = gathered.points
    days = Counter(point.starts_at.astimezone(zone).date() for point in points)
    first, last = min(days), max(days)
    absent = [
        day
        for number in range((last - first).days + 1)
        if (day := first + timedelta(days=number)) not in days
    ]
    usual = max(days.values())
    short = [day for day, count in days.items() if count < usual and gathered.minutes < DAY]
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "offered": sum(point.offered for point in points),
        "days": len(days),
        "absent": len(absent),
        "absent_days": [day.isoformat() for day in absent[:10]],
        "short": len(short),
        "noted": sum(not each.keeps_out for each in gathered.found),
        "uneven": sum(_is_uneven(point) for point in points),
    }


def _is_uneven(point: Point) -> bool:
    both = point.answered is not None and point.abandoned is not None
    return both and point.offered != (point.answered or 0) + (point.abandoned or 0)
