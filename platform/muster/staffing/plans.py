"""The plan of many intervals: how many heads each takes, and what they reach."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.staffing import heads
from muster.staffing.erlang_a import ImpatientQueue
from muster.staffing.erlang_c import Queue
from muster.staffing.heads import Goal
from muster.staffing.limits import MOST_AGENTS
from muster.staffing.poisson import Array
from muster.staffing.questions import BadQuestion
from muster.staffing.traffic import Traffic


@dataclass(frozen=True, slots=True)
class Plan:
    """Column by interval; where nothing comes in nobody is needed, and all of it is answered."""

    seated: Array
    scheduled: Array
    service_level: Array
    occupancy: Array
    p_wait: Array


def plan(
    rate_per_hour: npt.ArrayLike,
    aht_seconds: npt.ArrayLike,
    *,
    target_seconds: float,
    service_level: float,
    max_occupancy: float = 1.0,
    shrinkage: float = 0.0,
    patience_seconds: float = math.inf,
) -> Plan:
    """Heads for contacts an hour by interval: Erlang A with a patience, else Erlang C.

    Raises BadQuestion where more than MOST_AGENTS are needed.
    """
    traffic = Traffic.of(rate_per_hour, aht_seconds)
    busy = np.flatnonzero(traffic.load > 0)
    some, full = traffic.at(busy), np.ones(busy.shape)
    goal = Goal(
        service_level * full,
        target_seconds * full,
        max_occupancy * full,
        patience_seconds * full,
        full,
    )
    columns = (_patient if math.isinf(patience_seconds) else _impatient)(some, goal)
    seated, reached, occupancy, p_wait = (
        _spread(column, busy, traffic.load.size, otherwise)
        for column, otherwise in zip(columns, (0.0, 1.0, 0.0, 0.0), strict=True)
    )
    if seated.size and seated.max() > MOST_AGENTS:
        raise BadQuestion("service_level", f"this takes more than {MOST_AGENTS:,} agents")
    return Plan(seated, heads.scheduled(seated, shrinkage), reached, occupancy, p_wait)


def _patient(traffic: Traffic, goal: Goal) -> tuple[Array, ...]:
    seated, blocked = heads.required_in_erlang_c(traffic, goal)
    queue = Queue.of(traffic, seated, blocked)
    return seated, queue.service_level(goal.target_seconds), queue.occupancy(), queue.p_wait


def _impatient(traffic: Traffic, goal: Goal) -> tuple[Array, ...]:
    seated = heads.required(traffic, goal)
    queue = ImpatientQueue.of(traffic, seated, goal.patience_seconds)
    return seated, queue.answered_within(goal.target_seconds), queue.occupancy(), queue.p_wait


def _spread(column: Array, where: npt.NDArray[np.intp], size: int, otherwise: float) -> Array:
    whole = np.full(size, otherwise)
    whole[where] = column
    return whole
