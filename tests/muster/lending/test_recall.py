"""A recall: nothing new comes from that moment, and what is open stays open."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster.activation.states import Kind
from muster.conversations.models import Contact
from muster.db import unit_of_work, uuid7
from muster.errors import Conflict, NotFound
from muster.jobs import run_due
from muster.lending import actions
from muster.lending.models import Recall
from muster.routing import actions as routing
from muster.routing import dispatcher, passes
from tests.cast import OSCAR, RIVAL
from tests.muster.activation.conftest import Rows, do_step
from tests.muster.lending.conftest import BORROWER, LOANS, Lend, contact, promise, sweep
from tests.muster.routing import build

Standby = Callable[..., list[UUID]]
Activate = Callable[..., UUID]
SEAT = "SELECT * FROM seat_assignments WHERE lent_until IS NOT NULL"


def recall(loan_id: UUID) -> bool:
    with unit_of_work(BORROWER):
        return actions.recall(RIVAL.id, loan_id, Recall.ASKED, person_id=OSCAR.id)


def reason(rows: Rows) -> str | None:
    (loan,) = rows(LOANS)
    return str(loan.recall_reason) if loan.recall_reason else None


def test_a_recall_takes_back_offers_and_leaves_what_is_open(
    standby: Standby, lend: Lend, rows: Rows, db_owner: Engine
) -> None:
    (agent,) = standby(1)
    (loan_id,) = lend([agent])
    held = contact(db_owner, agent)
    ringing = contact(db_owner, agent, "offered", 2)
    assert recall(loan_id)
    assert not recall(loan_id)
    (loan,) = rows(LOANS)
    assert (loan.recall_reason, loan.recalled_by) == ("asked", OSCAR.id)
    assert (loan.due_at - loan.recalled_at).total_seconds() == 7 * 60
    (seat,) = rows(SEAT)
    assert seat.leaving_at is not None
    assert (seat.ended_at, seat.lent_until) == (None, loan.due_at)
    states = dict(rows("SELECT id, state FROM contacts"))
    assert states == {held: "active", ringing: "queued"}
    told = [row.kind for row in rows("SELECT kind FROM events WHERE for_agent = :a ORDER BY id",
                                     a=agent)]  # fmt: skip
    assert told.count("loan.recalled") == 1
    with unit_of_work(BORROWER), pytest.raises(NotFound):
        actions.recall(RIVAL.id, uuid7(), Recall.ASKED)


def test_who_is_recalled_is_offered_nothing_and_cannot_take_anything(
    app: Flask, standby: Standby, lend: Lend, db_owner: Engine
) -> None:
    def route() -> str:
        # Whatever was set off is done: two passes at once skip what the other holds.
        assert app.extensions[dispatcher.EXTENSION].wait_idle(30)
        passes.run({RIVAL.id})
        assert app.extensions[dispatcher.EXTENSION].wait_idle(30)
        return str(build.look(db_owner, Contact, first).state)

    (agent,) = standby(1)
    (loan_id,) = lend([agent])
    first = build.contact(db_owner, RIVAL)
    assert route() == "offered"
    recall(loan_id)
    assert route() == "queued"
    with unit_of_work(BORROWER), pytest.raises(Conflict):
        routing.open_contact(first, agent, person_id=OSCAR.id)


def test_a_roll_call_that_calls_this_person_recalls(
    standby: Standby, lend: Lend, activate: Activate, rows: Rows
) -> None:
    (agent,) = standby(1)
    lend([agent])
    sweep()
    assert reason(rows) is None
    rows("DELETE FROM certifications")  # able, and hot for nobody: only the call itself recalls
    activation = activate(1, stepped=False)
    sweep()
    assert reason(rows) is None
    rows("DELETE FROM jobs")
    do_step(activation)
    assert [row.agent_id for row in rows("SELECT agent_id FROM called_people")] == [agent]
    assert rows("SELECT name FROM jobs WHERE name = 'lending.sweep'") == [("lending.sweep",)]
    sweep()
    assert reason(rows) == "called"


def test_an_activation_recalls_everybody_who_stands_by_for_it_at_once(
    standby: Standby, lend: Lend, activate: Activate, rows: Rows
) -> None:
    lend(standby(2))
    activate(2, stepped=False, kind=Kind.DRILL, until_at=None)
    assert rows("SELECT name FROM jobs WHERE name = 'lending.sweep' AND finished_at IS NULL")
    run_due()
    assert {loan.recall_reason for loan in rows(LOANS)} <= {"activated", "called"}
    assert all(loan.recalled_at is not None for loan in rows(LOANS))


def test_a_promise_that_leaves_less_time_recalls(
    standby: Standby, lend: Lend, rows: Rows, reservation: UUID, db_owner: Engine
) -> None:
    (agent,) = standby(1)
    lend([agent])
    promise(db_owner, agent, minutes=15)
    sweep()
    assert reason(rows) is None
    rows('UPDATE standby_reservations SET ramp = \'[{"seats": 4, "minutes": 5}]\'')
    sweep()
    assert reason(rows) == "promise"


OTHERS = {
    "UPDATE loans SET until_at = now() + interval '6 minutes' WHERE agent_id = :agent": "time",
    "DELETE FROM shifts WHERE agent_id = :agent": "time",
    "UPDATE agents SET left_on = current_date - 1 WHERE id = :agent": "gone",
    "UPDATE seat_assignments SET ended_at = now() WHERE agent_id = :agent": "gone",
    "UPDATE agents SET state = 'offline' WHERE id = :agent": "offline",
    "UPDATE agents SET state = 'offline', state_since = now() WHERE id = :agent": None,
}


def test_what_else_recalls(standby: Standby, lend: Lend, rows: Rows) -> None:
    agents = dict(zip(standby(len(OTHERS)), OTHERS, strict=True))
    lend(list(agents))
    for agent, change in agents.items():
        rows(change, agent=agent)
    sweep()
    for loan in rows(LOANS):
        expected = OTHERS[agents[loan.agent_id]]
        assert loan.recall_reason == expected
        assert (loan.ended_at is not None) == (expected is not None)  # nothing was open


def test_a_queue_that_takes_nobody_any_more_or_is_put_away_recalls(
    standby: Standby, lend: Lend, rows: Rows
) -> None:
    first, second = standby(2)
    lend([first])
    rows("UPDATE queues SET takes_lent = false")
    sweep()
    assert reason(rows) == "queue"
    rows("UPDATE queues SET takes_lent = true")
    lend([second])
    rows("UPDATE queues SET retired_at = now(), is_default = false")
    sweep()
    assert [loan.recall_reason for loan in rows(LOANS)] == ["queue", "queue"]
