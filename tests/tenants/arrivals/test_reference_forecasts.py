"""How good forecasts and the surge watch are on real histories; never trained on the future."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.arrivals import (
    BANK,
    BANK_GOAL,
    CITY,
    CITY_GOAL,
    CITY_TEST,
    WINDSTORM,
    half_hours,
    read,
    wape,
)
from muster.forecasting import daily
from muster.forecasting.calendar import calendar
from muster.forecasting.history import History
from muster.forecasting.outlook import foresee
from muster.forecasting.surge import replay

pytestmark = pytest.mark.skipif(
    not os.environ.get("MUSTER_REFERENCE_DATA"), reason="MUSTER_REFERENCE_DATA is not set"
)


@pytest.fixture(scope="module")
def city() -> History:
    return read(*CITY[:2], minutes=1440)


def test_half_hours_of_a_bank_a_day_ahead() -> None:
    (figure,) = half_hours(read(*BANK[:2], minutes=30))
    assert figure.value <= 100 * BANK_GOAL
    assert figure.beside == pytest.approx(7.5, abs=0.05)  # the baseline that others measured


def test_days_of_a_city_a_week_ahead(city: History) -> None:
    first, last = map(city.index, CITY_TEST)
    facts = calendar(city.first, len(city), CITY[2])
    foreseen = daily.backtest(
        city.totals, facts, np.zeros(len(city), dtype=bool), lead=7, first=first, last=last,
        refit_days=61,
    )  # fmt: skip
    real = city.totals[first : last + 1]
    assert wape(real, foreseen[first:]) <= CITY_GOAL
    assert wape(real, city.totals[first - 7 : last - 6]) == pytest.approx(0.149, abs=0.001)


def test_a_storm_is_a_surge_and_mondays_are_none(city: History) -> None:
    past = until(city, date(2015, 12, 31))
    alarms = replay(past, CITY[2], since=date(2015, 3, 1), refit_days=60)
    assert [alarm.first for alarm in alarms] == [WINDSTORM]


def test_the_spring_of_2020_is_none(city: History) -> None:
    past = until(city, date(2020, 5, 31))
    assert replay(past, CITY[2], since=date(2020, 1, 5), refit_days=60) == []


def test_an_outlook_of_real_days_is_whole(city: History) -> None:
    outlook = foresee(city, CITY[2])
    assert len(outlook.days) == 42
    assert all(0 < day.low <= day.expected <= day.high for day in outlook.days)
    assert outlook.error is not None
    assert outlook.error < 0.1


def until(city: History, last: date) -> History:
    """Ten years at most, as the application reads them."""
    past = city.before(last + timedelta(days=1))
    assert past is not None
    kept = min(len(past), 2500)
    return replace(
        past,
        first=past.last - timedelta(days=kept - 1),
        grid=past.grid[-kept:],
        totals=past.totals[-kept:],
    )
