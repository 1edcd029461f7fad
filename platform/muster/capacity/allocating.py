"""Whether people and places suffice, hour by hour, and which of them to take.

In each hour the people that can be seated at once are an independent set of a polymatroid: no
pool gives more than it has, no site seats more than it has places. In such a set the greedy choice
(hot people first, then warm, then cold) is largest for each tier and all tiers before it at once.
So whether the steps of a ramp can be met is known from three sums an hour, exactly; and if they
can, `assign` finds who. It first tries to spare hot people, who can serve any step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from muster.capacity.asking import COLD_MINUTES, WARM_MINUTES, Ask
from muster.capacity.models import PoolKind, Tier
from muster.capacity.reading import Free, Hours, PoolHours

TIERS = (Tier.HOT, Tier.WARM, Tier.COLD)
Taken = dict[UUID, Hours]


@dataclass(frozen=True, slots=True)
class Need:
    """People needed in every hour: hot; hot and warm; all. led: why hot is more than was asked.

    led is the number of hot people without whom too few would lead the rest (the copy factor).
    """

    hot: int
    warm: int
    all: int
    led: int

    def of(self, tier: Tier) -> int:
        """People needed of a tier and those before it."""
        return {Tier.HOT: self.hot, Tier.WARM: self.warm, Tier.COLD: self.all}[tier]


def need(ask: Ask, *, copy_factor: int, base_seats: int) -> Need:
    """What a wish needs, where each hot agent or rented seat can lead `copy_factor` others."""
    hot, warm = ask.within(WARM_MINUTES), ask.within(COLD_MINUTES)
    led = max(0, -(-(ask.seats - copy_factor * base_seats) // (1 + copy_factor)))
    if ask.seats == hot:
        led = 0
    return Need(max(hot, led), max(warm, hot, led), ask.seats, led)


@dataclass(frozen=True, slots=True)
class Reach:
    """The most that can be had in each hour: hot people; hot and warm; all."""

    hot: Hours
    warm: Hours
    all: Hours

    def of(self, tier: Tier) -> Hours:
        """The most of a tier and those before it."""
        return {Tier.HOT: self.hot, Tier.WARM: self.warm, Tier.COLD: self.all}[tier]

    def short(self, needed: Need) -> dict[Tier, Hours]:
        """How many are missing in each hour, by tier with those before it."""
        return {tier: np.maximum(needed.of(tier) - self.of(tier), 0) for tier in TIERS}


def least(counts: Hours) -> int:
    """The smallest count of any hour; 0 if there are no hours."""
    return int(counts.min()) if len(counts) else 0


def places_by_site(free: Free) -> dict[UUID, Hours]:
    """Free seats of each site by hour."""
    return {p.site_id: p.free for p in free.pools if p.kind == PoolKind.PLACES and p.site_id}


def reach(free: Free) -> Reach:
    """The most that can be seated in each hour."""
    places = places_by_site(free)
    width = len(free.at)
    totals = [np.zeros(width, dtype=np.int32) for _ in TIERS]
    by_site: dict[UUID | None, list[Hours]] = {}
    for pool in free.people():
        counts = by_site.setdefault(pool.site_id, [np.zeros(width, dtype=np.int32) for _ in TIERS])
        counts[TIERS.index(Tier(pool.tier))] += pool.free
    for site, counts in by_site.items():
        seats = places.get(site, 0) if site is not None else None
        people = np.zeros(width, dtype=np.int32)
        for number, count in enumerate(counts):
            people += count
            totals[number] += people if seats is None else np.minimum(people, seats)
    return Reach(*totals)


def assign(free: Free, needed: Need) -> tuple[list[PoolHours], Taken, dict[UUID, Hours]]:
    """Who is taken: pools, people of each by hour, and seats of each site by hour.

    What is needed must be in reach. Sparing hot people may paint itself into a corner where
    places are few; there, in these hours, the exact choice is made instead.
    """
    pools = _sparing(free.people())
    taken, left = _take_sparingly(free, pools, needed)
    corner = left > 0
    if corner.any():
        for pool_id, exact in _take_exactly(free.only(corner), needed).items():
            taken[pool_id][corner] = exact
    sites: dict[UUID, Hours] = {}
    for pool in pools:
        if pool.site_id is not None:
            sites.setdefault(pool.site_id, np.zeros(len(free.at), dtype=np.int32))
            sites[pool.site_id] += taken[pool.id]
    return pools, taken, sites


def _sparing(pools: Sequence[PoolHours]) -> list[PoolHours]:
    """First those who can serve the fewest others; of these the ones that are there all along."""
    return sorted(pools, key=lambda p: (p.versatile, -least(p.free), str(p.id)))


class _Hand:
    """Takes people from pools while their sites have places."""

    def __init__(self, free: Free) -> None:
        self.places = {site: seats.copy() for site, seats in places_by_site(free).items()}
        self.width = len(free.at)
        self.none = np.zeros(self.width, dtype=np.int32)
        self.taken: Taken = {p.id: np.zeros(self.width, dtype=np.int32) for p in free.people()}

    def take(self, pools: Sequence[PoolHours], wanted: Hours) -> Hours:
        """Take up to `wanted` by hour; gives what is left to take."""
        left = wanted.copy()
        for pool in pools:
            if not left.any():
                break
            amount = np.minimum(pool.free - self.taken[pool.id], left)
            if pool.site_id is not None:
                seats = self.places.get(pool.site_id, self.none)
                amount = np.minimum(amount, seats)
                self.places[pool.site_id] = seats - amount
            self.taken[pool.id] += amount
            left -= amount
        return left


def _of(pools: Sequence[PoolHours], *tiers: Tier) -> list[PoolHours]:
    return [pool for tier in tiers for pool in pools if pool.tier == tier]


def _take_sparingly(
    free: Free, pools: Sequence[PoolHours], needed: Need
) -> tuple[Taken, NDArray[np.int32]]:
    hand = _Hand(free)
    full = np.ones(len(free.at), dtype=np.int32)
    left = hand.take(_of(pools, Tier.HOT), full * needed.hot)
    left += hand.take(_of(pools, Tier.WARM, Tier.HOT), full * (needed.warm - needed.hot))
    rest = full * (needed.all - needed.warm)
    left += hand.take(_of(pools, Tier.COLD, Tier.WARM, Tier.HOT), rest)
    return hand.taken, left


def _take_exactly(free: Free, needed: Need) -> Taken:
    """The greedy choice, and then back with what is too much, hot people first."""
    pools = free.people()
    hand = _Hand(free)
    endless = np.full(len(free.at), np.iinfo(np.int32).max, dtype=np.int32)
    for tier in TIERS:
        hand.take(_of(pools, tier), endless)
    sums = {
        tier: sum((hand.taken[p.id] for p in _of(pools, tier)), start=hand.none) for tier in TIERS
    }
    hot, warm = sums[Tier.HOT], sums[Tier.WARM]
    excess = hot + warm + sums[Tier.COLD] - needed.all
    back_hot = np.minimum.reduce([hot - needed.hot, hot + warm - needed.warm, excess])
    back_warm = np.minimum.reduce([warm, hot + warm - back_hot - needed.warm, excess - back_hot])
    backs = (back_hot, back_warm, excess - back_hot - back_warm)
    for tier, back in zip(TIERS, backs, strict=True):
        _put_back(hand.taken, _of(pools, tier), back)
    return hand.taken


def _put_back(taken: Taken, pools: Sequence[PoolHours], back: Hours) -> None:
    left = back.copy()
    for pool in pools:
        amount = np.minimum(taken[pool.id], left)
        taken[pool.id] -= amount
        left -= amount
