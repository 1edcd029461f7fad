"""How many seats to rent and how many to hold in reserve: the cheapest mix, by trying them all.

A head more in the base costs its rent all month; a head less has to be held in reserve, and paid
for each hour in which it is called in. Every number of base heads from none to the peak is
priced, so the cheapest is the cheapest, and what the others would cost is there to be shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from muster.staffing import heads
from muster.staffing.plans import Plan, plan
from muster.staffing.poisson import Array
from muster.staffing.profiles import SLOT_SECONDS


@dataclass(frozen=True, slots=True)
class Target:
    """What has to hold in every half-hour. patience_seconds: infinite where nobody gives up."""

    service_level: float
    target_seconds: float
    aht_seconds: float
    patience_seconds: float
    max_occupancy: float


@dataclass(frozen=True, slots=True)
class Days:
    """One kind of day: contacts by half-hour, and how many such days a month has on average."""

    contacts: tuple[float, ...]
    a_month: float


@dataclass(frozen=True, slots=True)
class Prices:
    """In minor units. seats_per_head: rented seats for one head that is there in all open hours,
    by the seat's window and by shrinkage. hold_month: a reserved head a month. use_hour: an hour
    of a reserved head that was called in.
    """

    seat_month: float
    seats_per_head: float
    hold_month: float
    use_hour: float


@dataclass(frozen=True, slots=True)
class Mix:
    """One way to do it, and what an average month of it costs in minor units."""

    base: int
    seats: int
    standby: int
    rent: float
    hold: float
    use: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.rent + self.hold + self.use


_NOTHING = Mix(0, 0, 0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Advice:
    """The plan of both kinds of day, the cheapest mix, and the others beside it.

    owned: the peak in rented seats. ordinary_only: seats for ordinary days, nothing for a surge.
    seats: rented for 0, 1, 2 … base heads. rent, hold, use: a month's cost with so many, and
    standby up to the peak.
    """

    ordinary: Plan
    surge: Plan
    best: Mix
    owned: Mix
    ordinary_only: Mix
    seats: Array
    rent: Array
    hold: Array
    use: Array

    @property
    def peak(self) -> int:
        """Heads in the busiest half-hour of either."""
        return int(self.rent.size - 1)

    @property
    def totals(self) -> Array:
        """A month's cost with 0, 1, 2 … base heads."""
        return self.rent + self.hold + self.use

    def mix(self, base: int) -> Mix:
        """So many in the base, up to the peak, and the rest in reserve."""
        base = min(base, self.peak)
        return Mix(
            base,
            int(self.seats[base]),
            self.peak - base,
            float(self.rent[base]),
            float(self.hold[base]),
            float(self.use[base]),
        )


def advise(
    ordinary: Days,
    surge: Days,
    target: Target,
    prices: Prices,
    *,
    carries_ordinary: bool = True,
    copy_factor: float | None = None,
) -> Advice:
    """The cheapest mix. Raises BadQuestion where more than MOST_AGENTS are needed.

    carries_ordinary: on ordinary days nobody has to be called in. copy_factor: how many in reserve
    one head in the base can lead, where they are not certified; None: they need nobody.
    """
    usual, busy = _plan(ordinary, target), _plan(surge, target)
    own = int(usual.seated.max())
    peak = max(own, int(busy.seated.max()))
    least = own if carries_ordinary else 0
    if copy_factor is not None:
        least = max(least, math.ceil(peak / (1 + copy_factor)))
    everyone = np.arange(peak + 1.0)
    seats, rent, hold, use = _costs(everyone, peak, usual, busy, (ordinary, surge), prices)
    totals = rent + hold + use
    found = Advice(usual, busy, _NOTHING, _NOTHING, _NOTHING, seats, rent, hold, use)
    alone = Mix(own, int(seats[own]), 0, float(rent[own]), 0.0, 0.0)
    return replace(
        found,
        best=found.mix(least + int(np.argmin(totals[least:]))),
        owned=found.mix(peak),
        ordinary_only=alone,
    )


def _costs(
    base: Array, peak: int, usual: Plan, busy: Plan, days: tuple[Days, Days], prices: Prices
) -> tuple[Array, Array, Array, Array]:
    """Seats; then what renting, holding and using cost a month; by number in the base."""
    called = np.zeros(base.shape)
    for kind, one in zip(days, (usual, busy), strict=True):
        short = np.maximum(one.seated - base[:, np.newaxis], 0).sum(axis=1)
        called += kind.a_month * short * SLOT_SECONDS / 3600
    seats = heads.round_up(base * prices.seats_per_head)
    hold = (peak - base) * prices.hold_month
    return seats, seats * prices.seat_month, hold, called * prices.use_hour


def open_hours(ordinary: Days, surge: Days) -> float:
    """Hours of a day in which anything comes."""
    both = np.maximum(ordinary.contacts, surge.contacts)
    return float(np.count_nonzero(both)) * SLOT_SECONDS / 3600


def _plan(days: Days, target: Target) -> Plan:
    per_hour = np.array(days.contacts) * 3600 / SLOT_SECONDS
    return plan(
        per_hour,
        target.aht_seconds,
        target_seconds=target.target_seconds,
        service_level=target.service_level,
        max_occupancy=target.max_occupancy,
        patience_seconds=target.patience_seconds or math.inf,
    )
