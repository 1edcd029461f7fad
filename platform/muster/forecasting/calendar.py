"""What is known of days beforehand: weekdays, holidays and what lies around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from muster.forecasting.holidays import holidays_of

Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]
_MARGIN = 14  # days before and after, so that what lies around the ends is known


@dataclass(frozen=True, slots=True)
class Calendar:
    """Facts of consecutive days. All arrays are as long as there are days.

    off: a holiday, or a day that nearly everybody takes off beside one. after, second_after: the
    first and second working day after one that fell on a working day; before: the last before.
    of_month, to_end: the number of the working day, from the start and from the end of its month.
    names: of the holiday, "" if none.
    """

    first: date
    weekday: Whole
    month: Whole
    day_of_year: Whole
    off: Flags
    after: Flags
    second_after: Flags
    before: Flags
    of_month: Whole
    to_end: Whole
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.weekday)

    def day(self, index: int) -> date:
        """The day at a place of the arrays."""
        return self.first + timedelta(days=index)


def calendar(first: date, days: int, place: str) -> Calendar:
    """The facts of so many days from `first` on, with the holidays of `place` ("CA-BC")."""
    start = first - timedelta(days=_MARGIN + 31)
    total = days + 2 * (_MARGIN + 31)
    every = [start + timedelta(days=number) for number in range(total)]
    known = holidays_of(place, every[0].year, every[-1].year) if place else {}
    weekday = np.array([day.weekday() for day in every])
    names = [_plain(known.get(day, "")) for day in every]
    off = np.array([bool(name) for name in names]) | _bridges(every, known)
    working = (weekday < 5) & ~off
    after, second, before = _around(weekday, off, working)
    of_month, to_end = _numbered(every, working)
    inner = slice(_MARGIN + 31, _MARGIN + 31 + days)
    return Calendar(
        first=first,
        weekday=weekday[inner],
        month=np.array([day.month for day in every])[inner],
        day_of_year=np.array([day.timetuple().tm_yday for day in every])[inner],
        off=off[inner],
        after=after[inner],
        second_after=second[inner],
        before=before[inner],
        of_month=of_month[inner],
        to_end=to_end[inner],
        names=tuple(names[inner]),
    )


def _plain(name: str) -> str:
    """A holiday and the day on which it is observed have one name."""
    return name.partition(" (")[0].partition(";")[0]


def _bridges(every: list[date], known: dict[date, str]) -> Flags:
    """Days beside a holiday that are taken off in its country without being in the law."""
    flags = np.zeros(len(every), dtype=bool)
    for index, day in enumerate(every):
        easter = known.get(day - timedelta(days=3), "").startswith("Good Friday")
        boxing = (day.month, day.day) == (12, 26) and (day - timedelta(days=1)) in known
        flags[index] = easter or boxing
    return flags


def _around(weekday: Whole, off: Flags, working: Flags) -> tuple[Flags, Flags, Flags]:
    """The first and the second working day after a holiday, and the last before one."""
    after, second, before = (np.zeros(len(off), dtype=bool) for _ in range(3))
    places = np.flatnonzero(working)
    lost = off & (weekday < 5)
    for number in range(1, len(places)):
        earlier, later = places[number - 1], places[number]
        if lost[earlier + 1 : later].any():
            after[later] = True
            before[earlier] = True
            if number + 1 < len(places) and places[number + 1] - later <= 3:
                second[places[number + 1]] = True
    return after, second, before


def _numbered(every: list[date], working: Flags) -> tuple[Whole, Whole]:
    """The number of each working day in its month, from its start and from its end; 0: none."""
    forward = np.zeros(len(every), dtype=np.int64)
    backward = np.zeros(len(every), dtype=np.int64)
    for numbers, order in ((forward, range(len(every))), (backward, range(len(every) - 1, -1, -1))):
        count, month = 0, 0
        for index in order:
            if every[index].month != month:
                count, month = 0, every[index].month
            count += bool(working[index])
            numbers[index] = count if working[index] else 0
    return forward, backward
