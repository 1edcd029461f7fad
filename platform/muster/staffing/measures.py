"""All measures of one kind of question under the names that reference tables use, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from muster.staffing import erlang_b, finite_room, states
from muster.staffing.erlang_a import ImpatientQueue
from muster.staffing.erlang_c import Queue
from muster.staffing.poisson import Array
from muster.staffing.questions import Model, Question
from muster.staffing.service_levels import Variant
from muster.staffing.traffic import Traffic

Columns: TypeAlias = dict[str, Array]
_SHARES = {f"wait_p{share}_seconds": share / 100 for share in (50, 80, 90, 95, 99)}


def column(questions: Sequence[Question], name: str) -> Array:
    """One property of all the questions."""
    return np.array([getattr(one, name) for one in questions], np.float64)


def measure(
    questions: Sequence[Question], traffic: Traffic, places: Array, counts: Array
) -> tuple[Columns, Array]:
    """Columns of measures, and how likely `counts` contacts are there (a row a question).

    The questions are of one kind: model, variant, with or without target, with or without room.
    places: agents times the contacts that each has at once.
    """
    first = questions[0]
    if np.isfinite(first.finite_room):
        return _in_finite_room(questions, places, counts)
    if first.model is Model.B:
        chances = [states.in_erlang_b(traffic, places, count) for count in counts.T]
        return _of_erlang_b(traffic, places), np.transpose(chances)
    target = None if np.isnan(first.target_seconds) else column(questions, "target_seconds")
    if first.model is Model.C:
        queue = Queue.of(traffic, places)
        chances = [states.in_erlang_c(queue, count) for count in counts.T]
        return _of_erlang_c(queue, target), np.transpose(chances)
    impatient = ImpatientQueue.of(traffic, places, column(questions, "patience_seconds"))
    chances = [states.in_erlang_a(impatient, count) for count in counts.T]
    return _of_erlang_a(impatient, target, first.variant), np.transpose(chances)


def _of_erlang_b(traffic: Traffic, agents: Array) -> Columns:
    odds = erlang_b.log_odds_of_room(traffic, agents)
    room = np.exp(-np.logaddexp(0, -odds))
    carried = traffic.load * room
    return {
        "p_block": erlang_b.blocking(traffic, agents),
        "p_immediate": room,
        "occupancy": carried / agents,
        "l": carried,
        "sojourn_seconds": traffic.aht_seconds,
    }


def _of_erlang_c(queue: Queue, target: Array | None) -> Columns:
    waits, waiting = queue.asa_seconds(), queue.waiting()
    found = {
        "p_wait": queue.p_wait,
        "p_immediate": queue.p_immediate,
        "occupancy": queue.occupancy(),
        "asa_seconds": waits,
        "sojourn_seconds": waits + queue.traffic.aht_seconds,
        "lq": waiting,
        "l": waiting + queue.traffic.load,
    }
    if target is not None:
        found["service_level"] = queue.service_level(target)
        found["p_wait_gt_target"] = queue.p_wait_beyond(target)
    return found | _percentiles_c(queue)


def _of_erlang_a(queue: ImpatientQueue, target: Array | None, variant: Variant) -> Columns:
    waits, waiting = queue.asa_seconds(), queue.waiting()
    found = {
        "p_wait": queue.p_wait,
        "p_immediate": queue.p_immediate,
        "p_abandon": queue.p_abandon,
        "answer_rate": queue.p_answered,
        "occupancy": queue.occupancy(),
        "asa_seconds": waits,
        "sojourn_seconds": waits + queue.traffic.aht_seconds * queue.p_answered,
        "lq": waiting,
        "l": waiting + queue.traffic.load * queue.p_answered,
    }
    if target is not None:
        levels = {one: queue.service_level(one, target) for one in Variant}
        found["service_level"] = levels[variant]
        found["p_wait_gt_target"] = queue.p_wait_beyond(target)
        found |= {f"service_level_{one}": level for one, level in levels.items()}
    return found | _percentiles_a(queue)


def _percentiles_c(queue: Queue) -> Columns:
    shares = {name: np.full(queue.agents.shape, share) for name, share in _SHARES.items()}
    return {name: queue.percentile_seconds(share) for name, share in shares.items()}


def _percentiles_a(queue: ImpatientQueue) -> Columns:
    """Searched for all at once: that takes as long as for one."""
    size = queue.agents.size
    every = queue.at(np.tile(np.arange(size), len(_SHARES)))
    waits = every.percentile_seconds(np.repeat(list(_SHARES.values()), size))
    return dict(zip(_SHARES, waits.reshape(len(_SHARES), size), strict=True))


def _in_finite_room(
    questions: Sequence[Question], places: Array, counts: Array
) -> tuple[Columns, Array]:
    solved = [
        finite_room.solve(
            one.rate_per_hour,
            one.aht_seconds,
            int(agents),
            int(one.finite_room),
            one.patience_seconds,
        )
        for one, agents in zip(questions, places, strict=True)
    ]
    names = ("p_wait", "p_block", "p_abandon", "occupancy", "asa_seconds", "sojourn_seconds")
    columns = {
        name: np.array([getattr(one, name) for one in solved]) for name in (*names, "lq", "l")
    }
    chances = [[one.chance(n) for n in row] for one, row in zip(solved, counts, strict=True)]
    return columns, np.array(chances)
