"""A surge, told from a busy Monday: far beyond what was foreseen, by chance and by share.

Pure: takes what came and what was expected, and knows no database. docs/surge-watch.md tells how
many alarms other limits would have given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np

from muster.forecasting import daily
from muster.forecasting.bands import Band, learn
from muster.forecasting.calendar import Calendar, calendar
from muster.forecasting.caution import cautious, is_special
from muster.forecasting.features import Floats, explain
from muster.forecasting.history import History
from muster.forecasting.outlook import Known, factor, factors_of, unusual_days

RATIO = 1.5  # a surge brings at least so many times what was expected,
SCORE = 5.0  # and is so many usual errors of the forecast away from it
CALM_RATIO = 1.2  # below which a surge is over
_LEARNT_DAYS = 365
_FEWEST_LEARNT = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """What came in a span of time, and what was expected in it. sigma: the usual error."""

    offered: int
    expected: float
    sigma: float

    @property
    def ratio(self) -> float:
        """How many times the expected number; what is not expected at all counts as one."""
        return self.offered / max(self.expected, 1.0)

    @property
    def score(self) -> float:
        """How many usual errors beyond it."""
        return (self.offered - self.expected) / max(self.sigma, 1.0)

    @property
    def upper(self) -> float:
        """The most that is no surge."""
        return max(RATIO * max(self.expected, 1.0), self.expected + SCORE * max(self.sigma, 1.0))


def reading(offered: int, expected: float, band: Band) -> Reading:
    """A reading whose usual error is the band's for numbers of this size."""
    return Reading(offered, expected, float(band.sigma(np.array([expected]))[0]))


def is_surge(seen: Reading, at_least: int) -> bool:
    """Whether this is a surge. at_least: so many beyond the expected, or it is not worth a call."""
    beyond = seen.offered - seen.expected
    return seen.ratio >= RATIO and seen.score >= SCORE and beyond >= at_least


def is_over(seen: Reading) -> bool:
    """Whether a surge that was has ended."""
    return seen.ratio < CALM_RATIO


@dataclass(frozen=True, slots=True)
class Alarm:
    """A surge as the replay found it. days: as long as it lasted; the reading of its first day."""

    first: date
    days: int
    seen: Reading


def replay(
    past: History,
    place: str,
    events: Sequence[Known] = (),
    *,
    since: date,
    at_least: int = 10,
    refit_days: int = 14,
) -> list[Alarm]:
    """The alarms that the watch would have given day by day from `since` on.

    Each day is foreseen from the days before it; the usual error is that of forecasts made before
    it. Nothing later is looked at. One alarm a surge, however many days it lasts.
    """
    alarms: list[Alarm] = []
    lasts: Alarm | None = None
    for day, seen in _readings(past, place, events, since, refit_days):
        if lasts is None and is_surge(seen, at_least):
            lasts = Alarm(day, 1, seen)
        elif lasts is not None and is_over(seen):
            alarms.append(lasts)
            lasts = None
        elif lasts is not None:
            lasts = Alarm(lasts.first, (day - lasts.first).days + 1, lasts.seen)
    return [*alarms, lasts] if lasts is not None else alarms


def _readings(
    past: History, place: str, events: Sequence[Known], since: date, refit_days: int
) -> Iterator[tuple[date, Reading]]:
    facts = calendar(past.first, len(past), place)
    unusual = unusual_days(facts, events)
    first = max(past.index(since), 0)
    learnt_from = max(first - _LEARNT_DAYS, _FEWEST_LEARNT)
    foreseen = daily.backtest(
        past.totals,
        facts,
        unusual,
        lead=1,
        first=learnt_from,
        last=len(past) - 1,
        refit_days=refit_days,
    )
    usual = explain(past.totals, facts, unusual, 1).usual
    known = factors_of(past, facts, events, unusual)
    band: Band | None = None
    for index in range(first, len(past)):
        start = max(index - _LEARNT_DAYS, learnt_from)
        if np.isnan(past.totals[index]) or np.isnan(foreseen[index]):
            continue
        if index - start < _FEWEST_LEARNT:
            continue
        if band is None or (index - first) % refit_days == 0:
            band = learn(past.totals[start:index], foreseen[start:index])
        day = facts.day(index)
        expected = _measure(foreseen, usual, facts, index)
        for event in events:
            if event.first <= day <= event.last:
                expected *= factor(event, known)
        yield day, reading(int(past.totals[index]), expected, band)


def _measure(foreseen: Floats, usual: Floats, facts: Calendar, index: int) -> float:
    return cautious(float(foreseen[index]), float(usual[index]), special=is_special(facts, index))


def pooled(parts: Sequence[tuple[float, float]], band: Band) -> tuple[float, float]:
    """The expected sum of parts of intervals, and its usual error.

    parts: (expected number of the whole interval, share of it). Intervals of one hour stray
    together by the band's spread; chance evens out between them.
    """
    expected = sum(number * share for number, share in parts)
    return expected, sqrt(max(band.noise * expected + (band.spread * expected) ** 2, 1.0))
