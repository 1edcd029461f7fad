"""The fewest heads that hold a target, and never one fewer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from muster.staffing.answers import answer, answer_all
from muster.staffing.heads import fewest, scheduled
from muster.staffing.limits import MOST_AGENTS
from muster.staffing.questions import BadQuestion, ask


def heads(**given: Any) -> Any:
    told = {"aht_seconds": 180, "service_level": 0.8, "target_seconds": 20}
    return answer(ask(told | given))


def test_a_hundred_contacts_in_half_an_hour() -> None:
    # Computed twice by others: 14 seated, 20 scheduled, 88.84 %, 71.43 %, 17.41 %.
    found = heads(rate_per_hour=200, max_occupancy=0.85, shrinkage=0.3)
    assert (found["seated_heads"], found["scheduled_heads"]) == (14, 20)
    assert found["agents_required@sl0.80"] == 14
    shown = [round(100 * found[name], 2) for name in ("service_level", "occupancy", "p_wait")]
    assert shown == [88.84, 71.43, 17.41]


@pytest.mark.parametrize(("contacts", "seated"), [(100, 21), (1000, 186), (5000, 926)])
def test_the_occupancy_decides_where_there_are_many(contacts: int, seated: int) -> None:
    found = heads(rate_per_hour=2 * contacts, aht_seconds=300, max_occupancy=0.9)
    assert found["seated_heads"] == seated


@pytest.mark.parametrize("patience", [None, 120])
@pytest.mark.parametrize("rate", [1, 20, 200, 60_000])
def test_one_fewer_does_not_hold_it(rate: float, patience: float | None) -> None:
    given: dict[str, Any] = {"rate_per_hour": rate, "aht_seconds": 180, "target_seconds": 20}
    if patience is not None:
        given |= {"model": "A", "patience_seconds": patience}
    seated = answer(ask(given | {"service_level": 0.8, "max_occupancy": 0.95}))["agents"]
    assert _holds(given | {"agents": seated})
    assert seated == 1 or not _holds(given | {"agents": seated - 1})


def _holds(given: dict[str, Any]) -> bool:
    found = answer(ask(given))
    return bool(found["service_level"] >= 0.8 and found["occupancy"] <= 0.95)


def test_people_who_give_up_ask_for_fewer() -> None:
    patient = heads(rate_per_hour=2000)["seated_heads"]
    assert heads(model="A", patience_seconds=60, rate_per_hour=2000)["seated_heads"] < patient


def test_each_variant_of_the_service_level_is_staffed_for() -> None:
    given = {"model": "A", "patience_seconds": 60, "rate_per_hour": 400, "service_level": 0.95}
    found = {name: heads(**given, variant=name) for name in ("F1", "F2", "F3", "F4", "F5")}
    assert all(one["service_level"] >= 0.95 for one in found.values())
    assert found["F1"]["seated_heads"] <= found["F5"]["seated_heads"]
    assert found["F5"]["seated_heads"] <= found["F3"]["seated_heads"]
    assert found["F3"]["service_level"] == found["F3"]["service_level_F3"]


def test_agents_who_chat_with_three_at_once() -> None:
    one, three = heads(rate_per_hour=600), heads(rate_per_hour=600, concurrency=3)
    assert three["seated_heads"] == -(-one["seated_heads"] // 3)
    assert three["occupancy"] == pytest.approx(30 / (3 * three["seated_heads"]))


def test_shrinkage_is_rounded_up_but_not_by_the_last_digit() -> None:
    assert scheduled(np.array([14.0, 15, 0]), 0.3).tolist() == [20, 22, 0]
    assert scheduled(np.array([14.0]), 0).tolist() == [14]


def test_without_contacts_nobody_is_needed() -> None:
    found = heads(rate_per_hour=0, shrinkage=0.3)
    assert (found["seated_heads"], found["scheduled_heads"]) == (0, 0)


def test_more_than_can_be_counted() -> None:
    asked = {"aht_seconds": 180, "service_level": 0.8, "target_seconds": 20}
    too_many, well = answer_all(
        [ask(asked | {"rate_per_hour": 1e9}), ask(asked | {"rate_per_hour": 100})]
    )
    assert isinstance(too_many, BadQuestion)
    assert (too_many.name, too_many.why) == (
        "service_level",
        "this takes more than 1,000,000 agents",
    )
    assert isinstance(well, dict)


@pytest.mark.parametrize("guess", [1, 40, 41, 42, 99, MOST_AGENTS])
def test_the_search_finds_the_first_wherever_it_starts(guess: int) -> None:
    asked = 0

    def enough(where: np.ndarray[Any, Any], numbers: np.ndarray[Any, Any]) -> Any:
        nonlocal asked
        asked += 1
        return numbers >= np.array([41, 1, MOST_AGENTS + 5])[where]

    least = np.ones(3)
    found = fewest(enough, least, np.full(3, float(guess)))
    assert found.tolist() == [41, 1, MOST_AGENTS + 1]
    assert asked < 50
