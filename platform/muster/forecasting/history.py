"""A series as numbers by day and slot of the day, in its own calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from muster.forecasting.features import Floats
from muster.forecasting.models import DAY

WHOLE_SHARE = 0.8  # a day with fewer of its usual intervals is unknown, not quiet
LONGEST_DAYS = 3660  # ten years; what is older is left out


@dataclass(frozen=True, slots=True)
class History:
    """grid: [day, slot] of local time, nan where nothing is known; totals: of whole days.

    Where the clocks go back, two intervals share a slot, which holds their mean.
    """

    first: date
    minutes: int
    zone: ZoneInfo
    grid: Floats
    totals: Floats

    def __len__(self) -> int:
        return len(self.totals)

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=len(self) - 1)

    def index(self, day: date) -> int:
        """The place of a day, which may lie before or behind."""
        return (day - self.first).days

    def before(self, day: date) -> History | None:
        """Only the days before `day`; None if there are none."""
        kept = min(self.index(day), len(self))
        if kept <= 0:
            return None
        return History(self.first, self.minutes, self.zone, self.grid[:kept], self.totals[:kept])


def history(
    points: Iterable[tuple[datetime, int]],
    minutes: int,
    zone: ZoneInfo,
    *,
    longest_days: int = LONGEST_DAYS,
) -> History | None:
    """The history that points give, in order; None if there is none.

    The last day is left out while intervals are missing that days like it have.
    """
    rows = [(moment.astimezone(zone), offered) for moment, offered in points]
    if not rows:
        return None
    last = rows[-1][0].date()
    first = max(rows[0][0].date(), last - timedelta(days=longest_days - 1))
    slots = DAY // minutes
    sums = np.zeros(((last - first).days + 1, slots))
    counts = np.zeros_like(sums)
    for local, offered in rows:
        day = (local.date() - first).days
        if day >= 0:
            slot = (local.hour * 60 + local.minute) // minutes
            sums[day, slot] += offered
            counts[day, slot] += 1
    grid = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
    totals = _totals(sums, counts, first)
    if np.isnan(totals[-1]):
        grid, totals = grid[:-1], totals[:-1]
    return History(first, minutes, zone, grid, totals) if len(totals) else None


def _totals(sums: Floats, counts: Floats, first: date) -> Floats:
    """The sum of each day that is whole; a day is compared with the others of its weekday."""
    seen = (counts > 0).sum(axis=1)
    weekday = (np.arange(len(seen)) + first.weekday()) % 7
    usual = np.zeros(7)
    for number in range(7):
        mine = seen[(weekday == number) & (seen > 0)]
        usual[number] = np.median(mine) if len(mine) else 0.0
    whole = (seen > 0) & (seen >= WHOLE_SHARE * usual[weekday])
    return np.where(whole, sums.sum(axis=1), np.nan)
