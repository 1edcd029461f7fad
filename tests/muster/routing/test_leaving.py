"""Whose last day is over: no contacts, no seat, no shift, no desk, whatever else is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.db import unit_of_work
from muster.errors import Conflict
from muster.jobs import run_due
from muster.roster.models import Shift, ShiftPattern, TimeOff
from muster.routing import jobs, leaving, passes
from muster.routing.actions import close, open_contact
from muster.routing.states import set_state
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, HUALAN, OSCAR, RIVAL
from tests.muster.routing import build

ClientFor = Callable[[str], FlaskClient]
LAST_DAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"


def write(owner: Engine, statement: str, **values: Any) -> None:
    with owner.begin() as connection:
        connection.execute(text(statement), values)


def leaves(owner: Engine, days: int) -> None:
    """Ann's last day is so many days from now."""
    build.agents(owner, [ANN])
    write(owner, f"UPDATE agents SET left_on = {LAST_DAY} + :d WHERE id = :a",
          d=days, a=ANN.agent_id)  # fmt: skip


def seats(owner: Engine) -> list[Any]:
    return build.rows(
        owner,
        "SELECT ended_by, leaving_at FROM seat_assignments"
        " WHERE agent_id = :a AND ended_at IS NULL",
        a=ANN.agent_id,
    )


def plan(owner: Engine, days: int) -> None:
    values = {"agent_id": ANN.agent_id, "kind": "work"}
    with owner.begin() as connection:
        connection.execute(
            insert(Shift).values(
                starts_at=text(f"now() + interval '{days} days'"),
                ends_at=text(f"now() + interval '{days} days 8 hours'"),
                **values,
            )
        )


def test_on_the_last_day_nothing_changes(app: Flask, db_owner: Engine) -> None:
    leaves(db_owner, 0)
    plan(db_owner, 1)
    jobs.leave()
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.retired_at) == ("available", None)
    assert len(seats(db_owner)) == 1
    contact = build.contact(db_owner)
    passes.run([HUALAN.id])
    (row,) = build.rows(db_owner, "SELECT agent_id FROM contacts WHERE id = :c", c=contact)
    assert row.agent_id == ANN.agent_id


def test_after_it_seats_shifts_and_wishes_end_each_once_and_on_record(
    app: Flask, db_owner: Engine
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    leaves(db_owner, -1)
    for days in (-1, 1, 2):
        plan(db_owner, days)
    with db_owner.begin() as connection:
        connection.execute(
            insert(ShiftPattern).values(
                agent_id=ANN.agent_id,
                week={"mon": [["09:00", "18:00"]]},
                time_zone="Asia/Shanghai",
                starts_on=text("current_date - 30"),
            )
        )
        connection.execute(
            insert(TimeOff).values(
                agent_id=ANN.agent_id,
                starts_at=text("now() + interval '3 days'"),
                ends_at=text("now() + interval '5 days'"),
                kind="holiday",
            )
        )
    for _ in range(2):
        jobs.leave()
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert ann.state == "offline"
    assert ann.retired_at is not None
    assert seats(db_owner) == []
    assert len(build.rows(db_owner, "SELECT FROM shifts")) == 1
    ((ends_on,),) = build.rows(db_owner, "SELECT ends_on FROM shift_patterns")
    assert ends_on == ann.left_on
    assert [row.state for row in build.rows(db_owner, "SELECT state FROM time_off")] == [
        "withdrawn"
    ]
    told = build.rows(
        db_owner, "SELECT subject, detail FROM audit_entries WHERE action = 'agent.left'"
    )
    assert [(one.subject, one.detail) for one in told] == [(ANN.name, {"seats": 2, "shifts": 2})]
    changes = build.rows(db_owner, "SELECT state, changed_by FROM agent_state_changes")
    assert [tuple(change) for change in changes] == [("offline", None)]
    events = build.rows(db_owner, "SELECT tenant_id FROM events WHERE kind = 'agent.unassigned'")
    assert {event.tenant_id for event in events} == {HUALAN.id, RIVAL.id}


def test_no_contact_comes_and_the_desk_is_closed(client_for: ClientFor, db_owner: Engine) -> None:
    leaves(db_owner, -1)
    jobs.leave()
    assert client_for("ann").get("/desk/inbox").status_code == 404
    build.contact(db_owner)
    passes.run([HUALAN.id])
    assert [row.state for row in build.rows(db_owner, "SELECT state FROM contacts")] == ["queued"]
    with unit_of_work(build.EVERYONE), pytest.raises(Conflict):
        set_state(ANN.agent_id, "available", by=ANN.id)
    oscar = client_for("oscar")
    names = {
        "/ops/agents": False,
        "/ops/agents?state=left": True,
        "/ops/shifts": False,
        "/ops/academy": False,
    }
    for address, there in names.items():
        assert (ANN.name in oscar.get(address).text) == there, address
    write(db_owner, "UPDATE agents SET state_since = :d WHERE id = :a",
          d=datetime(2020, 1, 2, tzinfo=UTC), a=ANN.agent_id)  # fmt: skip
    page = oscar.get(f"/ops/agents/{ANN.agent_id}").text
    assert "This agent has left" in page
    assert "2020" not in page  # since when is told of the departure, not of the state before


def test_a_conversation_in_hand_may_be_ended_first(
    app: Flask, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However late in the day the test runs, the last day was over a moment ago.
    monkeypatch.setattr(leaving, "PATIENCE_HOURS", 50)
    leaves(db_owner, -1)
    contact = build.contact(db_owner)
    with unit_of_work(build.at_desk(ANN)):
        open_contact(contact, ANN.agent_id, person_id=ANN.id)
    jobs.leave()
    assert [seat.leaving_at is not None for seat in seats(db_owner)] == [True]
    with unit_of_work(build.at_desk(ANN)):
        close(contact, ANN.agent_id, HUALAN.disposition_id, person_id=ANN.id)
    passes.run([HUALAN.id])
    jobs.leave()
    assert seats(db_owner) == []
    (row,) = build.rows(db_owner, "SELECT agent_id FROM contacts WHERE id = :c", c=contact)
    assert row.agent_id == ANN.agent_id


def test_whoever_stays_longer_loses_what_is_in_hand(app: Flask, db_owner: Engine) -> None:
    leaves(db_owner, -3)
    contact = build.contact(db_owner)
    with unit_of_work(build.at_desk(ANN)):
        open_contact(contact, ANN.agent_id, person_id=ANN.id)
    jobs.leave()
    assert seats(db_owner) == []
    (row,) = build.rows(db_owner, "SELECT state, agent_id FROM contacts WHERE id = :c", c=contact)
    assert (row.state, row.agent_id) == ("queued", None)


def test_operations_enter_a_day_that_is_over_and_take_it_back(
    client_for: ClientFor, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    address = f"/ops/agents/{BEN.agent_id}"
    form = {
        "display_name": "Ben Bai", "languages": "zh", "capacity": "3", "contract_hours": "40",
        "left_on": "2026-01-31",
    }  # fmt: skip
    assert oscar.post(address, data=form).status_code == 303
    run_due()
    assert build.look(db_owner, Agent, BEN.agent_id).retired_at is not None
    assert oscar.post(address, data=form | {"left_on": ""}).status_code == 303
    ben = build.look(db_owner, Agent, BEN.agent_id)
    assert (ben.retired_at, ben.left_on) == (None, None)
    (entry,) = build.rows(
        db_owner, "SELECT person_id FROM audit_entries WHERE action = 'agent.returned'"
    )
    assert entry.person_id == OSCAR.id


def test_no_shift_is_planned_behind_the_last_day(client_for: ClientFor, db_owner: Engine) -> None:
    leaves(db_owner, 1)
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    answer = client_for("oscar").post(
        f"/ops/shifts/agents/{ANN.agent_id}",
        data={"day": day, "starts_at": "09:00", "ends_at": "17:00", "kind": "work"},
    )
    assert answer.status_code == 422
    assert "The last day of this agent is" in answer.text
    assert build.rows(db_owner, "SELECT FROM shifts") == []
