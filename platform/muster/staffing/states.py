"""How likely it is that exactly so many contacts are there, waiting or being answered."""

from __future__ import annotations

import numpy as np

from muster.staffing import erlang_b, poisson
from muster.staffing.erlang_a import ImpatientQueue
from muster.staffing.erlang_c import Queue
from muster.staffing.poisson import Array
from muster.staffing.traffic import Traffic


def in_erlang_b(traffic: Traffic, agents: Array, count: Array) -> Array:
    """Among `agents` without a line; 0 for more contacts than agents."""
    full = erlang_b.log_blocking(traffic, agents)
    chance = np.exp(full + _below(traffic, agents, np.minimum(count, agents)))
    return _or_empty(traffic, count, np.where(count <= agents, chance, 0.0))


def in_erlang_c(queue: Queue, count: Array) -> Array:
    """In a line without end; 0 everywhere where it is unstable: there is no such state."""
    below = _below(queue.traffic, queue.agents, np.minimum(count, queue.agents))
    with np.errstate(divide="ignore", invalid="ignore"):
        full = np.log(queue.p_wait * np.maximum(queue.free, 0) / queue.agents)
        waiting = np.maximum(count - queue.agents, 0) * np.log(queue.traffic.load / queue.agents)
        chance = np.where(queue.stable, np.exp(full + waiting + below), 0.0)
    return _or_empty(queue.traffic, count, chance)


def in_erlang_a(queue: ImpatientQueue, count: Array) -> Array:
    """In a line that people leave."""
    waiting = np.maximum(count - queue.agents, 0)
    above = poisson.log_probability(queue.x + waiting, queue.y, queue.gap + waiting)
    at = poisson.log_probability(queue.x, queue.y, queue.gap)
    below = _below(queue.traffic, queue.agents, np.minimum(count, queue.agents))
    with np.errstate(invalid="ignore"):
        chance = np.exp(queue.log_full + above - at + below)
    return _or_empty(queue.traffic, count, chance)


def _below(traffic: Traffic, agents: Array, count: Array) -> Array:
    """ln of how much likelier `count` ≤ agents contacts are than exactly `agents`."""
    here = poisson.log_probability(count, traffic.load, traffic.free(count))
    with np.errstate(invalid="ignore"):  # without contacts both are −inf
        return here - poisson.log_probability(agents, traffic.load, traffic.free(agents))


def _or_empty(traffic: Traffic, count: Array, chance: Array) -> Array:
    """Where nothing comes in nothing is there."""
    return np.where(traffic.load == 0, np.where(count == 0, 1.0, 0.0), chance)
