"""How the contacts of a day spread over its intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from muster.forecasting.calendar import Calendar
from muster.forecasting.features import Floats

HALF_LIFE_DAYS = 60.0  # a day so much older counts half
SAME_WEEKDAY = 20.0  # how much more a day of the same weekday counts
OTHER_KIND = 0.5  # a day after a holiday for one that is not, and the other way round
TAUGHT_DAYS = 180


def spread(
    grid: Floats, calendar: Calendar, day: int, *, until: int, unusual: NDArray[np.bool_]
) -> Floats:
    """The share of each slot of the local day in its total; adds up to 1, nan if unknown.

    grid: [day, slot], nan where nothing is known. Learns from days before `until` alone.
    """
    days = np.arange(max(0, until - TAUGHT_DAYS), until)
    weights = weigh(calendar, day, days)
    totals = np.nansum(grid[days], axis=1)
    good = (totals > 0) & ~unusual[days]
    if not good.any():
        return np.full(grid.shape[1], np.nan)
    weights = np.where(good, weights, 0.0)
    shares = grid[days] / np.where(good, totals, 1.0)[:, None]
    seen = ~np.isnan(shares)
    weighed = np.where(seen, shares, 0.0) * weights[:, None]
    mass = (seen * weights[:, None]).sum(axis=0)
    share = np.divide(weighed.sum(axis=0), mass, out=np.zeros(grid.shape[1]), where=mass > 0)
    total = float(share.sum())
    return share / total if total > 0 else np.full(grid.shape[1], np.nan)


def weigh(calendar: Calendar, day: int, days: NDArray[np.int64]) -> Floats:
    """How much each of `days` tells about `day`: lately, on the same weekday, of the same kind."""
    age = 0.5 ** ((day - days) / HALF_LIFE_DAYS)
    same = np.where(calendar.weekday[days] == calendar.weekday[day], SAME_WEEKDAY, 1.0)
    # Weekdays of working life and days off are different days altogether.
    weekend = (calendar.weekday[days] >= 5) == (calendar.weekday[day] >= 5)
    off = calendar.off[days] == calendar.off[day]
    after = calendar.after[days] == calendar.after[day]
    alike = np.where(weekend, 1.0, 0.05) * np.where(off, 1.0, 0.1)
    weights: Floats = age * same * alike * np.where(after, 1.0, OTHER_KIND)
    return weights
