"""Dates and times as people write them, in the zone that they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Order = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")
_PLACES = {"ymd": (0, 1, 2), "dmy": (2, 1, 0), "mdy": (2, 0, 1)}
_CENTURY = 70  # two-digit years from here on are of the last century

_DATE = re.compile(r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?")
_PACKED = re.compile(r"(\d{8}|\d{6})(?!\d)")
_CLOCK = re.compile(
    r"(?P<half1>[ap]m|上午|下午)?\s*(?P<h>\d{1,2})[:.时](?P<m>\d{2})(?:[:.分](?P<s>\d{2}))?"
    r"(?:[.,]\d+)?\s*秒?\s*(?P<half2>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{2}):?(\d{2})?", re.IGNORECASE)
_UTC_NAMES = {"z", "utc", "gmt", "etc/utc"}


class NoMoment(ValueError):
    """A text that is no date or time. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@lru_cache(maxsize=4096)
def read_date(text: str, order: Order) -> tuple[date, str]:
    """The date that a text begins with, and what follows it. Raises NoMoment."""
    plain = unicodedata.normalize("NFKC", text).strip()
    packed = _PACKED.match(plain)
    found = packed or _DATE.match(plain)
    if found is None:
        raise NoMoment("date.unreadable" if plain else "date.missing")
    parts = _unpacked(plain[: found.end()], order) if packed else list(found.groups())
    year, month, day = (parts[place] for place in _PLACES[_order_of(parts, order)])
    if len(month) > 2 or len(day) > 2:
        raise NoMoment("date.unreadable")
    try:
        return date(_whole_year(year), int(month), int(day)), plain[found.end() :]
    except ValueError:
        raise NoMoment("date.unreadable") from None


def read_clock(text: str) -> tuple[time, str]:
    """The time of day that a text begins with, and what follows. "24:00" is not one."""
    plain = unicodedata.normalize("NFKC", text).strip(" T\t")
    found = _CLOCK.match(plain)
    if found is None:
        raise NoMoment("time.unreadable")
    hour = int(found["h"])
    half = (found["half1"] or found["half2"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise NoMoment("time.unreadable")
    if half in ("pm", "下午"):
        hour = hour % 12 + 12
    elif half:
        hour %= 12
    try:
        return time(hour, int(found["m"]), int(found["s"] or 0)), plain[found.end() :].strip()
    except ValueError:
        raise NoMoment("time.unreadable") from None


def read_zone(text: str) -> ZoneInfo | timezone | None:
    """The zone that a text names: "Asia/Shanghai", "+08:00", "Z"; None for an empty text."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if plain.lower() in _UTC_NAMES:
        return UTC
    offset = _OFFSET.fullmatch(plain)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    elif "/" in plain and (zone := _zone(plain)) is not None:
        return zone
    raise NoMoment("zone.unknown")


def find_order(texts: Iterable[str]) -> Order | None:
    """In which order these dates are written; None where two orders read all of them.

    Texts that no order reads do not count. With nothing to tell by it is year, month, day.
    """
    misses = dict.fromkeys(ORDERS, 0)
    total = 0
    for text in texts:
        total += 1
        for order in ORDERS:
            try:
                read_date(text, order)
            except NoMoment:
                misses[order] += 1
    least = min(misses.values())
    best = [order for order in ORDERS if misses[order] == least]
    if "ymd" in best or least == total:
        return "ymd"
    return best[0] if len(best) == 1 else None


def at(local: datetime, zone: ZoneInfo | timezone, *, second: bool = False) -> datetime:
    """The moment of a local time. second: of a time that comes twice, the later.

    Raises NoMoment for a time that the clocks leapt over.
    """
    placed = local.replace(tzinfo=zone, fold=int(second))
    offset = placed.utcoffset()
    if offset is not None and offset == placed.replace(fold=int(not second)).utcoffset():
        return (local - offset).replace(tzinfo=UTC)  # most of the year
    moment = placed.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local and isinstance(zone, ZoneInfo):
        raise NoMoment("time.skipped")
    return moment


def is_twice(local: datetime, zone: ZoneInfo | timezone) -> bool:
    """Whether the clocks showed this time twice."""
    first, later = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and later is not None and first > later


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None


def _unpacked(digits: str, order: Order) -> list[str]:
    long = len(digits) == 8
    if order == "ymd":
        cut = 4 if long else 2
        return [digits[:cut], digits[cut : cut + 2], digits[cut + 2 :]]
    return [digits[:2], digits[2:4], digits[4:]]


def _order_of(parts: list[str], order: Order) -> Order:
    """Four digits are a year, whatever the order of the others."""
    if len(parts[0]) == 4:
        return "ymd"
    if len(parts[0]) == 3 or len(parts[2]) == 3 or (order == "ymd" and len(parts[2]) == 4):
        raise NoMoment("date.unreadable")
    return order


def _whole_year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= _CENTURY else 2000)
