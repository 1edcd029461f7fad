"""What a day looks like: how its contacts spread over the half-hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.staffing.poisson import Array
from muster.staffing.questions import BadQuestion

SLOTS = 48
SLOT_SECONDS = 1800.0
_QUIET = 0.2  # a weekday with a smaller part of the median day is one on which they are closed
_RECENT_DAYS = 56

# Shares by hour of the day, in any unit: office hours with a morning and an afternoon peak, shops
# and delivery until late, and a line that never closes.
SHAPES: Mapping[str, tuple[float, ...]] = {
    "office": (0,) * 9 + (7, 12, 13, 8, 7, 11, 12, 9, 5) + (0,) * 6,
    "day": (0,) * 8 + (3, 6, 9, 9, 7, 7, 8, 8, 8, 8, 9, 10, 9, 5) + (0,) * 2,
    "always": (2, 1, 1, 1, 1, 2, 3, 5, 8, 11, 12, 12, 9, 9, 11, 11, 10, 9, 9, 10, 10, 8, 6, 4),
}


@dataclass(frozen=True, slots=True)
class Typical:
    """What history says: contacts of an ordinary day, its shape, and its busiest day.

    shares: by half-hour, None where only whole days are known. weekdays: on how many there is
    anything to do. days: how many days this rests on.
    """

    contacts: float
    busiest: float
    shares: tuple[float, ...] | None
    weekdays: int
    days: int


def spread(contacts: float, by_hour: Sequence[float]) -> tuple[float, ...]:
    """The contacts of a day by half-hour; `by_hour`: 24 shares in any unit. Raises BadQuestion."""
    if len(by_hour) != SLOTS // 2 or min(by_hour) < 0 or not 0 < sum(by_hour) < float("inf"):
        raise BadQuestion("shape", "is 24 numbers, one for each hour, not all of them 0")
    shares = np.repeat(np.asarray(by_hour, np.float64), 2)
    return tuple((contacts * shares / shares.sum()).tolist())


def typical(grid: Array, first_weekday: int) -> Typical | None:
    """An ordinary day of a history of [day, slot], NaN where nothing is known; None without days.

    The mean of the last eight weeks on weekdays that are open; slots may be of any length that
    divides the day. first_weekday: of the first day, Monday is 0.
    """
    known = np.asarray(~np.isnan(grid).all(axis=1), np.bool_)
    totals = np.where(known, np.nansum(grid, axis=1), np.nan)
    weekday = (np.arange(len(grid)) + first_weekday) % 7
    recent = known.copy()
    recent[: max(len(grid) - _RECENT_DAYS, 0)] = False
    if not recent.any():
        return None
    means = np.array([_mean(totals[recent & (weekday == day)]) for day in range(7)])
    usual = float(np.median(means[means > 0])) if (means > 0).any() else 0.0
    open_days = means > _QUIET * usual
    counted = recent & open_days[weekday]
    if not counted.any():
        return None
    slots = np.nan_to_num(grid[counted]).mean(axis=0)
    return Typical(
        contacts=float(totals[counted].mean()),
        busiest=float(np.nanmax(totals)),
        shares=_half_hours(slots),
        weekdays=int(open_days.sum()),
        days=int(counted.sum()),
    )


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else 0.0


def _half_hours(slots: Array) -> tuple[float, ...] | None:
    if slots.size < SLOTS // 2 or not slots.sum() > 0:
        return None
    if slots.size < SLOTS:
        return tuple(np.repeat(slots, 2).tolist())
    return tuple(slots.reshape(SLOTS, -1).sum(axis=1).tolist())
