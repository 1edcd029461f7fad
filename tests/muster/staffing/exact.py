"""The same formulas with 50 digits, written the slow and obvious way, for comparison."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath

mpmath.mp.dps = 50
Number = mpmath.mpf
_LONG = 20_000


def load(rate: float, aht: float) -> Number:
    """Erlang, from the very doubles that the formulas are given."""
    return Number(rate) * Number(aht) / 3600


def blocking(agents: int, offered: Number) -> Number:
    """Erlang B by its recurrence; the largest systems by the Poisson law, above the agents."""
    if agents > _LONG and offered < agents:
        above, _ = _sums(Number(agents), offered)
        chance = agents * mpmath.log(offered) - offered - mpmath.loggamma(agents + 1)
        return 1 / (mpmath.exp(-chance) - above)
    inverse = Number(1)
    for k in range(1, agents + 1):
        inverse = 1 + inverse * k / offered
    return 1 / inverse


@dataclass(frozen=True)
class ErlangC:
    """Measures of an Erlang C queue."""

    p_wait: Number
    service_level: Number
    asa_seconds: Number


def erlang_c(rate: float, aht: float, agents: int, target: float) -> ErlangC:
    """By the formula as it stands in books."""
    offered = load(rate, aht)
    blocked = blocking(agents, offered)
    waits = agents * blocked / (agents - offered * (1 - blocked))
    drain = (agents - offered) / Number(aht)
    return ErlangC(waits, 1 - waits * mpmath.exp(-drain * Number(target)), waits / drain)


@dataclass(frozen=True)
class ErlangA:
    """Measures of an Erlang A queue."""

    p_wait: Number
    p_abandon: Number
    service_level: Number
    p_wait_gt_target: Number


def erlang_a(rate: float, aht: float, patience: float, agents: int, target: float) -> ErlangA:
    """By summing its states, one by one."""
    mu, theta, arrivals = 1 / Number(aht), 1 / Number(patience), Number(rate) / 3600
    x, y, t = agents * mu / theta, arrivals / theta, Number(target)
    above, lost = _sums(x, y)
    full = 1 / (1 / blocking(agents, arrivals / mu) + above)
    left = y * mpmath.exp(-theta * t)
    grown = mpmath.exp(y - left - x * theta * t)
    later, _ = _sums(x, left)
    p_abandon = full * lost / y
    return ErlangA(
        p_wait=full * (1 + above),
        p_abandon=p_abandon,
        service_level=1 - p_abandon - full * grown * (x / y) * later,
        p_wait_gt_target=full * grown * (1 + later) * mpmath.exp(-theta * t),
    )


def _sums(x: Number, y: Number) -> tuple[Number, Number]:
    """Σ t_j and Σ j t_j with t_j = y^j / ((x+1)…(x+j))."""
    term, total, weighted, j = Number(1), Number(0), Number(0), 0
    while x + j <= y or term * (j + 1) * (x + j) > Number(10) ** -46 * (x + j - y):
        j += 1
        term *= y / (x + j)
        total += term
        weighted += j * term
    return total, weighted
