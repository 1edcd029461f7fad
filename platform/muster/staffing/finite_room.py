"""A line with room for so many: Erlang C or A where whoever finds every place taken is turned away.

Solved by its states (Kleinrock, "Queueing Systems I", 1975, 3.5): each is so much likelier than
the one before as arrivals are quicker than departures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from muster.staffing.poisson import Array


@dataclass(frozen=True, slots=True)
class FiniteRoom:
    """The long run of one such line: probabilities of all that come, times of all that get in."""

    states: Array
    p_wait: float
    p_block: float
    p_abandon: float
    occupancy: float
    lq: float
    l: float  # noqa: E741 - the name that reference tables give to the mean number there
    asa_seconds: float
    sojourn_seconds: float

    def chance(self, count: float) -> float:
        """How likely exactly `count` contacts are there."""
        return float(self.states[int(count)]) if count < self.states.size else 0.0


def solve(
    rate_per_hour: float,
    aht_seconds: float,
    agents: int,
    room: int,
    patience_seconds: float = math.inf,
) -> FiniteRoom:
    """`room` contacts find place, those being answered by `agents` included (room ≥ agents).

    Without patience nobody gives up. Any load is stable here.
    """
    arrivals = rate_per_hour / 3600
    present = np.arange(1, room + 1, dtype=np.float64)
    departures = np.minimum(present, agents) / aht_seconds
    departures += np.maximum(present - agents, 0) / patience_seconds
    with np.errstate(divide="ignore"):
        logs = np.concatenate(([0.0], np.cumsum(np.log(arrivals / departures))))
    weights = np.exp(logs - logs.max())
    states = weights / weights.sum()
    waiting = np.maximum(np.arange(room + 1) - agents, 0)
    lq, whole = float(states @ waiting), float(states @ np.arange(room + 1))
    blocked = float(states[-1])
    entered = arrivals * (1 - blocked)
    return FiniteRoom(
        states,
        p_wait=float(states[agents:-1].sum()),
        p_block=blocked,
        p_abandon=lq / patience_seconds / arrivals if arrivals else 0.0,
        occupancy=(whole - lq) / agents,
        lq=lq,
        l=whole,
        asa_seconds=lq / entered if entered else 0.0,
        sojourn_seconds=whole / entered if entered else aht_seconds,
    )
