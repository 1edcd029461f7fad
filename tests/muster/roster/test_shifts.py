"""Shifts: planned by the rules, made ahead from weekly patterns, cut by time off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.db import Acting, unit_of_work
from muster.errors import Invalid
from muster.roster import actions, patterns
from muster.roster.jobs import fill
from muster.roster.patterns import AHEAD_DAYS
from tests.cast import ANN, BEN, OSCAR
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
PAGE = f"/ops/shifts/agents/{ANN.agent_id}"
STAFF = Acting(staff=True, person_id=OSCAR.id)
# A Monday that lies ahead, at nine in Shanghai.
MONDAY = datetime.now(UTC).date() + timedelta(days=14 - datetime.now(UTC).weekday())
NINE = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 1, tzinfo=UTC)
SHIFT = {"day": MONDAY.isoformat(), "starts_at": "09:00", "ends_at": "18:00", "kind": "work"}
WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def planned(owner: Engine) -> list[tuple[datetime, datetime]]:
    rows = build.rows(owner, "SELECT starts_at, ends_at FROM shifts ORDER BY agent_id, starts_at")
    return [(row.starts_at, row.ends_at) for row in rows]


def test_a_shift_is_planned_once_by_the_clock_of_the_site(
    client_for: SignIn, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    assert [oscar.post(PAGE, data=SHIFT).status_code for _ in range(2)] == [303, 303]
    assert planned(db_owner) == [(NINE, NINE + timedelta(hours=9))]
    page = oscar.get(PAGE, query_string={"week": MONDAY.isoformat()}).text
    assert "09:00–18:00" in page
    assert ANN.name in oscar.get("/ops/shifts", query_string={"week": MONDAY.isoformat()}).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_at": "17:00", "ends_at": "20:00"}, "starts_at"),  # overlaps
        ({"starts_at": "22:00", "ends_at": "06:00"}, "starts_at"),  # four hours after
        ({"starts_at": "01:00", "ends_at": "08:00"}, "starts_at"),  # one hour before
        ({"starts_at": "18:00", "ends_at": "11:00"}, "ends_at"),  # seventeen hours
        ({"day": "2100-01-04"}, "starts_at"),
        ({"day": "nonsense"}, "day"),
        ({"kind": "sleep"}, "kind"),
    ],
)
def test_what_breaks_a_rule_is_said_beside_it(
    client_for: SignIn, db_owner: Engine, wrong: dict[str, str], field: str
) -> None:
    oscar = client_for("oscar")
    oscar.post(PAGE, data=SHIFT)
    answer = oscar.post(PAGE, data=SHIFT | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert len(planned(db_owner)) == 1


def test_two_planners_at_once_leave_the_rest_whole(app: Flask, db_owner: Engine) -> None:
    def plan(hours: int) -> Callable[[], object]:
        def act() -> None:
            with unit_of_work(STAFF):
                begins = NINE + timedelta(hours=hours)
                actions.plan_shift(
                    ANN.agent_id, begins, begins + timedelta(hours=8), "work", by=OSCAR.id
                )

        return act

    outcomes = build.at_once(app, plan(0), plan(10))
    assert sorted(type(each) for each in outcomes if each) == [Invalid]
    assert len(planned(db_owner)) == 1


def test_a_shift_that_began_stays(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    oscar.post(PAGE, data=SHIFT)
    (row,) = build.rows(db_owner, "SELECT id FROM shifts")
    assert client_for("quinn").post(f"/ops/shifts/{row.id}/removal").status_code == 403
    assert oscar.post(f"/ops/shifts/{row.id}/removal").status_code == 303
    assert planned(db_owner) == []
    now = datetime.now(UTC)
    with unit_of_work(STAFF):
        began = actions.plan_shift(
            ANN.agent_id, now - timedelta(hours=1), now + timedelta(hours=7), "work", by=None
        ).id
    assert oscar.post(f"/ops/shifts/{began}/removal").status_code == 409


def set_week(week: dict[str, Any] = WEEK, **more: Any) -> None:
    with unit_of_work(STAFF):
        patterns.set_pattern(
            ANN.agent_id,
            week,
            "work",
            more.pop("starts_on", MONDAY),
            None,
            time_zone=actions.zone_of(ANN.agent_id),
            by=OSCAR.id,
        )


def test_a_week_becomes_shifts_once(app: Flask, db_owner: Engine) -> None:
    set_week()
    made = planned(db_owner)
    last = datetime.now(actions.ZoneInfo("Asia/Shanghai")).date() + timedelta(days=AHEAD_DAYS)
    days = [MONDAY + timedelta(days=n) for n in range((last - MONDAY).days + 1)]
    assert [begins.date() for begins, _ in made] == [day for day in days if day.weekday() < 5]
    assert made[0] == (NINE, NINE + timedelta(hours=9))
    fill()
    assert planned(db_owner) == made


def test_what_was_removed_stays_so_and_another_week_takes_its_place(
    app: Flask, db_owner: Engine
) -> None:
    set_week()
    (first, *_) = build.rows(db_owner, "SELECT id FROM shifts ORDER BY starts_at")
    with unit_of_work(STAFF):
        actions.remove_shift(first.id)
    fill()
    assert planned(db_owner)[0][0] == NINE + timedelta(days=1)
    set_week({"sat": [["20:00", "04:00"]]}, starts_on=MONDAY + timedelta(days=7))
    times = [begins for begins, _ in planned(db_owner)]
    assert times[:4] == [NINE + timedelta(days=n) for n in (1, 2, 3, 4)]
    assert {begins.weekday() for begins in times[4:]} == {5}


def test_hours_that_do_not_exist_and_shifts_by_hand_are_minded(
    app: Flask, db_owner: Engine
) -> None:
    with unit_of_work(STAFF):
        actions.plan_shift(
            ANN.agent_id, NINE - timedelta(hours=8), NINE - timedelta(hours=1), "work", by=None
        )
    set_week()
    assert planned(db_owner)[1][0] == NINE + timedelta(days=1)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "form"),
        ({"mon": "9 to 5"}, "mon"),
        ({"mon": "24:00-08:00"}, "mon"),
        ({"mon": "08:00-03:00"}, "mon"),
        ({"mon": "20:00-04:00", "tue": "09:00-17:00"}, "mon"),
        ({"sun": "20:00-04:00", "mon": "09:00-17:00"}, "sun"),
        ({"mon": "09:00-12:00, 13:00-18:00"}, "mon"),
    ],
)
def test_a_week_that_cannot_be_is_refused(
    client_for: SignIn, db_owner: Engine, typed: dict[str, str], field: str
) -> None:
    form = {"kind": "work", "starts_on": MONDAY.isoformat(), **typed}
    answer = client_for("oscar").post(f"{PAGE}/pattern", data=form)
    assert answer.status_code == 422
    assert field == "form" or f'id="{field}-error"' in answer.text
    assert planned(db_owner) == []


def test_a_week_is_set_and_ended_on_the_page(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    today = date.today() + timedelta(days=1)  # noqa: DTZ011 — any day to come
    form = {
        "kind": "standby",
        "starts_on": today.isoformat(),
        "sat": "9:00－17:00".replace("－", "-"),
    }
    assert oscar.post(f"{PAGE}/pattern", data=form).status_code == 303
    assert len(planned(db_owner)) >= 13
    (row,) = build.rows(db_owner, "SELECT id FROM shift_patterns")
    assert oscar.post(f"/ops/shifts/patterns/{row.id}/end").status_code == 303
    assert planned(db_owner) == []


def test_agents_see_their_own(client_for: SignIn, db_owner: Engine) -> None:
    now = datetime.now(UTC)
    with unit_of_work(STAFF):
        actions.plan_shift(
            BEN.agent_id, now + timedelta(minutes=1), now + timedelta(hours=8), "training", by=None
        )
    assert "Training" in client_for("ben").get("/desk/my-schedule").text
    assert "chip-info" not in client_for("ann").get("/desk/my-schedule").text
