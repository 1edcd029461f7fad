"""Lending on the pages of operations, of the borrower, and at the desk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.lending.actions import Terms
from tests.cast import ANN, CAI, HUALAN, RIVAL
from tests.muster.activation.conftest import Rows
from tests.muster.lending.conftest import LOANS, Lend, contact

ClientFor = Callable[[str], FlaskClient]
Standby = Callable[..., list[UUID]]
NEW = f"/ops/loans/new/{RIVAL.queue_id}"


def test_operations_lend_the_first_so_many_and_recall_them(
    client_for: ClientFor, standby: Standby, rows: Rows
) -> None:
    agents = standby(3)
    oscar = client_for("oscar")
    assert "Nobody is lent" in oscar.get("/ops/loans").text
    page = oscar.get(NEW).text
    assert "3 people on standby can answer" in page
    assert all(f'value="{agent}"' in page for agent in agents)
    for typed, said in (
        ({"how_many": "9"}, "Only 3 people"),
        ({"how_many": "0"}, "At least one"),
        ({"how_many": "1", "recall_minutes": "-1"}, "between 1 and 240"),
        ({"how_many": "1", "recall_minutes": "16"}, "promise of 15 minutes"),
        ({"how_many": "1", "recall_minutes": "many"}, "integer"),
        ({"how_many": "1", "until_at": "2020-01-01T10:00"}, "moment has passed"),
        ({}, "Choose somebody"),
        ({"why": "<b>" * 200}, "too long"),
    ):
        answer = oscar.post(NEW, data=typed)
        assert answer.status_code == 422
        assert said.lower() in answer.text.lower(), typed
    wrong = {"how_many": "-1", "recall_minutes": "999", "until_at": "2020-01-01T10:00"}
    assert oscar.post(NEW, data=wrong).text.count('class="field-error"') == len(wrong)  # at once
    assert rows(LOANS) == []
    assert oscar.post(NEW, data={"how_many": "2", "why": "Quiet"}).status_code == 303
    assert oscar.post(NEW, data={"agent": str(rows(LOANS)[0].agent_id)}).status_code == 409
    listed = oscar.get("/ops/loans?company=rival").text
    assert "2 people on standby are lent" in listed
    assert "Quiet" in listed
    assert "No loan is like this" in oscar.get("/ops/loans?shown=over").text
    one = rows(LOANS)[0].id
    assert oscar.post(f"/ops/loans/{one}/recall").status_code == 303
    assert [loan.recall_reason for loan in rows(LOANS)] == ["asked", None]
    assert oscar.post("/ops/loans/recall").status_code == 303
    assert [loan.recall_reason for loan in rows(LOANS)] == ["asked", "asked"]


def test_who_may_not_cannot(client_for: ClientFor, standby: Standby, lend: Lend) -> None:
    (loan_id,) = lend(standby(1))
    paula = client_for("paula")
    assert paula.get("/ops/loans").status_code == 200
    assert paula.get(NEW).status_code == 403
    assert paula.post(f"/ops/loans/{loan_id}/recall").status_code == 403
    assert client_for("quinn").get("/ops/loans").status_code == 403
    assert client_for("rita").get("/ops/loans").status_code == 404
    oscar = client_for("oscar")
    assert oscar.get(f"/ops/loans/new/{HUALAN.queue_id}").status_code == 404  # forbids it


def test_the_borrower_sees_on_the_wall_that_a_seat_is_lent(
    client_for: ClientFor, standby: Standby, lend: Lend
) -> None:
    lend(standby(1))
    rita = client_for("rita")
    assert "lent, until" in rita.get("/portal/rival/live").text
    client_for("oscar").post("/ops/loans/recall")
    assert "recalled, back by" in rita.get("/portal/rival/live").text
    assert "lent, until" not in client_for("olga").get("/portal/hualan/live").text


def test_the_borrower_neither_moves_nor_sends_away_who_is_lent(
    client_for: ClientFor, standby: Standby, lend: Lend, rows: Rows
) -> None:
    (agent,) = standby(1)
    lend([agent])
    rita = client_for("rita")
    moved = rita.post(
        f"/portal/rival/queues/{RIVAL.queue_id}/agents", data={"agent": str(CAI.agent_id)}
    )
    assert moved.status_code == 409
    assert "is lent for one queue, until recalled" in moved.text
    sent = rita.post(
        f"/portal/rival/live/agents/{agent}/state", json={"state": "offline", "reason": "Go"}
    )
    assert sent.status_code == 409
    assert rows("SELECT state FROM agents WHERE id = :id", id=agent)[0].state == "available"


def test_the_desk_says_what_a_recall_means(
    client_for: ClientFor, standby: Standby, lend: Lend, rows: Rows, db_owner: Engine
) -> None:
    standby(1)
    rows("UPDATE seat_assignments SET ended_at = now() WHERE agent_id = :ann", ann=ANN.agent_id)
    rows("UPDATE shifts SET agent_id = :ann", ann=ANN.agent_id)
    rows("UPDATE agents SET state = 'available' WHERE id = :ann", ann=ANN.agent_id)
    ann = client_for("ann")
    lend([ANN.agent_id], Terms(recall_minutes=8))
    contact(db_owner, ANN.agent_id)
    assert "You are lent to Rival Travel" in ann.get("/desk/loans").text
    client_for("oscar").post("/ops/loans/recall")
    said = ann.get("/desk/loans").text
    assert "You are recalled from Rival Travel" in said
    assert "Finish the one that is open" in said
    assert "operations asked for it" in said
    assert "desk-loans" in ann.get("/desk").text
    rows("UPDATE loans SET ended_at = now()")
    assert ann.get("/desk/loans").text == ""


def test_the_meter_says_how_many_of_the_hot_are_lent(
    client_for: ClientFor, standby: Standby, lend: Lend
) -> None:
    lend(standby(3)[:1])
    page = client_for("oscar").get("/ops/standby").text
    assert "3 certified people are on standby now, 3 of them signed in" in page
    assert "1 of them is lent" in page


def test_a_company_lets_lent_people_answer_and_reads_the_price(
    client_for: ClientFor, rows: Rows
) -> None:
    rita = client_for("rita")
    address = f"/portal/rival/queues/{RIVAL.queue_id}"
    assert "45.00" in rita.get(address).text
    typed = {"name": "Customers", "priority": "3", "always": "y", "target_percent": "80",
             "target_seconds": "30", "amber_seconds": "30", "red_seconds": "60",
             "takes_lent": "y"}  # fmt: skip
    assert rita.post(address, data=typed).status_code == 303
    assert rows("SELECT slug FROM queues q JOIN tenants t ON t.id = q.tenant_id"
                " WHERE q.takes_lent") == [("rival",)]  # fmt: skip
