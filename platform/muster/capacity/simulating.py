"""Years of a pot, played through at random: what the exact probability is held against.

Nothing here is shared with `probability`: no convolution, no truncation. Hits and calls are drawn
one by one, seats are added up, and years in which they sufficed are counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.capacity.probability import SEASONS, Holder

AT_ONCE = 50_000
NORMAL = {0.95: 1.959963984540054, 0.99: 2.5758293035489004}


@dataclass(frozen=True, slots=True)
class Seen:
    """Years that were played, and in how many everybody got their seats."""

    years: int
    honoured: int

    @property
    def share(self) -> float:
        """The share of years that were honoured."""
        return self.honoured / self.years

    def interval(self, level: float) -> tuple[float, float]:
        """Wilson's interval for the true share: 0.95 or 0.99."""
        z, n, p = NORMAL[level], self.years, self.share
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return middle - half, middle + half


def simulate(
    seats: int,
    zone_seats: Mapping[str, int],
    holders: Sequence[Holder],
    hits: Mapping[str, Sequence[float]],
    *,
    years: int,
    seed: int,
) -> Seen:
    """Play `years`; arguments as of `probability.yearly`. The same seed plays the same years."""
    random = np.random.default_rng(seed)
    zones = sorted({holder.zone for holder in holders} | set(zone_seats))
    honoured = 0
    for first in range(0, years, AT_ONCE):
        count = min(AT_ONCE, years - first)
        good = np.ones(count, dtype=np.bool_)
        for season in range(SEASONS):
            struck = {
                zone: random.random(count) < (hits[zone][season] if zone in hits else 0.0)
                for zone in zones
            }
            left = np.full(count, seats)
            for zone, lost in zone_seats.items():
                left -= lost * struck[zone]
            needed = np.zeros(count, dtype=np.int64)
            for holder in holders:
                chance = np.where(struck[holder.zone], holder.struck, holder.calm)
                needed += holder.seats * (random.random(count) < chance)
            good &= needed <= np.maximum(left, 0)
        honoured += int(good.sum())
    return Seen(years, honoured)
