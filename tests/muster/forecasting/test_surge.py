"""A surge, told from a busy Monday."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from muster.forecasting.bands import Band
from muster.forecasting.caution import cautious
from muster.forecasting.history import History, history
from muster.forecasting.outlook import Known
from muster.forecasting.surge import Reading, is_over, is_surge, pooled, replay
from tests.muster.forecasting.conftest import SHANGHAI, made, pairs


@pytest.fixture(scope="module")
def past() -> History:
    """A year and a half by day."""
    found = history(pairs(made(550, minutes=1440)), 1440, SHANGHAI)
    assert found is not None
    return found


def louder(past: History, **times: float) -> History:
    """The same with some days multiplied; keys are "d" and the number of the day."""
    totals = past.totals.copy()
    for day, factor in times.items():
        totals[int(day[1:])] *= factor
    return replace(past, totals=totals, grid=totals[:, None])


SINCE = 400


def test_ordinary_days_and_busy_mondays_alarm_nobody(past: History) -> None:
    since = past.first + timedelta(days=SINCE)
    assert replay(past, "", since=since, refit_days=150) == []
    busy = louder(past, **{f"d{day}": 1.3 for day in range(406, 550, 7)})
    assert replay(busy, "", since=since, refit_days=150) == []


def test_a_surge_alarms_once_however_long_it_lasts(past: History) -> None:
    loud = louder(past, d450=2.4, d451=2.6, d452=2.2, d500=3.0)
    alarms = replay(loud, "", since=past.first + timedelta(days=SINCE), refit_days=150)
    assert [(past.index(alarm.first), alarm.days) for alarm in alarms] == [(450, 3), (500, 1)]
    assert alarms[0].seen.ratio > 2


def test_what_was_known_is_no_surge(past: History) -> None:
    loud = louder(past, d450=2.4)
    day = past.first + timedelta(days=450)
    since = past.first + timedelta(days=SINCE)
    assert replay(loud, "", [Known("Mailing", day, day, 140)], since=since, refit_days=150) == []


def test_the_replay_sees_no_later_day(past: History) -> None:
    since = past.first + timedelta(days=SINCE)
    loud = louder(past, d450=2.4)
    later = louder(loud, **{f"d{day}": 9.0 for day in range(452, 550)})
    alone = replay(loud, "", since=since, refit_days=10)
    assert replay(later, "", since=since, refit_days=10)[0].seen == alone[0].seen


def test_the_limits_of_a_surge() -> None:
    assert is_surge(Reading(200, 20, 5), 10)
    assert not is_surge(Reading(28, 20, 1), 1)  # many errors away, but not half as much again
    assert not is_surge(Reading(40, 20, 10), 1)  # twice as much, but chance may do that
    assert not is_surge(Reading(9, 0.1, 0.5), 10)  # too few to call anybody for
    assert is_surge(Reading(12, 0.1, 0.5), 10)
    assert is_over(Reading(22, 20, 5))
    assert not is_over(Reading(30, 20, 5))
    seen = Reading(0, 20, 5)
    assert is_surge(Reading(int(seen.upper) + 1, 20, 5), 1)


def test_around_holidays_an_ordinary_day_is_no_surge() -> None:
    assert cautious(70, 2000, special=True) == 2000
    assert cautious(70, 2000, special=False) == 70
    assert cautious(3000, 2000, special=True) == 3000


def test_parts_of_intervals_stray_together() -> None:
    band = Band(0.1, 2.0, np.zeros(1))
    expected, sigma = pooled([(100.0, 1.0), (60.0, 0.5)], band)
    assert expected == 130.0
    assert sigma == pytest.approx(20.712, abs=1e-3)
