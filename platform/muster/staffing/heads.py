"""How many heads hold a target: the fewest, found by searching, never by a rule of thumb.

A first guess comes from the square-root rule (S. Halfin and W. Whitt, "Heavy-Traffic Limits for
Queues with Many Exponential Servers", 1981); the exact measures of Erlang C or A then move it up
or down, for all elements at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.staffing import erlang_b
from muster.staffing.erlang_a import ImpatientQueue
from muster.staffing.erlang_c import Queue
from muster.staffing.limits import MOST_AGENTS
from muster.staffing.poisson import Array
from muster.staffing.service_levels import DEFAULT, Variant
from muster.staffing.traffic import Traffic

_ROUNDING = 1e-12  # 14 ÷ 0.7 are 20 heads, whatever the last digit of a double says
_STEPS = 12
Indices = npt.NDArray[np.intp]
Enough = Callable[[Indices, Array], npt.NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Goal:
    """What has to hold, element by element.

    service_level: share within target_seconds. max_occupancy: 1 asks for nothing.
    patience_seconds: infinite where nobody gives up (Erlang C). concurrency: contacts that one
    agent has at the same time.
    """

    service_level: Array
    target_seconds: Array
    max_occupancy: Array
    patience_seconds: Array
    concurrency: Array
    variant: Variant = DEFAULT


def required(traffic: Traffic, goal: Goal) -> Array:
    """The fewest seated heads that reach the goal; MOST_AGENTS + 1 where even those do not.

    No traffic needs no head.
    """
    patient = np.isinf(goal.patience_seconds)
    result = np.zeros(traffic.load.shape)
    for chosen, search in ((patient, _in_erlang_c), (~patient, _in_erlang_a)):
        where = np.flatnonzero(chosen & (traffic.load > 0))
        if where.size:
            result[where] = search(traffic.at(where), _at(goal, where))
    return result


def required_in_erlang_c(traffic: Traffic, goal: Goal) -> tuple[Array, Array]:
    """The same where nobody gives up, one contact at a time; with Erlang B for so many heads.

    All loads are above 0. B saves whoever measures the outcome half the work.
    """
    least = _least_stable(traffic, goal)
    guess = np.maximum(np.minimum(_guess(traffic, goal), MOST_AGENTS), least)
    heads, blocked = _walk(traffic, goal, least, guess)
    far = np.flatnonzero(np.isnan(heads))
    if far.size:
        some = traffic.at(far)
        heads[far] = _searched_in_erlang_c(some, _at(goal, far), least[far], guess[far])
        blocked[far] = erlang_b.blocking(some, heads[far])
    return heads, blocked


def scheduled(seated: Array, shrinkage: npt.ArrayLike) -> Array:
    """Heads on the payroll for `seated` heads, of whose paid time `shrinkage` is not available."""
    return round_up(seated / (1 - np.asarray(shrinkage, np.float64)))


def round_up(value: Array) -> Array:
    """The next whole number, forgiving the rounding of doubles."""
    return np.ceil(value * (1 - _ROUNDING))


def _at(goal: Goal, where: Indices) -> Goal:
    return Goal(
        goal.service_level[where],
        goal.target_seconds[where],
        goal.max_occupancy[where],
        goal.patience_seconds[where],
        goal.concurrency[where],
        goal.variant,
    )


def _in_erlang_c(traffic: Traffic, goal: Goal) -> Array:
    if (goal.concurrency == 1).all():
        return required_in_erlang_c(traffic, goal)[0]
    least = _least_stable(traffic, goal)
    return _searched_in_erlang_c(traffic, goal, least, _guess(traffic, goal))


def _searched_in_erlang_c(traffic: Traffic, goal: Goal, least: Array, guess: Array) -> Array:
    def enough(where: Indices, heads: Array) -> npt.NDArray[np.bool_]:
        queue = Queue.of(traffic.at(where), heads * goal.concurrency[where])
        return queue.service_level(goal.target_seconds[where]) >= goal.service_level[where]

    return fewest(enough, least, guess)


def _least_stable(traffic: Traffic, goal: Goal) -> Array:
    """The fewest heads with which the line ends and the occupancy is kept."""
    heads = np.floor(traffic.load / goal.concurrency)
    heads += traffic.free(heads * goal.concurrency) <= 0
    return np.maximum(heads, round_up(traffic.load / goal.max_occupancy / goal.concurrency))


def _walk(traffic: Traffic, goal: Goal, least: Array, guess: Array) -> tuple[Array, Array]:
    """Up or down from the guess, a head at a time by Erlang B's recurrence; NaN if it is far.

    Most guesses are off by one or two, and a step costs a hundredth of the formula.
    """
    heads, blocked = guess.copy(), erlang_b.blocking(traffic, guess)
    load, wanted = traffic.load, 1 - goal.service_level
    decay = -goal.target_seconds / traffic.aht_seconds

    def met(at: Indices, n: Array, b: Array) -> npt.NDArray[np.bool_]:
        free = (n - load[at]) - traffic.rest[at]
        return n * b * np.exp(decay[at] * free) <= wanted[at] * (free + load[at] * b)

    good = met(np.arange(heads.size), heads, blocked)
    at = np.flatnonzero(~good)
    for _ in range(_STEPS):
        n = heads[at] + 1
        b = load[at] * blocked[at] / (n + load[at] * blocked[at])
        heads[at], blocked[at] = n, b
        at = at[~met(at, n, b)]
    heads[at] = np.nan
    at = np.flatnonzero(good & (heads > least))
    for _ in range(_STEPS):
        n, b = heads[at] - 1, heads[at] * blocked[at] / (load[at] * (1 - blocked[at]))
        good = (n >= least[at]) & met(at, n, b)
        at = at[good]
        heads[at], blocked[at] = n[good], b[good]
    heads[at] = np.nan
    return heads, blocked


def _in_erlang_a(traffic: Traffic, goal: Goal) -> Array:
    def enough(where: Indices, heads: Array) -> npt.NDArray[np.bool_]:
        places = heads * goal.concurrency[where]
        queue = ImpatientQueue.of(traffic.at(where), places, goal.patience_seconds[where])
        level = queue.service_level(goal.variant, goal.target_seconds[where])
        return (level >= goal.service_level[where]) & (
            queue.occupancy() <= goal.max_occupancy[where]
        )

    return fewest(enough, np.ones(traffic.load.shape), _guess(traffic, goal))


def fewest(enough: Enough, least: Array, guess: Array) -> Array:
    """The smallest number from `least` to MOST_AGENTS that is enough, element by element.

    enough(indices, numbers) must stay true once it is. Looks beside the guess first, then in
    doubling steps, then halves what is left; MOST_AGENTS + 1 where nothing is enough.
    """
    few, many = least - 1, np.full(least.shape, MOST_AGENTS + 1.0)
    seen_few, step = np.zeros(least.shape, np.bool_), np.ones(least.shape)
    probe = np.clip(guess, least, MOST_AGENTS)
    while (open_ := np.flatnonzero(many - few > 1)).size:
        held = enough(open_, probe[open_])
        yes, no = open_[held], open_[~held]
        many[yes], few[no], seen_few[no] = probe[yes], probe[no], True
        unbounded = many > MOST_AGENTS
        up, down = few + step, np.maximum(many - step, few + 1)
        between = np.floor((few + many) / 2)
        probe = np.where(unbounded, np.minimum(up, MOST_AGENTS), np.where(seen_few, between, down))
        step *= 2
    return many


def _guess(traffic: Traffic, goal: Goal) -> Array:
    """Load plus so many square roots of it that the limit of a large queue meets the target."""
    root = np.sqrt(traffic.load)
    decay = root * goal.target_seconds / traffic.aht_seconds
    wanted = np.log1p(-goal.service_level)
    low, high = np.zeros(root.shape, np.intp), np.full(root.shape, _BETAS.size - 1, np.intp)
    for _ in range(_BETAS.size.bit_length()):
        middle = (low + high) // 2
        met = _LOG_WAITS[middle] - _BETAS[middle] * decay <= wanted
        low, high = np.where(met, low, middle + 1), np.where(met, middle, high)
        low = np.minimum(low, high)
    return np.ceil((traffic.load + _BETAS[high] * root) / goal.concurrency)


def _limit(beta: float) -> float:
    """ln P(wait) of a large queue with β square roots of the load to spare."""
    density = math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi)
    return -math.log1p(beta * (1 + math.erf(beta / math.sqrt(2))) / 2 / density)


_BETAS = np.geomspace(0.01, 8, 128)
_LOG_WAITS = np.array([_limit(beta) for beta in _BETAS])
