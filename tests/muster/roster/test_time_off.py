"""Time off: an agent asks, a planner decides, shifts are cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from muster.db import session, unit_of_work
from muster.roster import absence, actions
from tests.cast import ANN, OSCAR
from tests.muster.roster.test_shifts import MONDAY, NINE, STAFF, planned
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
ASK = "/desk/my-schedule/time-off"
WISH = {
    "first_on": MONDAY.isoformat(),
    "last_on": (MONDAY + timedelta(days=1)).isoformat(),
    "away_kind": "holiday",
    "note": "<script>",
}


def states(owner: Engine) -> list[str]:
    return [row.state for row in build.rows(owner, "SELECT state FROM time_off ORDER BY id")]


def wish_id(owner: Engine) -> str:
    return str(build.rows(owner, "SELECT id FROM time_off ORDER BY id DESC")[0].id)


def plan(begins: datetime, hours: float) -> None:
    with unit_of_work(STAFF):
        ends = begins + timedelta(hours=hours)
        actions.plan_shift(ANN.agent_id, begins, ends, "work", by=OSCAR.id)


def test_asked_approved_and_cut(client_for: SignIn, db_owner: Engine) -> None:
    ann, paula = client_for("ann"), client_for("paula")
    for days in range(3):
        plan(NINE + timedelta(days=days), 9)
    assert [ann.post(ASK, data=WISH).status_code for _ in range(2)] == [200, 200]
    assert states(db_owner) == ["asked"]
    page = paula.get("/ops/time-off").text
    assert "&lt;script&gt;" in page
    assert "安 妮" in page
    path = f"/ops/time-off/{wish_id(db_owner)}/approval"
    assert [paula.post(path, data={"note": "enjoy"}).status_code for _ in range(2)] == [303, 303]
    assert planned(db_owner) == [(NINE + timedelta(days=2), NINE + timedelta(days=2, hours=9))]
    assert "enjoy" in ann.get("/desk/my-schedule").text
    answer = ann.post(f"/desk/my-schedule/time-off/{wish_id(db_owner)}/withdrawal")
    assert answer.status_code == 409
    assert paula.post(path.replace("approval", "refusal")).status_code == 409


@pytest.mark.parametrize(
    ("begins", "ends", "left"),
    [
        (-1, 2, [(2, 9)]),
        (7, 12, [(0, 7)]),
        (3, 5, [(0, 3), (5, 9)]),
        (0, 9, []),
        (9, 12, [(0, 9)]),
    ],
)
def test_what_is_left_of_a_shift(
    client_for: SignIn, db_owner: Engine, begins: int, ends: int, left: list[tuple[int, int]]
) -> None:
    plan(NINE, 9)
    hour = timedelta(hours=1)
    with unit_of_work(STAFF):
        absence.enter(
            ANN.agent_id, NINE + begins * hour, NINE + ends * hour, "sick", "", by=OSCAR.id
        )
    assert planned(db_owner) == [(NINE + first * hour, NINE + last * hour) for first, last in left]


def test_taken_back_it_can_be_decided_no_more(client_for: SignIn, db_owner: Engine) -> None:
    ann, ben = client_for("ann"), client_for("ben")
    ann.post(ASK, data=WISH)
    path = f"/desk/my-schedule/time-off/{wish_id(db_owner)}/withdrawal"
    assert ben.post(path).status_code == 404
    assert ann.post(path).status_code == 200
    assert states(db_owner) == ["withdrawn"]
    answer = client_for("paula").post(f"/ops/time-off/{wish_id(db_owner)}/approval")
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_on": (MONDAY - timedelta(days=1)).isoformat()}, "last_on"),
        ({"first_on": ""}, "first_on"),
        ({"first_on": "1999-01-01"}, "first_on"),
        ({"last_on": (MONDAY + timedelta(days=400)).isoformat()}, "last_on"),
        ({"away_kind": "nap"}, "away_kind"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_a_wish_that_cannot_be_is_said_beside_it(
    client_for: SignIn, db_owner: Engine, wrong: dict[str, str], field: str
) -> None:
    answer = client_for("ann").post(ASK, data=WISH | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert states(db_owner) == []


def test_no_agent_approves_alone(client_for: SignIn, db_owner: Engine) -> None:
    client_for("ann").post(ASK, data=WISH)
    with unit_of_work(build.at_desk(ANN)), pytest.raises(ProgrammingError, match="row-level"):
        session.execute(text("UPDATE time_off SET state = 'approved', decided_at = now()"))


def test_what_is_a_fact_is_entered_by_planners(client_for: SignIn, db_owner: Engine) -> None:
    path = f"/ops/shifts/agents/{ANN.agent_id}/time-off"
    assert client_for("quinn").post(path, data=WISH).status_code == 403
    assert client_for("paula").post(path, data=WISH).status_code == 303
    assert states(db_owner) == ["approved"]
    plan_on_it = client_for("paula").post(
        f"/ops/shifts/agents/{ANN.agent_id}",
        data={"day": MONDAY.isoformat(), "starts_at": "09:00", "ends_at": "17:00", "kind": "work"},
    )
    assert plan_on_it.status_code == 422
