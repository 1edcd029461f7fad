"""Histories written for tests: a week with its shape, a season, and chance from a fixed seed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from muster.forecasting.grid import starts_within
from muster.forecasting.history import History, history
from muster.forecasting.models import DAY
from muster.forecasting.points import Point

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 5, 4)  # a Monday
WEEK = (1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3)


def made(days: int, *, minutes: int = 60, a_day: float = 600.0, seed: int = 7) -> list[Point]:
    """So many days of a hotline that is open from 8 to 20."""
    chance = np.random.default_rng(seed)
    points = []
    for number in range(days):
        day = FIRST + timedelta(days=number)
        level = a_day * WEEK[day.weekday()] * chance.normal(1.0, 0.04)
        for start in starts_within(day, minutes, SHANGHAI):
            hour = start.astimezone(SHANGHAI).hour
            share = (
                1.0
                if minutes == DAY
                else max(0.0, 1.0 - abs(hour - 13.5) / 6.5) / 6.5 * minutes / 60
            )
            points.append(Point(start, int(chance.poisson(level * share))))
    return points


def pairs(points: list[Point]) -> list[tuple[datetime, int]]:
    return [(point.starts_at, point.offered) for point in points]


@pytest.fixture(scope="session")
def hotline() -> History:
    """Twenty weeks by the hour."""
    found = history(pairs(made(140)), 60, SHANGHAI)
    assert found is not None
    return found
