"""Erlang C to 10⁻¹², Erlang A to 10⁻⁹ of a computation with 50 digits, from 1 agent to 100,000."""

from __future__ import annotations

import numpy as np
import pytest

from muster.staffing.answers import answer
from muster.staffing.erlang_a import ImpatientQueue
from muster.staffing.erlang_c import Queue
from muster.staffing.questions import ask
from muster.staffing.traffic import Traffic
from tests.muster.staffing import exact

C_MEASURES = ("p_wait", "service_level", "asa_seconds")
A_MEASURES = ("p_wait", "p_abandon", "service_level", "p_wait_gt_target")


def error(found: float, right: exact.Number) -> float:
    """The relative error."""
    return float(abs(exact.Number(found) / right - 1))


def c_errors(rate: float, aht: float, agents: int, target: float) -> dict[str, float]:
    given = {"model": "C", "rate_per_hour": rate, "aht_seconds": aht, "agents": agents}
    found = answer(ask(given | {"target_seconds": target}))
    right = exact.erlang_c(rate, aht, agents, target)
    return {name: error(found[name], getattr(right, name)) for name in C_MEASURES}


def test_erlang_c_at_random_loads() -> None:
    draw = np.random.default_rng(20)
    for _ in range(25):
        agents = round(float(10 ** draw.uniform(0, 3)))
        load = agents * (1 - 10 ** draw.uniform(-5, -0.1))
        aht, target = draw.uniform(1, 1000), float(draw.choice((0, 1, 20, 120)))
        errors = c_errors(load * 3600 / aht, aht, agents, target)
        assert max(errors.values()) < 1e-12, (agents, load, errors)


@pytest.mark.parametrize("load", [99_999.9, 99_000.3, 97_000.7])
def test_erlang_c_with_100_000_agents(load: float) -> None:
    errors = c_errors(load * 3600 / 181.3, 181.3, 100_000, 20)
    assert max(errors.values()) < 1e-12, errors


def test_a_load_that_is_nearly_too_much_is_not_rounded_away() -> None:
    # One ten-millionth of an agent is to spare: a load rounded to a double would be off by 10⁻⁴.
    errors = c_errors((100_000 - 1e-7) * 3600 / 180.1, 180.1, 100_000, 20)
    assert max(errors.values()) < 1e-12, errors


@pytest.mark.parametrize(("rate", "agents"), [(200, 10), (200, 9), (1e9, 1), (2e6, 100_000)])
def test_where_the_load_reaches_the_agents_everybody_waits(rate: float, agents: int) -> None:
    given = {"rate_per_hour": rate, "aht_seconds": 180, "agents": agents, "target_seconds": 20}
    found = answer(ask(given))
    assert found["p_wait"] == 1
    assert (found["stable"], found["service_level"], found["occupancy"]) == (False, 0, 1)
    assert found["asa_seconds"] is None
    assert "unstable" in found["note"]


def test_erlang_a_at_random_loads() -> None:
    draw = np.random.default_rng(21)
    for _ in range(15):
        agents = round(float(10 ** draw.uniform(0, 2)))
        load = agents * draw.choice((draw.uniform(0.1, 0.9), draw.uniform(0.9, 1.1), 2))
        aht = draw.uniform(1, 1000)
        patience = aht * 10 ** draw.uniform(-1.5, 0.5)
        target = float(draw.choice((0, 1, 20, 120)))
        assert_erlang_a(load * 3600 / aht, aht, patience, agents, target)


@pytest.mark.parametrize("load", [4_000.5, 4_011])
def test_erlang_a_with_4_000_agents(load: float) -> None:
    assert_erlang_a(load * 3600 / 240, 240, 90, 4_000, 20)


def assert_erlang_a(rate: float, aht: float, patience: float, agents: int, target: float) -> None:
    given = {"model": "A", "rate_per_hour": rate, "aht_seconds": aht, "agents": agents}
    found = answer(ask(given | {"patience_seconds": patience, "target_seconds": target}))
    right = exact.erlang_a(rate, aht, patience, agents, target)
    assert error(found["service_level_F1"], 1 - right.p_wait_gt_target) < 1e-9
    for name in A_MEASURES:
        wanted = getattr(right, name)
        if wanted > 1e-25:  # below, 50 digits are themselves used up by the subtraction
            assert error(found[name], wanted) < 1e-9, (name, given, patience, target)


def test_with_endless_patience_erlang_a_is_erlang_c() -> None:
    traffic, agents = Traffic.of([200, 9e5], 180), np.array([12.0, 45_300.0])
    target = np.array([20.0, 20.0])
    patient = ImpatientQueue.of(traffic, agents, np.array([1e7, 1e7]))
    endless = Queue.of(traffic, agents)
    assert patient.p_wait == pytest.approx(endless.p_wait, rel=1e-3)
    assert patient.answered_within(target) == pytest.approx(endless.service_level(target), rel=1e-3)


@pytest.mark.parametrize("model", ["A", "C"])
def test_no_contacts_are_all_answered_at_once(model: str) -> None:
    given = {"rate_per_hour": 0, "aht_seconds": 180, "agents": 3, "target_seconds": 20}
    patience = {"patience_seconds": 60} if model == "A" else {}
    found = answer(ask({"model": model, **given, **patience}))
    assert (found["service_level"], found["p_wait"], found["occupancy"]) == (1, 0, 0)


def test_percentiles_are_where_the_wait_is_exceeded_so_often() -> None:
    given = {"rate_per_hour": 2880, "aht_seconds": 60, "agents": 49}
    for told in ({"model": "C"}, {"model": "A", "patience_seconds": 120}):
        wait = answer(ask(told | given))["wait_p90_seconds"]
        again = answer(ask(told | given | {"target_seconds": wait}))
        assert again["p_wait_gt_target"] == pytest.approx(0.1, rel=1e-9)
