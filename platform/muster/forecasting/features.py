"""What the number of a day is explained by, relative to what its weekday usually brings.

Everything is known so many days ahead (`lead`): the row of a day uses numbers of days that are at
least `lead` days older, and facts of the calendar. A test changes the future and sees no change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from muster.forecasting.calendar import Calendar

Floats = NDArray[np.float64]
WEEKS = 12  # so many of each weekday make its usual number
LEVELS = (1, 3, 7, 14, 56)  # days over which the present level is compared with the last 28
YEAR = 364  # whole weeks
ENOUGH_FOR_YEARS = 400
FARTHEST = (
    0.4  # what is further off was never seen in numbers, and is not drawn out into the unknown
)


@dataclass(frozen=True, slots=True)
class Explained:
    """For each day: the usual number of its weekday at today's level, and the rest's reasons."""

    usual: Floats
    x: Floats


def clean(y: Floats, calendar: Calendar, unusual: NDArray[np.bool_]) -> Floats:
    """The numbers of ordinary days; others are unknown (nan). unusual: days of known events."""
    n = len(y)
    barred = calendar.off[:n] | calendar.after[:n] | unusual[:n]
    return np.where(barred, np.nan, y)


def explain(y: Floats, calendar: Calendar, unusual: NDArray[np.bool_], lead: int) -> Explained:
    """Reasons for each day of the calendar, of which `y` are the first ones' numbers."""
    n = len(calendar)
    ordinary = np.full(n, np.nan)
    ordinary[: len(y)] = clean(y, calendar, unusual)
    profile = _profiles(ordinary, calendar, lead)
    level = _level(ordinary, profile, calendar, lead, 28)
    usual = level * profile[np.arange(n), calendar.weekday]
    columns = [*_recent(ordinary, profile, level, usual, calendar, lead), *_facts(calendar)]
    if len(y) >= ENOUGH_FOR_YEARS:
        columns += _yearly(ordinary, usual, calendar, lead)
    return Explained(usual, np.column_stack(columns).astype(np.float64))


def _profiles(ordinary: Floats, calendar: Calendar, lead: int) -> Floats:
    """[day, weekday]: the median of the last twelve such weekdays known `lead` days before."""
    n = len(ordinary)
    known = np.arange(n) - lead  # the last index that a day may look at
    profile = np.full((n, 7), np.nan)
    for weekday in range(7):
        places = np.flatnonzero(calendar.weekday == weekday)
        padded = np.concatenate([np.full(WEEKS - 1, np.nan), ordinary[places]])
        medians = _nanmedian(sliding_window_view(padded, WEEKS))
        last = np.searchsorted(places, known, side="right") - 1
        seen = last >= 0
        profile[seen, weekday] = medians[last[seen]]
    return profile


def _level(ordinary: Floats, profile: Floats, calendar: Calendar, lead: int, days: int) -> Floats:
    """How the last `days` known days compare with the profile; nan where none is known."""
    n = len(ordinary)
    seen = ~np.isnan(ordinary)
    ends = np.clip(np.arange(n) - lead + 1, 0, n)
    starts = np.clip(ends - days, 0, n)
    sums = np.concatenate([[0.0], np.cumsum(np.where(seen, ordinary, 0.0))])
    real = sums[ends] - sums[starts]
    foreseen = np.zeros(n)
    for weekday in range(7):
        mine = np.concatenate([[0], np.cumsum(seen & (calendar.weekday == weekday))])
        count = mine[ends] - mine[starts]
        foreseen += np.where(count > 0, np.nan_to_num(profile[:, weekday]) * count, 0.0)
    level: Floats = np.divide(real, foreseen, out=np.full(n, np.nan), where=foreseen > 0)
    return level


def _recent(
    ordinary: Floats,
    profile: Floats,
    level: Floats,
    usual: Floats,
    calendar: Calendar,
    lead: int,
) -> list[Floats]:
    """The last weeks: the same weekday before, and whether it has gone up or down since."""
    columns = []
    first = -(-lead // 7) * 7
    for lag in range(first, first + 28, 7):
        before = np.concatenate([np.full(lag, np.nan), ordinary])[: len(ordinary)]
        columns.append(_deviation(before, usual))
    for days in LEVELS:
        now = _level(ordinary, profile, calendar, lead, days)
        columns.append(_deviation(now, level))
    return columns


def _facts(calendar: Calendar) -> list[Floats]:
    weekday, off = calendar.weekday, calendar.off
    working = weekday < 5
    flags = [weekday == number for number in range(7)]
    flags += [off & working, off & ~working]
    flags += [calendar.after, calendar.after & (weekday == 0), calendar.second_after]
    flags += [calendar.before]
    flags += [calendar.of_month == number for number in (1, 2, 3, 4)]
    flags += [calendar.to_end == number for number in (1, 2, 3)]
    names = np.array(calendar.names)
    flags += [names == name for name in sorted(set(calendar.names) - {""})]
    return [flag.astype(np.float64) for flag in flags]


def _yearly(ordinary: Floats, usual: Floats, calendar: Calendar, lead: int) -> list[Floats]:
    """The season: months, waves of the year, and how it was one and two years ago."""
    columns = [(calendar.month == number).astype(np.float64) for number in range(1, 13)]
    columns.append(((calendar.month == 12) & (calendar.day_of_year >= 357)).astype(np.float64))
    columns.append((calendar.day_of_year <= 3).astype(np.float64))
    angle = 2 * np.pi * calendar.day_of_year / 365.25
    for wave in (1, 2, 3):
        columns += [np.sin(wave * angle), np.cos(wave * angle)]
    ratio = np.divide(ordinary, usual, out=np.full(len(usual), np.nan), where=usual > 0)
    for width, lag in ((3, YEAR), (10, YEAR), (7, 2 * YEAR)):
        padded = np.concatenate([np.full(width, np.nan), ratio, np.full(width, np.nan)])
        around = _nanmedian(sliding_window_view(padded, 2 * width + 1))
        then = np.concatenate([np.full(lag, np.nan), around])[: len(usual)]
        columns.append(np.nan_to_num(np.clip(then, 0.5, 2.0) - 1.0))
    return columns


def _deviation(value: Floats, of: Floats) -> Floats:
    """How far a value is from another, as a share of it; 0 where one is unknown."""
    share = np.divide(value, of, out=np.full(len(of), np.nan), where=of > 0)
    return np.asarray(np.clip(np.nan_to_num(share - 1.0), -FARTHEST, FARTHEST), dtype=np.float64)


def _nanmedian(windows: Floats) -> Floats:
    """The median of each row without its gaps; nan where there are only gaps."""
    ranked = np.sort(windows, axis=1)  # gaps come last
    count = np.sum(~np.isnan(ranked), axis=1)
    rows = np.arange(len(ranked))
    low = ranked[rows, np.maximum(count - 1, 0) // 2]
    high = ranked[rows, np.minimum(count // 2, ranked.shape[1] - 1)]
    return np.where(count > 0, (low + high) / 2, np.nan)
