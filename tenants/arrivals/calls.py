"""Rows that are one call each, counted into intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from muster.forecasting.grid import start_of, starts_within
from muster.forecasting.points import Point
from muster.tables.problems import code_of
from tenants.arrivals.mapping import ArrivalMapping, plain
from tenants.arrivals.numbers import NoNumber, read_seconds
from tenants.arrivals.rows import Found, Row

LONG_SECONDS = 3600.0


@dataclass(slots=True)
class _Tally:
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    talk_seconds: float = 0.0
    talks: int = 0


def count(
    rows: Sequence[Row], mapping: ArrivalMapping, minutes: int, found: list[Found]
) -> list[Point]:
    """The intervals of so many minutes in which these calls came.

    Intervals without a call are zeros on every day that has one. What is odd about rows is added
    to `found`; of those, calls that stand there twice and what is no call are left out.
    """
    zone = ZoneInfo(mapping.time_zone)
    outcomes = {
        **dict.fromkeys(mapping.words("answered"), "answered"),
        **dict.fromkeys(mapping.words("abandoned"), "abandoned"),
        **dict.fromkeys(mapping.words("no_call"), "no_call"),
    }
    tallies: dict[datetime, _Tally] = {}
    seen: dict[int, int] = {}
    for row in rows:
        first = seen.setdefault(hash(tuple(map(str, row.line.cells.values()))), row.line.number)
        if first != row.line.number:
            found.append(Found(row.line, None, code_of("call.twice", first)))
            continue
        became = _outcome(row, mapping, outcomes, found)
        if became == "no_call":
            continue
        tally = tallies.setdefault(start_of(row.moment, minutes, zone), _Tally())
        tally.offered += 1
        tally.abandoned += became == "abandoned"
        if became == "answered":
            tally.answered += 1
            _talk(row, mapping, tally, found)
    _fill(tallies, minutes, zone)
    return [_point(starts_at, tally, mapping) for starts_at, tally in tallies.items()]


def _outcome(
    row: Row, mapping: ArrivalMapping, outcomes: dict[str, str], found: list[Found]
) -> str:
    column = mapping.column("outcome")
    if column is None:
        return ""
    became = outcomes.get(plain(row.texts["outcome"]))
    if became is None:
        found.append(Found(row.line, column, "note.outcome_unknown"))
    elif became == "no_call":
        found.append(Found(row.line, column, "call.none"))
    return became or ""


def _talk(row: Row, mapping: ArrivalMapping, tally: _Tally, found: list[Found]) -> None:
    """Add the length of a call, unless nobody would believe it."""
    column = mapping.column("talk")
    if column is None:
        return
    try:
        seconds = read_seconds(row.texts["talk"])
    except NoNumber as error:
        found.append(Found(row.line, column, f"note.{error.code}"))
        return
    if not seconds or seconds > LONG_SECONDS:
        code = "note.talk_long" if seconds else "note.talk_none"
        found.append(Found(row.line, column, code))
        return
    tally.talk_seconds += seconds
    tally.talks += 1


def _fill(tallies: dict[datetime, _Tally], minutes: int, zone: ZoneInfo) -> None:
    for day in {starts_at.astimezone(zone).date() for starts_at in tallies}:
        for starts_at in starts_within(day, minutes, zone):
            tallies.setdefault(starts_at, _Tally())


def _point(starts_at: datetime, tally: _Tally, mapping: ArrivalMapping) -> Point:
    known = mapping.column("outcome") is not None
    return Point(
        starts_at,
        tally.offered,
        tally.answered if known else None,
        tally.abandoned if known else None,
        tally.talk_seconds / tally.talks if tally.talks else None,
    )
