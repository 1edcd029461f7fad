"""Erlang B: contacts that find everybody busy are lost.

Source: A. K. Erlang, "Solution of some Problems in the Theory of Probabilities of Significance in
Automatic Telephone Exchanges" (1917). The probability is the Poisson law cut off at the number of
agents; it is evaluated from the tail that is the shorter one (see `poisson`), which is the usual
recurrence B(n) = aB(n−1) / (n + aB(n−1)) without its 100,000 steps.
"""

from __future__ import annotations

import numpy as np

from muster.staffing import poisson
from muster.staffing.poisson import Array
from muster.staffing.traffic import Traffic


def blocking(traffic: Traffic, agents: Array) -> Array:
    """The probability that all `agents` are busy and a contact is lost."""
    return np.exp(log_blocking(traffic, agents))


def log_blocking(traffic: Traffic, agents: Array) -> Array:
    """Its natural logarithm: a double holds no probability below 10⁻³⁰⁸, but this."""
    free = traffic.free(agents)
    enough = free >= 0
    if enough.all():
        return _from_above(agents, traffic.load, free)
    result = np.empty(free.shape)
    result[enough] = _from_above(agents[enough], traffic.load[enough], free[enough])
    few = ~enough
    whole, _ = poisson.lower(agents[few], traffic.load[few], free[few])
    result[few] = -np.log(whole)
    return result


def log_odds_of_room(traffic: Traffic, agents: Array) -> Array:
    """ln(1/B − 1): how much likelier a free agent is than none, when blocked contacts leave."""
    free = traffic.free(agents)
    enough = free >= 0
    result = np.empty(free.shape)
    blocked = _from_above(agents[enough], traffic.load[enough], free[enough])
    with np.errstate(divide="ignore"):
        result[enough] = np.log(-np.expm1(blocked)) - blocked
    few = ~enough
    _, below = poisson.lower(agents[few], traffic.load[few], free[few])
    result[few] = np.log(below)
    return result


def _from_above(agents: Array, load: Array, free: Array) -> Array:
    chance = poisson.log_probability(agents, load, free)
    above = poisson.upper(agents, load, free)
    return chance - np.log1p(-above * np.exp(chance))
