"""Queues in routing: hours and holidays, levels of skills, preferred skills, priority."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, insert, text, update

from muster.conversations import opening
from muster.conversations.models import Contact, Queue
from muster.db import uuid7
from muster.routing import passes
from muster.tenancy.hours import Hours
from tests.cast import ANN, BEN, HUALAN
from tests.muster.routing import build

EARLIER = datetime.now(UTC) - timedelta(hours=1)


def another(owner: Engine, **values: Any) -> UUID:
    row: dict[str, Any] = {
        "id": uuid7(),
        "tenant_id": HUALAN.id,
        "name": "Repairs",
        "languages": [],
        "skills": [],
        "opening_hours": {},
    }
    with owner.begin() as connection:
        connection.execute(insert(Queue).values(row | values))
    return UUID(str(row["id"]))


def change(owner: Engine, **values: Any) -> None:
    with owner.begin() as connection:
        connection.execute(update(Queue).where(Queue.id == HUALAN.queue_id).values(values))


def test_outside_its_hours_a_queue_waits(app: Flask, db_owner: Engine) -> None:
    now = datetime.now(UTC)
    yesterday = (now - timedelta(days=1)).strftime("%a").lower()
    change(db_owner, opening_hours={yesterday: [["09:00", "09:01"]]}, time_zone="Etc/UTC")
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).state == "queued"
    change(db_owner, opening_hours={})
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).state == "offered"


def test_on_a_holiday_a_queue_waits(app: Flask, db_owner: Engine) -> None:
    days = [(datetime.now(UTC) + timedelta(days=n)).date().isoformat() for n in (-1, 0, 1)]
    change(db_owner, holidays=[{"on": day, "name": "Feast"} for day in days])
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).state == "queued"


def test_a_level_is_needed(app: Flask, db_owner: Engine) -> None:
    change(db_owner, skills=["sales"], skill_levels={"sales": 3})
    build.agents(db_owner, [ANN], skill_levels={"sales": 2}, state_since=EARLIER)
    build.agents(db_owner, [BEN], skill_levels={"sales": 4})
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).agent_id == BEN.agent_id


def test_preferred_skills_come_before_idleness(app: Flask, db_owner: Engine) -> None:
    change(db_owner, preferred_skills=["repair"])
    build.agents(db_owner, [ANN], state_since=EARLIER)
    build.agents(db_owner, [BEN], skills=["repair"], capacity=1)
    first, second = build.contacts(db_owner, 2)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, first).agent_id == BEN.agent_id
    assert build.look(db_owner, Contact, second).agent_id == ANN.agent_id
    reason = build.rows(
        db_owner, "SELECT reason FROM contact_changes WHERE contact_id = :id", id=first
    )[0].reason
    assert reason == "offer.preferred n=2 language=zh skills=repair"


def test_priority_of_queue_and_contact(app: Flask, db_owner: Engine) -> None:
    urgent = another(db_owner, priority=5)
    build.agents(db_owner, [ANN], capacity=2)
    plain, raised = build.contacts(db_owner, 2)
    important = build.contact(db_owner, queue_id=urgent)
    with db_owner.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == raised).values(priority=1))
    passes.run([HUALAN.id])
    states = [build.look(db_owner, Contact, c).state for c in (plain, raised, important)]
    assert states == ["queued", "offered", "offered"]


def test_who_waits_in_a_queue_that_was_put_away_is_served(app: Flask, db_owner: Engine) -> None:
    gone = another(db_owner, retired_at=EARLIER)
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner, queue_id=gone)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).state == "offered"


WEEK = {
    day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-09-28T01:00", "2026-09-28T01:00"),  # a Monday, 09:00 in Shanghai
        ("2026-09-28T04:30", "2026-09-28T05:00"),  # lunch
        ("2026-09-30T11:00", "2026-10-02T01:00"),  # the evening before a holiday
        ("2026-10-03T00:00", "2026-10-05T01:00"),  # a Saturday
    ],
)
def test_when_it_opens_next(at: str, opens: str) -> None:
    holidays = [{"on": "2026-10-01", "name": "National Day"}]
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    found = opening.opens_at(WEEK, holidays, "Asia/Shanghai", moment)
    assert found == datetime.fromisoformat(opens).replace(tzinfo=UTC)
    assert opening.is_open(WEEK, holidays, "Asia/Shanghai", moment) == (at == opens)


NIGHT = {"mon": [["18:00", "24:00"]], "tue": [["00:00", "02:00"], ["18:00", "24:00"]]}


@pytest.mark.parametrize("week", [WEEK, NIGHT, {}, {"mon": []}])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_the_database_says_the_same(db_owner: Engine, week: Hours, zone: str) -> None:
    holidays = [{"on": "2026-10-01", "name": "National Day"}, {"on": "2026-11-02", "name": "x"}]
    hours = {"hours": json.dumps(week), "holidays": json.dumps(holidays), "zone": zone}
    begin = datetime(2026, 9, 29, 16, 30, tzinfo=UTC)
    moments = [begin + timedelta(hours=11 * number) for number in range(80)]
    query = text(
        "SELECT m, queue_is_open(:hours, :holidays, :zone, m),"
        " queue_opens(:hours, :holidays, :zone, m)"
        " FROM unnest(cast(:moments AS timestamptz[])) AS m"
    )
    with db_owner.connect() as connection:
        for moment, is_open, opens in connection.execute(query, hours | {"moments": moments}):
            assert is_open == opening.is_open(week, holidays, zone, moment)
            if not is_open:
                assert opens == opening.opens_at(week, holidays, zone, moment)


def test_never_is_said_as_never() -> None:
    assert opening.opens_at({"mon": []}, [], "Etc/UTC", EARLIER) is None
