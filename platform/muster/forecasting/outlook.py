"""The forecast of a series: by day and by interval, with how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from muster.forecasting import daily, shape
from muster.forecasting.bands import HIGH, LOW, Band, chance, learn
from muster.forecasting.calendar import Calendar, calendar
from muster.forecasting.caution import cautious, is_special
from muster.forecasting.features import Floats, explain
from muster.forecasting.grid import starts_within
from muster.forecasting.history import History
from muster.forecasting.models import DAY

LEADS = (1, 7, 14, 42)  # a day that is further ahead than one of these uses the next
MOST_DAYS = 42
FEWEST_DAYS = 14
JUDGED_DAYS = 120  # the last ones, foreseen without them, tell how far numbers stray
JUDGED_INTERVAL_DAYS = 28


@dataclass(frozen=True, slots=True)
class Known:
    """Something known beforehand. percent: what it adds; None: as much as its like did before."""

    name: str
    first: date
    last: date
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is expected from a moment on: four of five times between low and high."""

    starts_at: datetime
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ForeseenDay:
    """A day. why: names of holidays and events that were reckoned with.

    lift: how many times the expected number a surge is measured by (muster.forecasting.caution).
    """

    day: date
    expected: float
    low: float
    high: float
    why: tuple[str, ...] = ()
    lift: float = 1.0


@dataclass(slots=True)
class Outlook:
    """The coming days, the intervals of the first of them, and how good such forecasts were.

    error: Σ|real − foreseen| ÷ Σ real over judged_days days, each foreseen a week ahead; None
    where there is too little to tell.
    """

    days: list[ForeseenDay] = field(default_factory=list)
    intervals: list[Foreseen] = field(default_factory=list)
    error: float | None = None
    judged_days: int = 0
    day_band: Band | None = None
    interval_band: Band | None = None


def foresee(
    past: History,
    place: str,
    events: Sequence[Known] = (),
    *,
    days: int = MOST_DAYS,
    interval_days: int = 14,
) -> Outlook:
    """The forecast for the days behind the last one of `past`. Nothing later is looked at.

    place: whose holidays ("CA-BC"). Gives an empty outlook for fewer than FEWEST_DAYS known days.
    """
    outlook = Outlook()
    if np.sum(~np.isnan(past.totals)) < FEWEST_DAYS:
        return outlook
    facts = calendar(past.first, len(past) + days, place)
    unusual = unusual_days(facts, events)
    factors = factors_of(past, facts, events, unusual)
    for lead, ahead in _blocks(days):
        model, band = _ahead(past, facts, unusual, lead)
        outlook.day_band = outlook.day_band or band
        if lead == 7 or outlook.error is None:
            outlook.error, outlook.judged_days = _error(past, facts, unusual, lead)
        outlook.days += _days(past, facts, events, factors, model, band, ahead)
    if past.minutes < DAY:
        outlook.interval_band = _interval_band(past, facts, unusual)
        outlook.intervals = list(
            _intervals(past, facts, unusual, outlook, min(interval_days, days))
        )
    return outlook


def _blocks(days: int) -> Iterator[tuple[int, range]]:
    """Leads, each with the days for which it is the shortest that fits; 0 is the first day."""
    done = 0
    for lead in LEADS:
        if done < min(lead, days):
            yield lead, range(done, min(lead, days))
            done = lead


def _ahead(
    past: History, facts: Calendar, unusual: NDArray[np.bool_], lead: int
) -> tuple[daily.DayModel, Band]:
    explained = explain(past.totals, facts, unusual, lead)
    model = daily.fit(past.totals, explained, until=len(past), unusual=unusual)
    return model, learn(*_judged(past, facts, unusual, lead))


def _judged(
    past: History, facts: Calendar, unusual: NDArray[np.bool_], lead: int
) -> tuple[Floats, Floats]:
    """The last days, and what a model that had not seen them would have said of them."""
    n = len(past)
    first = n - min(JUDGED_DAYS, n // 3)
    foreseen = daily.backtest(
        past.totals, facts, unusual, lead=lead, first=first, last=n - 1, refit_days=n - first
    )[first:]
    ordinary = ~unusual[first:n]
    return np.where(ordinary, past.totals[first:], np.nan), foreseen


def _error(
    past: History, facts: Calendar, unusual: NDArray[np.bool_], lead: int
) -> tuple[float | None, int]:
    real, foreseen = _judged(past, facts, unusual, lead)
    known = ~np.isnan(real) & ~np.isnan(foreseen)
    if not real[known].sum():
        return None, 0
    off = np.abs(real[known] - foreseen[known]).sum()
    return float(off / real[known].sum()), int(known.sum())


def _days(
    past: History,
    facts: Calendar,
    events: Sequence[Known],
    factors: dict[str, float],
    model: daily.DayModel,
    band: Band,
    ahead: range,
) -> Iterator[ForeseenDay]:
    n = len(past)
    days = slice(n + ahead.start, n + ahead.stop)
    usual = np.nan_to_num(model.explained.usual[days])
    for number, value, ordinary in zip(
        ahead, np.nan_to_num(model.foresee(days)), usual, strict=True
    ):
        day = past.last + timedelta(days=number + 1)
        mine = [event for event in events if event.first <= day <= event.last]
        expected = np.array([value * math.prod(factor(event, factors) for event in mine)])
        measure = cautious(value, ordinary, special=is_special(facts, n + number))
        name = facts.names[n + number]
        yield ForeseenDay(
            day,
            float(expected[0]),
            float(band.edge(expected, LOW)[0]),
            float(band.edge(expected, HIGH)[0]),
            (*([name] if name else []), *(event.name for event in mine)),
            float(measure / value) if value > 0 else 1.0,
        )


def factor(event: Known, factors: dict[str, float]) -> float:
    """How many times the usual number an event brings."""
    return 1.0 + event.percent / 100 if event.percent is not None else factors.get(event.name, 1.0)


def unusual_days(facts: Calendar, events: Sequence[Known]) -> NDArray[np.bool_]:
    """Days of known events: the ordinary is not learnt from them."""
    flags = np.zeros(len(facts), dtype=bool)
    for event in events:
        first = max((event.first - facts.first).days, 0)
        flags[first : max((event.last - facts.first).days + 1, 0)] = True
    return flags


def factors_of(
    past: History, facts: Calendar, events: Sequence[Known], unusual: NDArray[np.bool_]
) -> dict[str, float]:
    """How many times the usual number came on past days of events of each name."""
    ratios: dict[str, list[float]] = {}
    usual = explain(past.totals, facts, unusual, 1).usual
    for event in events:
        for index in range(past.index(event.first), past.index(event.last) + 1):
            if 0 <= index < len(past) and usual[index] > 0 and past.totals[index] >= 0:
                ratio = float(past.totals[index] / usual[index])
                ratios.setdefault(event.name, []).append(ratio)
    return {name: float(np.median(found)) for name, found in ratios.items()}


def _interval_band(past: History, facts: Calendar, unusual: NDArray[np.bool_]) -> Band:
    """How intervals stray from what was foreseen for them the day before."""
    n = len(past)
    first = max(n - JUDGED_INTERVAL_DAYS, n // 2)
    totals = daily.backtest(
        past.totals, facts, unusual, lead=1, first=first, last=n - 1, refit_days=n - first
    )
    shares = [
        shape.spread(past.grid, facts, day, until=day, unusual=unusual) for day in range(first, n)
    ]
    foreseen = np.array(shares) * totals[first:, None]
    real = np.where(unusual[first:n, None], np.nan, past.grid[first:])
    in_shape = np.array(shares) * np.nansum(past.grid[first:], axis=1)[:, None]
    noise = chance(real.ravel(), np.nan_to_num(in_shape).ravel())
    return learn(real.ravel(), foreseen.ravel(), noise=noise)


def _intervals(
    past: History,
    facts: Calendar,
    unusual: NDArray[np.bool_],
    outlook: Outlook,
    days: int,
) -> Iterator[Foreseen]:
    band = outlook.interval_band
    for number, day in enumerate(outlook.days[:days]):
        share = shape.spread(past.grid, facts, len(past) + number, until=len(past), unusual=unusual)
        expected = np.nan_to_num(share * day.expected)
        if band is None:
            continue
        low, high = band.edge(expected, LOW), band.edge(expected, HIGH)
        for starts_at in starts_within(day.day, past.minutes, past.zone):
            local = starts_at.astimezone(past.zone)
            slot = (local.hour * 60 + local.minute) // past.minutes
            yield Foreseen(starts_at, float(expected[slot]), float(low[slot]), float(high[slot]))
