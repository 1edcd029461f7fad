"""How likely a pot is honoured: by hand, by listing every case, and by simulated years."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.capacity.probability import SEASONS, Holder, yearly
from muster.capacity.simulating import simulate

NEVER = dict.fromkeys("ab", (0.0,) * SEASONS)


def test_two_holders_and_a_pot_for_one() -> None:
    both = [Holder("a", 10, 0.1, 1.0), Holder("a", 10, 0.2, 1.0)]
    season = 1 - 0.1 * 0.2
    assert yearly(10, {}, both, NEVER) == pytest.approx(season**4, abs=1e-15)
    assert yearly(20, {}, both, NEVER) == 1.0
    assert yearly(9, {}, both, NEVER) == pytest.approx((0.9 * 0.8) ** 4, abs=1e-15)


def test_one_zone_strikes_both_and_takes_seats_of_the_pot_with_it() -> None:
    both = [Holder("a", 10, 0.0, 1.0), Holder("a", 10, 0.0, 1.0)]
    hits = {"a": (0.25, 0.0, 0.0, 0.0)}
    assert yearly(10, {}, both, hits) == pytest.approx(0.75, abs=1e-15)
    assert yearly(20, {}, both, hits) == 1.0
    assert yearly(20, {"a": 1}, both, hits) == pytest.approx(0.75, abs=1e-15)


def test_holders_in_other_zones_are_safer_together() -> None:
    apart = [Holder("a", 10, 0.0, 1.0), Holder("b", 10, 0.0, 1.0)]
    hits = dict.fromkeys("ab", (0.1,) * SEASONS)
    assert yearly(10, {}, apart, hits) == pytest.approx(0.99**4, abs=1e-15)


def every_case(
    seats: int, lost: dict[str, int], holders: list[Holder], hits: dict[str, tuple[float, ...]]
) -> float:
    """The same by adding up every combination of hits and calls."""
    year = 1.0
    for season in range(SEASONS):
        honoured = 0.0
        for struck in product((False, True), repeat=2):
            chance, left = 1.0, seats
            where = dict(zip("ab", struck, strict=True))
            for zone, hit in where.items():
                chance *= hits[zone][season] if hit else 1 - hits[zone][season]
                left -= lost.get(zone, 0) if hit else 0
            for called in product((False, True), repeat=len(holders)):
                weight, demand = chance, 0
                for holder, calls in zip(holders, called, strict=True):
                    own = holder.struck if where[holder.zone] else holder.calm
                    weight *= own if calls else 1 - own
                    demand += holder.seats if calls else 0
                if demand <= max(left, 0):
                    honoured += weight
        year *= honoured
    return year


CHANCE = st.sampled_from([0.0, 0.01, 0.3, 0.5, 1.0])


@settings(max_examples=60)
@given(
    seats=st.integers(1, 9),
    lost=st.dictionaries(st.sampled_from("ab"), st.integers(1, 9)),
    holders=st.lists(
        st.builds(Holder, st.sampled_from("ab"), st.integers(1, 6), CHANCE, CHANCE), max_size=4
    ),
    hits=st.fixed_dictionaries(dict.fromkeys("ab", st.tuples(*[CHANCE] * SEASONS))),
)
def test_it_is_the_sum_over_every_case(
    seats: int, lost: dict[str, int], holders: list[Holder], hits: dict[str, tuple[float, ...]]
) -> None:
    exact = every_case(seats, lost, holders, hits)
    assert yearly(seats, lost, holders, hits) == pytest.approx(exact, abs=1e-12)


def test_simulated_years_agree() -> None:
    holders = [Holder("ab"[n % 2], 20 + n, 0.03, 0.8) for n in range(12)]
    hits = {"a": (0.02, 0.01, 0.05, 0.01), "b": (0.0, 0.03, 0.01, 0.01)}
    stated = yearly(110, {"a": 30, "b": 10}, holders, hits)
    seen = simulate(110, {"a": 30, "b": 10}, holders, hits, years=40_000, seed=20261122)
    low, high = seen.interval(0.99)
    assert low <= stated <= high
    assert 0.5 < stated < 0.999
