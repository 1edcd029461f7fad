"""Whether people suffice is known exactly, and who is taken fits: held against brute force."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.capacity import allocating
from muster.capacity.allocating import Need
from muster.capacity.asking import Step
from muster.capacity.models import PoolKind, Tier
from muster.capacity.reading import Free, PoolHours
from tests.muster.capacity import world

SITES = (UUID(int=1), UUID(int=2))
KINDS = {Tier.HOT: PoolKind.PEOPLE, Tier.WARM: PoolKind.PEOPLE, Tier.COLD: PoolKind.COHORT}


def free(pools: list[tuple[Tier, int, int]], places: tuple[int, int]) -> Free:
    """One hour: pools as tier, site and count; places of both sites."""
    people = [
        PoolHours(UUID(int=10 + n), KINDS[tier], tier, SITES[site], "z", n,
                  np.array([count], dtype=np.int32))
        for n, (tier, site, count) in enumerate(pools)
    ]  # fmt: skip
    seats = [
        PoolHours(UUID(int=100 + n), PoolKind.PLACES, Tier.PLACES, SITES[n], "z", 0,
                  np.array([count], dtype=np.int32))
        for n, count in enumerate(places)
    ]  # fmt: skip
    return Free(date(2026, 11, 23), np.array([0]), (*people, *seats))


def possible(pools: list[tuple[Tier, int, int]], places: tuple[int, int], needed: Need) -> bool:
    """Whether any choice of people at all meets the need: every one is tried."""
    for taken in product(*(range(count + 1) for _, _, count in pools)):
        chosen = list(zip(pools, taken, strict=True))
        if any(sum(n for (_, s, _), n in chosen if s == site) > places[site] for site in (0, 1)):
            continue
        hot = sum(n for (tier, _, _), n in chosen if tier == Tier.HOT)
        warm = sum(n for (tier, _, _), n in chosen if tier == Tier.WARM)
        if hot >= needed.hot and hot + warm >= needed.warm and sum(taken) >= needed.all:
            return True
    return False


POOLS = st.lists(
    st.tuples(st.sampled_from(list(KINDS)), st.integers(0, 1), st.integers(0, 3)),
    min_size=1,
    max_size=4,
)
NEEDS = st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)).map(
    lambda n: Need(n[0], n[0] + n[1], n[0] + n[1] + n[2], 0)
)


@settings(max_examples=200)
@given(pools=POOLS, places=st.tuples(st.integers(0, 5), st.integers(0, 5)), needed=NEEDS)
def test_yes_means_that_there_is_a_choice_and_the_one_taken_is_one(
    pools: list[tuple[Tier, int, int]], places: tuple[int, int], needed: Need
) -> None:
    there = free(pools, places)
    short = allocating.reach(there).short(needed)
    yes = not any(missing.any() for missing in short.values())
    assert yes == possible(pools, places, needed)
    if not yes:
        return
    chosen, taken, sites = allocating.assign(there, needed)
    total = {tier: sum(int(taken[p.id][0]) for p in chosen if p.tier == tier) for tier in KINDS}
    assert total[Tier.HOT] >= needed.hot
    assert total[Tier.HOT] + total[Tier.WARM] >= needed.warm
    assert sum(total.values()) == needed.all
    assert all(0 <= taken[p.id][0] <= p.free[0] for p in chosen)
    assert all(sites.get(SITES[n], np.zeros(1))[0] <= places[n] for n in (0, 1))


def test_hot_people_are_spared_for_what_only_they_can_do() -> None:
    there = free([(Tier.HOT, 0, 9), (Tier.WARM, 0, 9), (Tier.COLD, 0, 9)], (99, 99))
    chosen, taken, _ = allocating.assign(there, Need(2, 5, 9, 0))
    assert {p.tier: int(taken[p.id][0]) for p in chosen} == {"hot": 2, "warm": 3, "cold": 4}


def test_each_one_who_knows_the_client_can_lead_so_many_others() -> None:
    ramp = (Step(20, 15), Step(100, 240), Step(1000, 4320))
    wish = world.ask(ramp=ramp)
    assert allocating.need(wish, copy_factor=9, base_seats=0) == Need(100, 100, 1000, 100)
    assert allocating.need(wish, copy_factor=9, base_seats=20) == Need(82, 100, 1000, 82)
    assert allocating.need(wish, copy_factor=100, base_seats=20) == Need(20, 100, 1000, 0)
    assert allocating.need(world.ask(50, 15), copy_factor=0, base_seats=0) == Need(50, 50, 50, 0)
