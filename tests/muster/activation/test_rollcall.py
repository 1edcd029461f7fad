"""The roll-call, stopped and repeated between its steps."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from muster.activation import answering, calling, rollcall
from muster.activation.answering import By
from muster.db import unit_of_work
from tests.cast import ANN, HUALAN
from tests.muster.activation.conftest import BOTH, Rows, do_step

CALLED = """SELECT id, agent_id, tier, state, needs_briefing, replaces_id, over_reason
FROM called_people WHERE activation_id = :a ORDER BY id"""


def say(called_id: UUID, *, comes: bool = True, by: By = By.DESK) -> None:
    with unit_of_work(BOTH):
        answering.answer(HUALAN.id, called_id, comes=comes, by=by)


def test_certified_people_are_called_first_by_every_address(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    agents = hire(4, certified=2)
    rows(
        "INSERT INTO agent_addresses (id, agent_id, kind, address, position)"
        " VALUES (gen_random_uuid(), :a, 'sms', '+8613900000001', 1)",
        a=agents[0],
    )
    called = rows(CALLED, a=activate(3))
    assert [(row.tier, row.needs_briefing) for row in called] == [
        ("hot", False),
        ("hot", False),
        ("warm", True),
    ]
    messages = rows("SELECT called_id, way, text FROM call_messages ORDER BY id")
    ways = {row.id: [m.way for m in messages if m.called_id == row.id] for row in called}
    by_agent = {row.agent_id: ways[row.id] for row in called}
    assert by_agent[agents[0]] == ["desk", "sms", "mail"]
    assert by_agent[agents[1]] == ["desk", "mail"]
    assert all("Announcement" in message.text for message in messages)
    assert ANN.agent_id not in by_agent  # serves the company already


def test_a_worker_that_dies_in_the_middle_loses_nothing(
    activate: Callable[..., UUID],
    hire: Callable[..., list[UUID]],
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hire(3, certified=3)
    activation = activate(3, stepped=False)
    real = calling.call

    def die(*_: object) -> None:
        raise OperationalError("killed", None, Exception("killed"))

    monkeypatch.setattr(calling, "call", die)
    with pytest.raises(OperationalError), unit_of_work(BOTH):
        rollcall.step(HUALAN.id, activation)
    assert rows(CALLED, a=activation) == []
    monkeypatch.setattr(calling, "call", real)
    do_step(activation)
    once = rows(CALLED, a=activation)
    assert len(once) == 3
    do_step(activation)
    assert rows(CALLED, a=activation) == once


def test_whoever_says_no_or_nothing_is_replaced_by_the_next(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(4, certified=4)
    activation = activate(2)
    first, second = rows(CALLED, a=activation)
    say(first.id, comes=False)
    rows("UPDATE called_people SET due_at = now() WHERE id = :i", i=second.id)
    do_step(activation)
    found = rows(CALLED, a=activation)
    assert [row.state for row in found] == ["declined", "timed_out", "called", "called"]
    assert {row.replaces_id for row in found[2:]} == {first.id, second.id}
    assert found[1].over_reason == "silent"


def test_when_everybody_declines_it_is_said_and_nobody_is_asked_twice(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(2, certified=2)
    activation = activate(2)
    for row in rows(CALLED, a=activation):
        say(row.id, comes=False)
    do_step(activation)
    do_step(activation)
    (found,) = rows("SELECT state, short, short_why FROM activations")
    assert found == ("open", 2, "nobody")
    assert len(rows(CALLED, a=activation)) == 2
    (told,) = rows("SELECT detail FROM activation_changes WHERE what = 'short'")
    assert told.detail == {"seats": 2, "why": "nobody"}
    # Somebody comes back to work: the next beat calls them.
    hire(1, certified=1)
    do_step(activation)
    assert [row.state for row in rows(CALLED, a=activation)][-1] == "called"


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        ("UPDATE agents SET retired_at = now() WHERE id = :a", "retired"),
        ("DELETE FROM agents WHERE id = :a", "deleted"),
        (
            (
                "WITH lost AS (INSERT INTO sites (id, code, name_en, name_zh, region, time_zone,"
                " hazard_zone, seats, down_since) VALUES (gen_random_uuid(), 'x', 'X', 'X', 'r',"
                " 'UTC', 'z', 1, now()) RETURNING id) UPDATE agents SET site_id = lost.id FROM lost"
                " WHERE agents.id = :a"
            ),
            "site",
        ),
    ],
)
def test_whoever_is_lost_while_called_is_replaced(
    happens: str,
    why: str,
    activate: Callable[..., UUID],
    hire: Callable[..., list[UUID]],
    rows: Rows,
) -> None:
    hire(2, certified=2)
    activation = activate(1)
    (first,) = rows(CALLED, a=activation)
    if why == "deleted":
        rows("DELETE FROM certifications WHERE agent_id = :a", a=first.agent_id)
    rows(happens, a=first.agent_id)
    do_step(activation)
    gone, after = rows(CALLED, a=activation)
    assert (gone.state, gone.over_reason, after.state) == ("gone", why, "called")


def test_two_companies_never_call_the_same_person(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    (agent,) = hire(1, certified=1)
    activation = activate(1, stepped=False)
    rows(
        "INSERT INTO activations SELECT (jsonb_populate_record(a, jsonb_build_object("
        "'id', gen_random_uuid(), 'tenant_id', (SELECT id FROM tenants WHERE slug = 'rival'),"
        "'reservation_id', null, 'request_key', gen_random_uuid()))).* FROM activations a"
    )
    rows(
        "INSERT INTO called_people (id, tenant_id, activation_id, agent_id, agent_name, tier,"
        " state, needs_briefing, answered_by, over_reason)"
        " SELECT gen_random_uuid(), tenant_id, id, :a, 'R', 'warm', 'called', true, '', ''"
        " FROM activations WHERE reservation_id IS NULL",
        a=agent,
    )
    do_step(activation)
    assert rows(CALLED, a=activation) == []


def test_the_certified_lead_at_most_so_many_others(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    rows("UPDATE standby_reservations SET copy_factor = 1")
    rows("UPDATE seat_assignments SET ended_at = now()")
    hire(4, certified=1)
    activation = activate(4)
    assert [row.tier for row in rows(CALLED, a=activation)] == ["hot", "warm"]
    assert rows("SELECT short, short_why FROM activations") == [(2, "led")]
