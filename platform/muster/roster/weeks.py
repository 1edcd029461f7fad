"""Weeks as they are planned: a pattern read from what was typed, and checked against the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid
from muster.tenancy.hours import DAYS, MINUTES_A_DAY, minutes

REST = timedelta(hours=11)
LONGEST = timedelta(hours=16)
MINUTES_A_WEEK = 7 * MINUTES_A_DAY

Week = Mapping[str, Sequence[Sequence[str]]]


def read_week(typed: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """A week from what was typed for each day: "" for none, "09:00-18:00", or several with commas.

    Raises Invalid for the day that is not understood, and for a week that breaks the rules.
    """
    week = {day: _spans(day, typed.get(day, "")) for day in DAYS}
    week = {day: spans for day, spans in week.items() if spans}
    check_week(week)
    return week


def check_week(week: Week) -> None:
    """Raise Invalid unless shifts are 16 hours at most, and 11 hours or none lie between two."""
    spans = sorted(
        (number * MINUTES_A_DAY + begins, number * MINUTES_A_DAY + ends, day)
        for number, day in enumerate(DAYS)
        for begins, ends in _minutes(week.get(day, ()))
    )
    if not spans:
        raise Invalid("week", _l("A week needs at least one shift."))
    again = (spans[0][0] + MINUTES_A_WEEK, 0, spans[0][2])
    for (begins, ends, day), (following, _, _) in zip(spans, [*spans[1:], again], strict=True):
        if timedelta(minutes=ends - begins) > LONGEST:
            raise Invalid(day, _l("A shift lasts 16 hours at most."))
        pause = following - ends
        if pause < 0:
            raise Invalid(day, _l("This shift overlaps the next one."))
        if 0 < pause < REST.total_seconds() / 60:
            raise Invalid(day, _l("Between this shift and the next one lie less than 11 hours."))


def minutes_a_week(week: Week) -> int:
    """How much is worked in the week."""
    return sum(ends - begins for spans in week.values() for begins, ends in _minutes(spans))


def as_typed(week: Week) -> dict[str, str]:
    """A week as it would be typed, for a form."""
    return {
        day: ", ".join(f"{begins}-{ends}" for begins, ends in week.get(day, ())) for day in DAYS
    }


def monday(day: date) -> date:
    """The Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def by_day(rows: Iterable[Any], first: date, zone: Any) -> list[list[Any]]:
    """Rows with `starts_at`, by the seven days from `first` on which they begin in a zone."""
    days: list[list[Any]] = [[] for _ in DAYS]
    for row in rows:
        begins: datetime = row["starts_at"]
        number = (begins.astimezone(zone).date() - first).days
        if 0 <= number < len(days):
            days[number].append(row)
    return days


def _spans(day: str, typed: str) -> list[list[str]]:
    plain = typed.translate(str.maketrans("：，、；–—~", ":,,,---"))
    found = []
    for part in filter(None, (part.strip() for part in plain.replace(";", ",").split(","))):
        begins, dash, ends = (piece.strip() for piece in part.partition("-"))
        if not dash or not _is_clock(begins) or begins == "24:00" or not _is_clock(ends):
            raise Invalid(day, _l("Times such as 09:00-18:00, please."))
        found.append([begins.zfill(5), ends.zfill(5)])
    return found


def _is_clock(typed: str) -> bool:
    try:
        return minutes(typed) >= 0
    except ValueError:
        return False


def _minutes(spans: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    found = []
    for begins, ends in ((minutes(span[0]), minutes(span[1])) for span in spans):
        found.append((begins, ends if ends > begins else ends + MINUTES_A_DAY))
    return found
