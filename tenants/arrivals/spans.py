"""Rows that give the numbers of a span of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from muster.forecasting.grid import start_of
from muster.forecasting.models import DAY, INTERVALS
from muster.forecasting.points import Point
from muster.tables.cells import as_text
from muster.tables.problems import Unreadable, code_of
from muster.tables.table import Line
from tenants.arrivals.mapping import ArrivalMapping
from tenants.arrivals.moments import NoMoment, read_clock
from tenants.arrivals.numbers import NoNumber, read_count, read_seconds
from tenants.arrivals.rows import Found, Row

COUNTS = ("offered", "answered", "abandoned")
_WHOLE_DAY = timedelta(hours=22)  # the shortest that is one where clocks change


@dataclass(slots=True)
class _Sum:
    """An interval of the series, put together of one or more rows."""

    offered: int = 0
    answered: int | None = None
    abandoned: int | None = None
    handled_seconds: float = 0.0
    handled: int = 0

    def add(self, point: Point) -> None:
        self.offered += point.offered
        self.answered = _plus(self.answered, point.answered)
        self.abandoned = _plus(self.abandoned, point.abandoned)
        if point.aht_seconds is not None:
            weight = point.answered if point.answered is not None else point.offered
            self.handled_seconds += weight * point.aht_seconds
            self.handled += weight

    def point(self, starts_at: datetime) -> Point:
        aht = self.handled_seconds / self.handled if self.handled else None
        return Point(starts_at, self.offered, self.answered, self.abandoned, aht)


def minutes_of(rows: Sequence[Row]) -> int:
    """How long the intervals of a file are: what most of its rows say. Raises Unreadable."""
    said = Counter(row.stamp.minutes for row in rows if row.stamp.minutes)
    if said:
        return said.most_common(1)[0][0] or DAY
    if all(row.stamp.whole_day for row in rows):
        return DAY
    moments = sorted({row.moment for row in rows})
    gaps = Counter(later - earlier for earlier, later in pairwise(moments))
    if not gaps:
        raise Unreadable("file.one_row")
    usual = gaps.most_common(1)[0][0]
    if usual >= _WHOLE_DAY:
        return DAY
    minutes = int(usual.total_seconds() // 60)
    if minutes not in INTERVALS or usual.total_seconds() % 60:
        raise Unreadable("file.interval", max(minutes, 1))
    return minutes


def read(
    rows: Sequence[Row], mapping: ArrivalMapping, minutes: int, own: int, found: list[Found]
) -> list[Point]:
    """The intervals that rows give, of so many minutes; the file's own are `own` long.

    What is wrong with rows is added to `found`; each of those is left out.
    """
    zone = ZoneInfo(mapping.time_zone)
    given: dict[datetime, int] = {}  # where rows of the file begin, on its own grid
    sums: dict[datetime, _Sum] = {}
    for row in rows:
        point = _numbers(row, mapping, found)
        if point is None:
            continue
        problem = _placed(row, own, zone, given) or _length(row, own)
        if problem is not None:
            where = mapping.column("end") if problem.startswith("interval.length") else None
            found.append(Found(row.line, where or mapping.column("start"), problem))
            continue
        given[row.moment] = row.line.number
        sums.setdefault(start_of(row.moment, minutes, zone), _Sum()).add(point)
    return [total.point(starts_at) for starts_at, total in sums.items()]


def _placed(row: Row, own: int, zone: ZoneInfo, given: dict[datetime, int]) -> str | None:
    """Why a row cannot stand where it says: another stands there, or reaches into it."""
    if row.moment in given:
        return code_of("interval.twice", given[row.moment])
    grid = start_of(row.moment, own, zone)
    if own == DAY and row.stamp.whole_day:
        grid = row.moment
    if grid == row.moment:
        return None
    if own == DAY:
        return code_of("interval.overlap", given[grid]) if grid in given else None
    return code_of("interval.overlap", given[grid]) if grid in given else "interval.off_grid"


def _length(row: Row, own: int) -> str | None:
    """Why the end of a row does not fit: the other rows are longer or shorter."""
    text = row.texts.get("end", "").strip()
    if not text:
        return None if row.stamp.minutes in (None, own) else "interval.length"
    try:
        clock, _ = read_clock(text.split(" ")[-1].split("T")[-1])
    except NoMoment:
        return "interval.length_unreadable"
    local = row.stamp.local
    length = (clock.hour * 60 + clock.minute - local.hour * 60 - local.minute) % DAY
    # Some write the last minute that belongs to it: 09:00 to 09:29.
    return None if (length or DAY) in (own, own - 1) else "interval.length"


def _numbers(row: Row, mapping: ArrivalMapping, found: list[Found]) -> Point | None:
    """The numbers of a row, or None; every cell that is wrong is told."""
    before = len(found)
    values = _counts(row.line, row.texts, mapping, found)
    aht = _aht(row, mapping, found)
    if len(found) > before and any(each.keeps_out for each in found[before:]):
        return None
    offered = values["offered"]
    parts = (values["answered"], values["abandoned"])
    if offered is None and None not in parts:
        offered = sum(part for part in parts if part is not None)
    if offered is None:
        found.append(Found(row.line, mapping.column("offered"), "number.missing"))
        return None
    return Point(row.moment, offered, *parts, aht)


def _counts(
    line: Line, texts: Mapping[str, str], mapping: ArrivalMapping, found: list[Found]
) -> dict[str, int | None]:
    values: dict[str, int | None] = {}
    for target in COUNTS:
        try:
            values[target] = read_count(texts.get(target, ""))
        except NoNumber as error:
            found.append(Found(line, mapping.column(target), error.code))
    return values


def look_at(lines: Iterable[Line], mapping: ArrivalMapping, found: list[Found]) -> None:
    """Add to `found` what is wrong with the counts of rows that have no moment to stand at."""
    told = {(each.line.number, each.column) for each in found}
    for line in lines:
        texts = {
            target: as_text(line.cells.get(column))
            for target in COUNTS
            if (column := mapping.column(target)) and (line.number, column) not in told
        }
        _counts(line, texts, mapping, found)


def _aht(row: Row, mapping: ArrivalMapping, found: list[Found]) -> float | None:
    try:
        return read_seconds(row.texts.get("aht", ""))
    except NoNumber as error:
        found.append(Found(row.line, mapping.column("aht"), f"note.{error.code}"))
        return None


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)
