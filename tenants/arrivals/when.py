"""The moment of each row: its date, its time, and in which zone both are meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from tenants.arrivals.mapping import ArrivalMapping
from tenants.arrivals.moments import (
    NoMoment,
    Order,
    at,
    is_twice,
    read_clock,
    read_date,
    read_zone,
)

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_RANGE = re.compile(r"[-~–—－至到]\s*(\d{1,2}):(\d{2})$")
# What most files have, and the quickest to read.
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", re.ASCII)
_SPANS = (5, 10, 15, 30, 60)
Zone = ZoneInfo | timezone


@dataclass(slots=True)
class Stamp:
    """When a row was. local: as written, without a zone; whole_day: no time stands there.

    zone: what the row itself says, if it does. minutes: of its span, where it says so.
    """

    local: datetime
    zone: Zone | None
    whole_day: bool = False
    minutes: int | None = None


def read_stamp(start: str, clock: str, zone: str, order: Order) -> Stamp:
    """The stamp of a row, of the texts in its three columns. Raises NoMoment."""
    if order == "ymd" and not clock and not zone and _ISO.fullmatch(start):
        try:
            return Stamp(datetime.fromisoformat(start), None)
        except ValueError:
            raise NoMoment("date.unreadable") from None
    day, rest = read_date(start, order)
    named = read_zone(zone)
    text = clock.strip() or rest.strip(" T\t")
    if not text:
        return Stamp(datetime.combine(day, time.min), named, whole_day=True)
    if clock.strip() and rest.strip(" T\t0:"):
        raise NoMoment("time.twice")
    shown, after = read_clock(text)
    minutes = _span(shown, after)
    if after and minutes is None:
        named = read_zone(after)
    return Stamp(datetime.combine(day, shown), named, minutes=minutes)


def _span(begins: time, after: str) -> int | None:
    """The minutes of "09:00-09:30"; None if what follows is no end ("-05:00" is an offset)."""
    found = _RANGE.fullmatch(after)
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2]) - begins.hour * 60 - begins.minute
    return minutes % 1440 if minutes % 1440 in _SPANS else None


class Clock:
    """Turns stamps into moments; knows which zone a file is in, and what does not belong to it.

    With no zone in the file, its times are those of the series.
    """

    def __init__(self, mapping: ArrivalMapping, stamps: Sequence[Stamp | None]) -> None:
        self.home = ZoneInfo(mapping.time_zone)
        said = Counter(_name(stamp.zone) for stamp in stamps if stamp is not None)
        self.usual = said.most_common(1)[0][0] if said else ""
        self.offsets = all(name == "" or _is_offset(name) for name in said)
        self.mixed = len(said) > 1
        self._shown: set[tuple[datetime, str]] = set()

    def moment(self, stamp: Stamp, *, repeats: bool) -> tuple[datetime, bool]:
        """The moment in UTC, and whether it was a guess which of two it is.

        repeats: a time seen before is the second of an hour that came twice. Raises NoMoment.
        """
        name = _name(stamp.zone)
        if self.mixed and name != self.usual:
            self._check(stamp, name)
        zone = stamp.zone or self.home
        if stamp.whole_day:
            day = stamp.local.date()
            return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC), False
        twice = zone is not UTC and is_twice(stamp.local, zone)
        again = twice and repeats and (stamp.local, name) in self._shown
        if twice:
            self._shown.add((stamp.local, name))
        return at(stamp.local, zone, second=again), twice and not repeats

    def _check(self, stamp: Stamp, name: str) -> None:
        """Offsets change with the clocks of the series; anything else is another zone."""
        if stamp.zone is None or not self.usual:
            raise NoMoment("zone.mixed")
        own = stamp.local.replace(tzinfo=stamp.zone)
        if not self.offsets or own.astimezone(self.home).utcoffset() != own.utcoffset():
            raise NoMoment("zone.other")


def check_range(moment: datetime, now: datetime) -> None:
    """Raise NoMoment for what lies in the future, or before there were computers."""
    if moment > now + timedelta(days=1):
        raise NoMoment("time.future")
    if moment < EARLIEST:
        raise NoMoment("time.old")


def _name(zone: Zone | None) -> str:
    return "" if zone is None else str(zone)


def _is_offset(name: str) -> bool:
    return name.startswith("UTC")
