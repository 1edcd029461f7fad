"""The cheapest mix of rented seats and standby, and what it does on the day of the surge."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from muster.staffing import rehearsal
from muster.staffing.advice import Advice, Days, Prices, Target, advise, open_hours
from muster.staffing.profiles import SHAPES, spread, typical
from muster.staffing.questions import BadQuestion

TARGET = Target(0.8, 20, 300, 180, 0.85)
PRICES = Prices(seat_month=680_000, seats_per_head=1 / 0.7, hold_month=80_000, use_hour=4_500)
USUAL = Days(spread(20, SHAPES["office"]), 21)
SURGE = Days(spread(10_000, SHAPES["office"]), 10 / 12)


def by_hand(found: Advice, base: int, usual: Days, surge: Days) -> float:
    """A month's cost, half-hour by half-hour."""
    total = math.ceil(base / 0.7 - 1e-9) * 680_000 + (found.peak - base) * 80_000.0
    for kind, plan in ((usual, found.ordinary), (surge, found.surge)):
        for heads in plan.seated:
            total += kind.a_month * max(heads - base, 0) * 0.5 * 4_500
    return total


def test_the_health_card_hotline() -> None:
    found = advise(USUAL, SURGE, TARGET, PRICES)
    best = found.best
    assert best.base + best.standby == found.peak
    assert best.total < found.owned.total / 5
    assert found.owned.standby == 0
    assert found.ordinary_only.base == max(found.ordinary.seated)
    assert (found.surge.service_level >= 0.8).all()
    played = rehearsal.rehearse(found, best, SURGE, TARGET, lead_seconds=900)
    assert played.called_at == 9 * 3600
    assert played.joined_at == 9 * 3600 + 900
    assert played.without.answer_rate() < 0.1
    assert played.helped.answer_rate() > 0.95
    assert played.helped.answer_rate() < played.owned.answer_rate()


def test_it_is_the_cheapest_of_all() -> None:
    usual, surge = Days(spread(900, SHAPES["day"]), 26), Days(spread(4_000, SHAPES["day"]), 4)
    found = advise(usual, surge, TARGET, PRICES, carries_ordinary=False)
    costs = [by_hand(found, base, usual, surge) for base in range(found.peak + 1)]
    assert found.totals == pytest.approx(costs)
    assert found.best.total == pytest.approx(min(costs))
    assert found.mix(10_000) == found.owned


def test_dear_standby_is_not_held() -> None:
    dear = replace(PRICES, hold_month=2_000_000)
    found = advise(USUAL, SURGE, TARGET, dear)
    assert found.best == found.owned


def test_a_base_that_carries_ordinary_days() -> None:
    cheap = replace(PRICES, hold_month=0, use_hour=1)
    assert advise(USUAL, SURGE, TARGET, cheap, carries_ordinary=False).best.base == 0
    carried = advise(USUAL, SURGE, TARGET, cheap)
    assert carried.best.base == carried.ordinary_only.base > 0


def test_who_is_not_certified_needs_somebody_who_leads() -> None:
    found = advise(USUAL, SURGE, TARGET, PRICES, copy_factor=8)
    assert found.best.standby <= 8 * found.best.base
    assert found.best.standby > 8 * (found.best.base - 1)


def test_a_surge_that_is_known_finds_the_reserve_seated() -> None:
    found = advise(USUAL, SURGE, TARGET, PRICES)
    sudden = rehearsal.rehearse(found, found.best, SURGE, TARGET, lead_seconds=4 * 3600)
    known = rehearsal.rehearse(found, found.best, SURGE, TARGET, lead_seconds=None)
    assert known.helped.answer_rate() > 0.99 > sudden.helped.answer_rate()
    assert known.without.waits.tolist() == sudden.without.waits.tolist()


def test_a_surge_of_two_hundred_thousand_is_played_contact_by_contact() -> None:
    surge = replace(SURGE, contacts=spread(200_000, SHAPES["office"]))
    found = advise(USUAL, surge, TARGET, PRICES)
    played = rehearsal.rehearse(found, found.best, surge, TARGET, lead_seconds=None)
    assert abs(played.helped.offered - 200_000) < 3_000
    assert played.helped.answer_rate() > 0.99
    assert played.without.answer_rate() < 0.5


def test_no_surge_at_all() -> None:
    quiet = Days(spread(20, SHAPES["office"]), 0)
    found = advise(USUAL, quiet, TARGET, PRICES)
    assert found.best.standby == 0
    played = rehearsal.rehearse(found, found.best, quiet, TARGET, lead_seconds=900)
    assert played.called_at is None
    assert open_hours(USUAL, quiet) == 9


def test_a_day_is_spread_over_its_half_hours() -> None:
    found = spread(1000, SHAPES["always"])
    assert (len(found), sum(found)) == (48, pytest.approx(1000))
    assert found[20] == found[21]


@pytest.mark.parametrize("shape", [(1,) * 23, (0,) * 24, (-1,) + (1,) * 23, (math.inf,) * 24])
def test_what_is_no_shape(shape: tuple[float, ...]) -> None:
    with pytest.raises(BadQuestion):
        spread(1000, shape)


def test_an_ordinary_day_of_a_history() -> None:
    grid = np.tile([0.0] * 9 + [10.0] * 9 + [0.0] * 6, (100, 1))
    grid[:40] *= 5  # long ago
    weekday = (np.arange(100) + 2) % 7
    grid[weekday >= 5] = 0  # closed at the weekend
    grid[70] = np.nan
    grid[83] *= 9
    found = typical(grid, first_weekday=2)
    assert found is not None
    assert found.weekdays == 5
    assert found.busiest == 810
    assert 90 < found.contacts < 120
    assert found.shares is not None
    assert (len(found.shares), found.shares[18]) == (48, found.shares[19])
    assert (found.shares[17], found.shares[36]) == (0, 0)


def test_a_history_of_days_has_no_shape() -> None:
    found = typical(np.full((30, 1), 200.0), 0)
    assert found is not None
    assert (found.contacts, found.shares, found.weekdays, found.days) == (200, None, 7, 30)


@pytest.mark.parametrize("grid", [np.full((30, 48), np.nan), np.zeros((0, 48)), np.zeros((9, 24))])
def test_a_history_of_nothing(grid: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> None:
    assert typical(grid, 0) is None
