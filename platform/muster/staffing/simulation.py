"""A simulated day, contact by contact, in the order in which they come.

Each contact takes the agent who is free first; while it waits nobody overtakes it, so its wait is
known the moment it comes, and whether its patience lasts. That makes one step a contact of what
would else be four events (the recursion of J. Kiefer and J. Wolfowitz, 1955, with givings-up).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from time import sleep

import numpy as np
import numpy.typing as npt

from muster.staffing import service_levels
from muster.staffing.day import Day
from muster.staffing.poisson import Array
from muster.staffing.service_levels import SHORT_SECONDS, Variant

TURN = 4096  # contacts, some ten milliseconds: then others in this process have their turn


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance has brought: a contact each, in order. The same for the same seed and day,
    whoever is there: two runs that differ in agents meet the same contacts.
    """

    arrivals: Array
    services: Array
    patiences: Array


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each contact. waits: until answered or given up. broken: cut off by a loss."""

    day: Day
    arrivals: Array
    waits: Array
    answered: npt.NDArray[np.bool_]
    broken: int

    def between(self, start: float, end: float) -> Outcome:
        """The contacts that came from one second to another."""
        some = (self.arrivals >= start) & (self.arrivals < end)
        return Outcome(
            self.day, self.arrivals[some], self.waits[some], self.answered[some], self.broken
        )

    @property
    def offered(self) -> int:
        """Contacts that came."""
        return int(self.arrivals.size)

    def answer_rate(self) -> float:
        """Answered ÷ offered; 1 where nothing came."""
        return float(self.answered.mean()) if self.offered else 1.0

    def mean_wait_seconds(self) -> float:
        """Of all contacts, those who gave up included."""
        return float(self.waits.mean()) if self.offered else 0.0

    def wait_percentile_seconds(self, share: float) -> float:
        """The wait that `share` of all contacts did not exceed."""
        return float(np.quantile(self.waits, share)) if self.offered else 0.0

    def service_level(
        self, target_seconds: float, variant: Variant = service_levels.DEFAULT
    ) -> float | None:
        """In the variant of that name; None where nothing counts."""
        early, gone = self.waits <= target_seconds, ~self.answered
        return service_levels.measured(
            variant,
            answered=int(self.answered.sum()),
            answered_within=int((self.answered & early).sum()),
            abandoned_within=int((gone & early).sum()),
            abandoned_after=int((gone & ~early).sum()),
            abandoned_within_short=int((gone & (self.waits <= SHORT_SECONDS)).sum()),
        )

    def by_interval(self) -> list[Outcome]:
        """The same for each interval of the day."""
        width = self.day.interval_seconds
        return [self.between(at * width, (at + 1) * width) for at in range(len(self.day.contacts))]


def run(day: Day, seed: int) -> Outcome:
    """Simulate the day; the same seed gives the same outcome."""
    return serve(day, draw(day, seed))


def draw(day: Day, seed: int) -> Drawn:
    """The contacts of the day. Arrivals, services and patience have a source of chance each."""
    coming, serving, waiting = (
        np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3)
    )
    counts = coming.poisson(day.contacts)
    starts = np.repeat(np.arange(len(day.contacts)) * day.interval_seconds, counts)
    arrivals = np.sort(starts + coming.uniform(0, day.interval_seconds, counts.sum()))
    count = arrivals.size
    return Drawn(arrivals, day.aht.draw(serving, count), day.patience.draw(waiting, count))


def serve(day: Day, drawn: Drawn) -> Outcome:
    """Let the day's agents answer these contacts."""
    # The second number is what decides between two who are free since the same moment.
    free = [(span.starts, at, span.ends, span.cut) for at, span in enumerate(day.spans())]
    heapq.heapify(free)
    services, patiences = drawn.services.tolist(), drawn.patiences.tolist()
    waits, answered = [0.0] * len(services), [False] * len(services)
    again: list[tuple[float, int]] = []
    broken = 0
    for at, came in _in_order(drawn.arrivals.tolist(), again):
        if not at % TURN:
            sleep(0)
        begins = math.inf
        while free:  # agents who have left, or leave before they are free, are not asked again
            begins = max(free[0][0], came)
            if begins < free[0][2]:
                break
            heapq.heappop(free)
            begins = math.inf
        if begins - came > patiences[at] or begins == math.inf:
            waits[at] += min(patiences[at], max(day.ends - came, 0.0))
            continue
        waits[at] += begins - came
        _, agent, leaves, cut = free[0]
        ends = begins + services[at]
        if ends > cut:
            heapq.heappop(free)
            heapq.heappush(again, (cut, at))
            broken += 1
            continue
        answered[at] = True
        heapq.heapreplace(free, (ends, agent, leaves, cut))
    return Outcome(day, drawn.arrivals, np.array(waits), np.array(answered, np.bool_), broken)


def _in_order(arrivals: list[float], again: list[tuple[float, int]]) -> Iterator[tuple[int, float]]:
    """Contacts as they come, and those that a loss sends back as it does."""
    for at, came in enumerate(arrivals):
        while again and again[0][0] <= came:
            back, which = heapq.heappop(again)
            yield which, back
        yield at, came
    while again:
        back, which = heapq.heappop(again)
        yield which, back
