"""Erlang C: contacts wait as long as it takes, in the order in which they came.

Source: A. K. Erlang (1917), in the form P(wait) = nB / (n − a(1 − B)) with B of Erlang B; waits of
those who wait are exponential with mean AHT / (n − a). Where the load reaches the agents there is
no steady state: the line grows for ever, P(wait) is 1 and the wait infinite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.staffing import erlang_b
from muster.staffing.poisson import Array
from muster.staffing.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Queue:
    """An Erlang C queue, element by element: P(wait), 1 − P(wait), and what drains it.

    drain: 1 / mean wait in seconds of those who wait; 0 where the queue is unstable.
    """

    traffic: Traffic
    agents: Array
    free: Array
    p_wait: Array
    p_immediate: Array
    drain: Array

    @classmethod
    def of(cls, traffic: Traffic, agents: Array, blocked: Array | None = None) -> Queue:
        """The queue of `agents` for this traffic; `blocked`: Erlang B, if it is known already."""
        free = traffic.free(agents)
        stable = free > 0
        if blocked is None:
            blocked = np.zeros(free.shape)
            blocked[stable] = erlang_b.blocking(traffic.at(stable), agents[stable])
        whole = np.where(stable, free + traffic.load * blocked, 1.0)
        p_wait = np.where(stable, agents * blocked / whole, 1.0)
        p_immediate = np.where(stable, free * (1 - blocked) / whole, 0.0)
        drain = np.where(stable, free, 0.0) / traffic.aht_seconds
        return cls(traffic, agents, free, p_wait, p_immediate, drain)

    @property
    def stable(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether the line comes to an end."""
        return self.free > 0

    def service_level(self, target_seconds: Array) -> Array:
        """The share answered within the target; 0 where the queue is unstable."""
        return self.p_immediate + self.p_wait * -np.expm1(-self.drain * target_seconds)

    def p_wait_beyond(self, seconds: Array) -> Array:
        """The share that waits longer than this."""
        return self.p_wait * np.exp(-self.drain * seconds)

    def asa_seconds(self) -> Array:
        """The mean wait of all, those who do not wait included; infinite where unstable."""
        with np.errstate(divide="ignore"):
            return np.where(self.stable, self.p_wait / self.drain, np.inf)

    def occupancy(self) -> Array:
        """The share of their time that agents are busy."""
        return np.where(self.stable, self.traffic.load / self.agents, 1.0)

    def waiting(self) -> Array:
        """The mean number of contacts in the line; infinite where unstable."""
        with np.errstate(divide="ignore"):
            return np.where(self.stable, self.p_wait * self.traffic.load / self.free, np.inf)

    def percentile_seconds(self, share: Array) -> Array:
        """The wait that `share` of all contacts does not exceed; 0 for those answered at once."""
        with np.errstate(divide="ignore", invalid="ignore"):
            waits = np.log(self.p_wait / (1 - share)) / self.drain
        return np.where(self.p_wait > 1 - share, np.where(self.stable, waits, np.inf), 0.0)
