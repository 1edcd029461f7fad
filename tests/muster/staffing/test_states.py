"""The states of a queue add up, and agree with a line that has room for so many."""

from __future__ import annotations

import math

import numpy as np
import pytest

from muster.staffing import finite_room, states
from muster.staffing.answers import answer
from muster.staffing.erlang_a import ImpatientQueue
from muster.staffing.erlang_c import Queue
from muster.staffing.questions import ask
from muster.staffing.traffic import Traffic

COUNTS = np.arange(400.0)
TRAFFIC = Traffic.of(np.full(400, 200.0), 180)
AGENTS = np.full(400, 12.0)


def test_they_add_up_to_one() -> None:
    patience = np.full(400, 240.0)
    lost = states.in_erlang_b(TRAFFIC, AGENTS, COUNTS)
    endless = states.in_erlang_c(Queue.of(TRAFFIC, AGENTS), COUNTS)
    impatient = states.in_erlang_a(ImpatientQueue.of(TRAFFIC, AGENTS, patience), COUNTS)
    assert [part.sum() for part in (lost, endless, impatient)] == pytest.approx([1, 1, 1])
    assert lost[13:].sum() == 0


@pytest.mark.parametrize("patience", [math.inf, 240.0])
def test_much_room_is_as_good_as_endless_room(patience: float) -> None:
    told = {"rate_per_hour": 200, "aht_seconds": 180, "agents": 12}
    if patience < math.inf:
        told |= {"model": "A", "patience_seconds": patience}
    endless, roomy = answer(ask(told)), answer(ask(told | {"finite_room": 600}))
    for name in ("p_wait", "asa_seconds", "sojourn_seconds", "lq", "l", "occupancy"):
        assert roomy[name] == pytest.approx(endless[name], rel=1e-9), name
    assert roomy["p_state[n=13]"] == pytest.approx(endless["p_state[n=13]"], rel=1e-9)
    assert roomy["finite_room_K"] == 600


def test_room_for_nobody_but_those_being_answered_is_erlang_b() -> None:
    lost = answer(ask({"model": "B", "rate_per_hour": 200, "aht_seconds": 180, "agents": 12}))
    tight = finite_room.solve(200, 180, 12, 12)
    assert tight.p_block == pytest.approx(lost["p_block"], rel=1e-12)
    assert (tight.p_wait, tight.lq) == (0, 0)


def test_a_full_room_is_stable_whatever_the_load() -> None:
    told = {"rate_per_hour": 4000, "aht_seconds": 180, "agents": 12, "finite_room": 20}
    found = answer(ask(told, (20, 21)))
    assert found["stable"]
    assert found["p_block"] == pytest.approx(1 - 12 / 200, rel=1e-6)
    assert found["p_state[n=21]"] == 0
    assert found["p_state[n=20]"] == found["p_block"]
