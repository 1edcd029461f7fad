"""Forecasts: of what they are made, what they never see, and how sure they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from muster.forecasting import daily
from muster.forecasting.calendar import calendar
from muster.forecasting.features import explain
from muster.forecasting.history import History, history
from muster.forecasting.outlook import Known, foresee
from tests.muster.forecasting.conftest import FIRST, SHANGHAI, WEEK, made, pairs


def test_the_week_and_the_day_have_their_shape(hotline: History) -> None:
    outlook = foresee(hotline, "")
    for day in outlook.days[:14]:
        usual = 600 * WEEK[day.day.weekday()]
        assert 0.85 * usual < day.expected < 1.15 * usual
        assert day.low < day.expected < day.high
    first = [each for each in outlook.intervals if each.starts_at.astimezone(SHANGHAI).hour == 13]
    night = [each for each in outlook.intervals if each.starts_at.astimezone(SHANGHAI).hour == 3]
    assert all(each.expected > 30 for each in first[:1])
    assert all(each.expected < 1 for each in night)
    whole = sum(each.expected for each in outlook.intervals[:24])
    assert abs(whole - outlook.days[0].expected) < 0.01
    assert outlook.error is not None
    assert outlook.error < 0.08


def test_four_of_five_days_lie_in_the_band(hotline: History) -> None:
    inside = []
    for back in range(70, 0, -14):
        past = hotline.before(hotline.last - timedelta(days=back - 1))
        assert past is not None
        for day in foresee(past, "", days=14).days:
            index = hotline.index(day.day)
            if index < len(hotline):
                inside.append(day.low <= hotline.totals[index] <= day.high)
    assert len(inside) == 70
    assert 0.62 < np.mean(inside) < 0.95


def test_changing_the_future_changes_nothing() -> None:
    days, cut = 560, 500
    rng = np.random.default_rng(3)
    y = 100 + 30 * rng.random(days) + 40 * (np.arange(days) % 7 < 5)
    other = y.copy()
    other[cut:] = rng.random(days - cut) * 5000
    facts, unusual = calendar(FIRST, days, "CN"), np.zeros(days, dtype=bool)
    for lead in (1, 7, 14):
        # A day knows what is `lead` days older, and nothing of what lies between.
        known = slice(0, cut + lead)
        one, two = (explain(each, facts, unusual, lead) for each in (y, other))
        np.testing.assert_array_equal(one.usual[known], two.usual[known])
        np.testing.assert_array_equal(one.x[known], two.x[known])
        foreseen, again = (
            daily.backtest(each, facts, unusual, lead=lead, first=420, last=cut + lead - 1)
            for each in (y, other)
        )
        np.testing.assert_array_equal(foreseen[420:], again[420:])
        assert not np.isnan(foreseen[420:]).any()


def test_a_forecast_sees_no_day_behind_its_origin(hotline: History) -> None:
    origin = hotline.first + timedelta(days=100)
    later = hotline.grid.copy()
    later[100:] *= 50
    changed = replace(hotline, grid=later, totals=np.where(
        np.arange(len(hotline)) < 100, hotline.totals, hotline.totals * 50
    ))  # fmt: skip
    one, two = hotline.before(origin), changed.before(origin)
    assert one is not None
    assert two is not None
    assert foresee(one, "CN").days == foresee(two, "CN").days


def test_events_are_reckoned_with(hotline: History) -> None:
    first = hotline.last + timedelta(days=1)
    plain = foresee(hotline, "").days[0]
    doubled = foresee(hotline, "", [Known("Mailing", first, first, 100)]).days[0]
    assert abs(doubled.expected / plain.expected - 2) < 0.02
    assert doubled.why == ("Mailing",)
    before = Known("Sale", hotline.last - timedelta(days=20), hotline.last - timedelta(days=20))
    louder = hotline.totals.copy()
    louder[-21] *= 3
    learnt = foresee(
        replace(hotline, totals=louder), "", [before, Known("Sale", first, first)]
    ).days[0]
    assert 2.4 < learnt.expected / plain.expected < 3.6


def test_holidays_are_learnt() -> None:
    from muster.forecasting.holidays import holidays_of  # noqa: PLC0415 - its list, not ours

    free = holidays_of("CN", 2026, 2028)
    points = [
        replace(point, offered=point.offered // 4)
        if point.starts_at.astimezone(SHANGHAI).date() in free
        else point
        for point in made(505, minutes=1440)
    ]
    past = history(pairs(points), 1440, SHANGHAI)
    assert past is not None
    outlook = foresee(past, "CN")
    told = [each for each in outlook.days if each.day in free]
    assert len(told) > 2
    for each in told:
        assert each.why
        assert each.expected < 0.6 * 600 * WEEK[each.day.weekday()]


def test_too_little_says_nothing() -> None:
    past = history(pairs(made(10)), 60, SHANGHAI)
    assert past is not None
    assert foresee(past, "").days == []
    assert history([], 60, SHANGHAI) is None


def test_a_day_that_is_not_whole_is_unknown() -> None:
    points = made(30)
    cut = [*points[: 24 * 10 + 6], *points[24 * 11 : 24 * 29 + 12]]
    past = history(pairs(cut), 60, SHANGHAI)
    assert past is not None
    assert np.isnan(past.totals[10])  # a gap, not a quiet day
    assert len(past) == 29  # the last day was under way
