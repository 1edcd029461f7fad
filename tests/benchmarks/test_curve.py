"""The day that is replayed: everything of it, in its shape, and how its speed is reckoned."""

from __future__ import annotations

import pytest

from benchmarks.curve import CALLS, CURVE, SERVICES, Hour, interleaved, sample, split, times_as_fast


def test_the_curve_is_of_a_thousand_over_24_hours() -> None:
    assert (len(CURVE), sum(CURVE)) == (24, 1000)


@pytest.mark.parametrize("one_in", [1, 7, 500, 3000])
def test_a_sample_loses_nothing_by_rounding(one_in: int) -> None:
    hours = sample(one_in, at_once=16)
    assert sum(hour.calls for hour in hours) == round(CALLS / one_in)
    assert sum(hour.services for hour in hours) == round(SERVICES / one_in)


def test_an_hour_gets_its_share_and_its_crowd() -> None:
    night, peak = (sample(1, at_once=16)[hour] for hour in (3, 10))
    assert (night.calls, night.services, night.at_once) == (60, 1500, 1)
    assert (peak.calls, peak.services, peak.at_once) == (1840, 46_000, 35)


def test_the_largest_remainders_gain() -> None:
    assert split(10, [1, 1, 1]) == [4, 3, 3]
    assert split(3, [5, 1, 4]) == [2, 0, 1]
    assert split(0, [1, 2]) == [0, 0]


def test_calls_are_spread_among_services() -> None:
    order = interleaved(Hour(9, calls=2, services=8, at_once=1))
    assert order == [False] * 4 + [True] + [False] * 4 + [True]


def test_an_hour_without_anything_has_no_order() -> None:
    assert interleaved(Hour(3, calls=0, services=0, at_once=1)) == []


def test_a_sample_stands_for_the_whole_day() -> None:
    assert times_as_fast(1, 86_400) == 1
    assert times_as_fast(1000, 4.32) == pytest.approx(20)
