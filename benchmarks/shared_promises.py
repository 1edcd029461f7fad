"""B7: the stated probability of shared promises against a million simulated years each."""

from __future__ import annotations

import random

from benchmarks import report
from benchmarks.report import Figure
from muster.capacity.probability import SEASONS, Holder, yearly
from muster.capacity.simulating import simulate

YEARS, POTS, SEED = 1_000_000, 5, 20261122
LEVEL = 0.99


def run() -> list[Figure]:
    """A figure for each pot: how far the stated probability lies from what was played."""
    chance = random.Random(SEED)
    return [_pot(chance, number) for number in range(1, POTS + 1)]


def _pot(chance: random.Random, number: int) -> Figure:
    zones = [f"zone-{n}" for n in range(chance.randint(2, 5))]
    hits = {
        zone: tuple(chance.choice((0.002, 0.01, 0.05)) for _ in range(SEASONS)) for zone in zones
    }
    holders = [
        Holder(chance.choice(zones), chance.randint(10, 80), chance.uniform(0.01, 0.1), 0.9)
        for _ in range(chance.randint(8, 20))
    ]
    seats = int(sum(holder.seats for holder in holders) * chance.uniform(0.35, 0.6))
    lost = dict.fromkeys(zones[:2], seats // 4)
    stated = yearly(seats, lost, holders, hits)
    seen = simulate(seats, lost, holders, hits, years=YEARS, seed=SEED + number)
    low, high = seen.interval(LEVEL)
    return Figure(
        "B7",
        f"stated {stated:.6f}, {len(holders)} holders in {len(zones)} zones: difference",
        abs(stated - seen.share),
        "",
        beside=(high - low) / 2,
        beside_what=f"half of the {LEVEL:.0%} interval of {YEARS:,} years",
        goal="within it",
        met=low <= stated <= high,
    )


if __name__ == "__main__":
    report.publish("shared_promises", run())
