"""Erlang A: contacts wait, and give up when their patience (exponential) runs out.

Source: C. Palm (1943–46), as written by A. Mandelbaum and S. Zeltyn, "The Palm/Erlang-A Queue,
with Applications to Call Centers" (2005): with x = nμ/θ and y = λ/θ everything follows from
A(x, y) = 1 + y/(x+1) + y²/((x+1)(x+2)) + … and from Erlang B. μ, θ, λ: services, givings-up and
arrivals a second. The wait that a contact with endless patience would meet exceeds t with
probability π_n E(t) A(x, ye^(−θt)), where E(t) = exp(y(1 − e^(−θt)) − xθt) and π_n is the
probability that exactly all agents are busy. Such a queue is never unstable.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from muster.staffing import erlang_b, poisson
from muster.staffing.poisson import Array
from muster.staffing.service_levels import SHORT_SECONDS, Variant
from muster.staffing.traffic import Traffic

_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class ImpatientQueue:
    """An Erlang A queue, element by element.

    x, y, gap: as above, gap = x − y. log_full: ln π_n. p_wait, p_immediate: of all that come;
    p_abandon, p_answered: the same. Nothing here is a difference of two numbers of one size.
    """

    traffic: Traffic
    agents: Array
    patience_seconds: Array
    x: Array
    y: Array
    gap: Array
    log_full: Array
    p_wait: Array
    p_immediate: Array
    p_abandon: Array
    p_answered: Array

    @classmethod
    def of(cls, traffic: Traffic, agents: Array, patience_seconds: Array) -> ImpatientQueue:
        """The queue of `agents` for this traffic; mean patience in seconds."""
        scale = patience_seconds / traffic.aht_seconds
        x, y, gap = agents * scale, traffic.load * scale, traffic.free(agents) * scale
        log_upper = _log_upper(x, y, gap)
        log_whole = np.logaddexp(0, log_upper)
        log_full = -np.logaddexp(-erlang_b.log_blocking(traffic, agents), log_upper)
        p_wait = np.minimum(np.exp(log_full + log_whole), 1.0)
        with np.errstate(invalid="ignore"):  # without contacts −inf + inf
            p_immediate = np.exp(log_full + erlang_b.log_odds_of_room(traffic, agents))
        p_immediate[traffic.load == 0] = 1.0
        gives_up, stays = _shares_of_those_who_wait(x, y, gap, log_whole)
        return cls(
            traffic,
            agents,
            patience_seconds,
            x,
            y,
            gap,
            log_full,
            p_wait,
            p_immediate,
            p_wait * gives_up,
            np.minimum(p_immediate + p_wait * stays, 1.0),
        )

    def at(self, chosen: npt.NDArray[np.intp]) -> ImpatientQueue:
        """Some of the elements, as often as they are chosen."""
        arrays = (getattr(self, one.name)[chosen] for one in fields(self)[1:])
        return ImpatientQueue(self.traffic.at(chosen), *arrays)

    def answered_within(self, seconds: Array) -> Array:
        """The share of all that is answered within `seconds`."""
        reached, exponent, gap = self._at(seconds)
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = self.log_full + np.log(self.x) - np.log(self.y)
            late = np.exp(scale + exponent + _log_upper(self.x, reached, gap))
        result = np.maximum(self.p_answered - late, self.p_immediate)
        busy = gap < -1  # hardly anybody is answered yet: count those who are, not the others
        if busy.any():
            x = self.x[busy]
            now = np.log(poisson.lower(x, reached[busy], gap[busy])[0])
            start = np.log(poisson.lower(x, self.y[busy], self.gap[busy])[0])
            grown = np.exp(scale[busy] + exponent[busy] + now) - np.exp(scale[busy] + start)
            result[busy] = self.p_immediate[busy] + np.maximum(grown, 0)
        result[self.y == 0] = 1.0
        return result

    def p_wait_beyond(self, seconds: Array) -> Array:
        """The share of all that is still waiting after `seconds`, to be answered or to give up."""
        reached, exponent, gap = self._at(seconds)
        whole = np.logaddexp(0, _log_upper(self.x, reached, gap))
        return np.exp(self.log_full + exponent + whole - seconds / self.patience_seconds)

    def passed_within(self, seconds: Array) -> Array:
        """The share of all that waits no longer after `seconds`: answered, or given up."""
        reached, exponent, gap = self._at(seconds)
        result = 1 - self.p_wait_beyond(seconds)
        busy = gap < -1  # as above: nearly all still wait
        if busy.any():
            x, full = self.x[busy], self.log_full[busy]
            now = np.log(poisson.lower(x, reached[busy], gap[busy])[1])
            start = np.log(poisson.lower(x, self.y[busy], self.gap[busy])[1])
            grown = np.exp(full + exponent[busy] + now) - np.exp(full + start)
            met = self.p_immediate[busy] + np.maximum(grown, 0)
            lost = -np.expm1(-seconds[busy] / self.patience_seconds[busy])
            result[busy] = lost + (1 - lost) * met
        return result

    def abandoned_within(self, seconds: Array) -> Array:
        """The share of all that gives up within `seconds`."""
        return np.maximum(self.passed_within(seconds) - self.answered_within(seconds), 0)

    def service_level(self, variant: Variant, target_seconds: Array) -> Array:
        """The service level in the long run, in the variant of that name."""
        within = self.answered_within(target_seconds)
        if variant is Variant.F3:
            return within
        if variant is Variant.F2:
            return within / self.p_answered
        if variant is Variant.F5:
            return within + self.abandoned_within(np.minimum(SHORT_SECONDS, target_seconds))
        if variant is Variant.F1:
            return self.passed_within(target_seconds)
        given_up = self.abandoned_within(target_seconds)
        return within / (self.p_answered + np.maximum(self.p_abandon - given_up, 0))

    def asa_seconds(self) -> Array:
        """The mean wait of all that come, those who give up included."""
        return self.p_abandon * self.patience_seconds

    def occupancy(self) -> Array:
        """The share of their time that agents are busy."""
        return np.minimum(self.traffic.load / self.agents * self.p_answered, 1.0)

    def waiting(self) -> Array:
        """The mean number of contacts in the line."""
        return self.traffic.rate_per_hour / 3600 * self.asa_seconds()

    def percentile_seconds(self, share: Array) -> Array:
        """The wait that `share` of all contacts does not exceed, whether answered or not."""
        longest = -np.log1p(-share) * self.patience_seconds  # nobody waits beyond their patience
        shortest = np.zeros(longest.shape)
        for _ in range(_HALVINGS):
            middle = (shortest + longest) / 2
            beyond = self.p_wait_beyond(middle) > 1 - share
            shortest, longest = (
                np.where(beyond, middle, shortest),
                np.where(beyond, longest, middle),
            )
        return np.where(self.p_wait > 1 - share, longest, 0.0)

    def _at(self, seconds: Array) -> tuple[Array, Array, Array]:
        """y, the exponent and the gap for a contact that has waited so long."""
        passed = seconds / self.patience_seconds
        gone = -np.expm1(-passed)
        exponent = self.y * (gone - passed) - self.gap * passed
        return self.y * np.exp(-passed), exponent, self.gap + self.y * gone


def _log_upper(x: Array, y: Array, gap: Array) -> Array:
    """ln(A(x, y) − 1)."""
    result = np.empty(x.shape)
    near = gap >= -1
    with np.errstate(divide="ignore"):
        result[near] = np.log(poisson.upper(x[near], y[near], gap[near]))
    far = ~near
    whole = -poisson.log_probability(x[far], y[far], gap[far])
    below, _ = poisson.lower(x[far], y[far], gap[far])
    result[far] = whole + np.log1p(-below * np.exp(-whole))
    return result


def _shares_of_those_who_wait(
    x: Array, y: Array, gap: Array, log_whole: Array
) -> tuple[Array, Array]:
    """How many of those who wait give up, and how many are answered."""
    gives_up, stays = np.empty(x.shape), np.empty(x.shape)
    near = gap >= -1
    gives_up[near] = poisson.rising(y[near], gap[near])
    stays[near] = 1 - gives_up[near]
    far = ~near
    capacity, alone = x[far] / y[far], np.exp(-log_whole[far])
    gives_up[far] = (1 - capacity) + capacity * alone
    stays[far] = capacity * (1 - alone)
    return gives_up, stays
