"""How likely a pot can honour everybody who shares it, exactly.

A year has four seasons. In each, each hazard zone is hit or not, independently of the others.
Given that, each holder needs all of its seats or none, independently: with its chance of a calm
season, or with that of a struck one if its own zone is hit. Seats of the pot in a zone that is
hit are lost. The pot is honoured in a year if in no season more is needed than is left of it.

The sums are convolutions: exact up to the rounding of floating point, no sampling. Demand beyond
the pot's size needs no telling apart, so the arrays stop there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEASONS = 4
Demand = NDArray[np.float64]  # chance of needing exactly 0, 1, 2, … seats

World = tuple[Mapping[str, int], Mapping[str, Demand], Mapping[str, Demand], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who shares a pot. calm, struck: the chance of needing the seats in a season."""

    zone: str
    seats: int
    calm: float
    struck: float


def yearly(
    seats: int,
    zone_seats: Mapping[str, int],
    holders: Sequence[Holder],
    hits: Mapping[str, Sequence[float]],
) -> float:
    """The chance that in a whole year everybody who needs seats of the pot gets them.

    seats: of the pot; zone_seats: how many of them are lost with each zone. hits: the chance
    that a zone is hit, by season; zones that are not in it are never hit.
    """
    zones = sorted({holder.zone for holder in holders} | set(zone_seats))
    living = {zone: [holder for holder in holders if holder.zone == zone] for zone in zones}
    calm = {z: _demand([(h.seats, h.calm) for h in some], seats) for z, some in living.items()}
    struck = {z: _demand([(h.seats, h.struck) for h in some], seats) for z, some in living.items()}
    year = 1.0
    for season in range(SEASONS):
        chances = {zone: hits[zone][season] if zone in hits else 0.0 for zone in zones}
        year *= _season(seats, zone_seats, calm, struck, chances)
    return min(1.0, max(0.0, year))


def _demand(parts: Sequence[tuple[int, float]], seats: int) -> Demand:
    """How many seats independent holders need together, up to `seats`."""
    demand = np.zeros(seats + 1)
    demand[0] = 1.0
    for size, chance in parts:
        needed = demand * chance
        demand *= 1.0 - chance
        if size <= seats:
            demand[size:] += needed[: seats + 1 - size]
    return demand


def _season(
    seats: int,
    zone_seats: Mapping[str, int],
    calm: Mapping[str, Demand],
    struck: Mapping[str, Demand],
    chances: Mapping[str, float],
) -> float:
    """The chance that one season is honoured."""
    demand = _demand([], seats)
    lossy: list[str] = []
    for zone, chance in chances.items():
        if zone_seats.get(zone, 0) and chance:
            lossy.append(zone)
        else:
            mixed = (1.0 - chance) * calm[zone] + chance * struck[zone]
            demand = _sum(demand, mixed)
    return _lossy(lossy, demand, seats, (zone_seats, calm, struck, chances))


def _lossy(zones: Sequence[str], demand: Demand, left: int, world: World) -> float:
    """Over every combination of hits on the zones that hold seats of the pot."""
    if not zones:
        return float(demand[: max(left, 0) + 1].sum())
    zone, rest = zones[0], zones[1:]
    zone_seats, calm, struck, chances = world
    spared = _lossy(rest, _sum(demand, calm[zone]), left, world)
    hit = _lossy(rest, _sum(demand, struck[zone]), left - zone_seats[zone], world)
    return (1.0 - chances[zone]) * spared + chances[zone] * hit


def _sum(first: Demand, second: Demand) -> Demand:
    return np.convolve(first, second)[: len(first)]
