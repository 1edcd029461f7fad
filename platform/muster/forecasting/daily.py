"""How many will come on a day, so many days ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.forecasting import lad
from muster.forecasting.calendar import Calendar
from muster.forecasting.features import Explained, Floats, explain

TRAINED_DAYS = 2555  # seven years
RIDGE = 5.0
FEWEST_TRAINED = 42  # below this the usual number of the weekday is the forecast
_FARTHEST = 1.5  # days that were further from the usual number than this teach nothing


@dataclass(frozen=True, slots=True)
class DayModel:
    """A fitted model for days that are `lead` days ahead of the last known one."""

    explained: Explained
    b: Floats | None

    def foresee(self, days: slice) -> Floats:
        """The numbers of these days; nan where nothing is known of such weekdays."""
        usual = self.explained.usual[days]
        if self.b is None:
            return usual
        return usual * np.maximum(1.0 + self.explained.x[days] @ self.b, 0.0)


def fit(
    y: Floats,
    explained: Explained,
    *,
    until: int,
    unusual: NDArray[np.bool_],
    trained_days: int = TRAINED_DAYS,
    ridge: float = RIDGE,
) -> DayModel:
    """Learn from the days before `until`, none of them later."""
    usual, x = explained.usual, explained.x
    days = np.arange(max(0, until - trained_days), until)
    days = days[~np.isnan(y[days]) & (usual[days] > 0) & ~unusual[days]]
    ratio = y[days] / usual[days] - 1.0
    near = np.abs(ratio) < _FARTHEST
    days, ratio = days[near], ratio[near]
    if len(days) < FEWEST_TRAINED:
        return DayModel(explained, None)
    weights = usual[days] / usual[days].mean()
    return DayModel(explained, lad.fit(x[days], ratio, weights, ridge=ridge))


def backtest(
    y: Floats,
    calendar: Calendar,
    unusual: NDArray[np.bool_],
    *,
    lead: int,
    first: int,
    last: int,
    refit_days: int = 7,
    trained_days: int = TRAINED_DAYS,
    ridge: float = RIDGE,
) -> Floats:
    """What would have been foreseen for the days from `first` to `last`, `lead` days before each.

    The model is learnt anew every `refit_days` days, each time from days of which the numbers were
    known when the earliest of its forecasts was made.
    """
    explained = explain(y, calendar, unusual, lead)
    foreseen = np.full(last + 1, np.nan)
    for start in range(first, last + 1, refit_days):
        days = slice(start, min(start + refit_days, last + 1))
        model = fit(
            y,
            explained,
            until=start - lead + 1,
            unusual=unusual,
            trained_days=trained_days,
            ridge=ridge,
        )
        foreseen[days] = model.foresee(days)
    return foreseen
