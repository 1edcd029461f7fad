"""Whoever waits too long overflows by rule; who was with a lost desk waits again, first in line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, insert, text, update

from muster import jobs
from muster.conversations.models import Contact, Queue
from muster.db import Acting, unit_of_work
from muster.routing import clocks, passes, reasons, waits
from muster.routing.actions import open_contact
from muster.routing.dispatcher import EXTENSION
from muster.tenancy.models import Membership
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.muster.desk.build import asked
from tests.muster.routing import build
from tests.muster.routing.test_queues import another, change


def waited(owner: Engine, seconds: int) -> None:
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE contacts SET created_at = now() - :s * interval '1 second'"),
            {"s": seconds},
        )


def history(owner: Engine, contact_id: UUID) -> list[str]:
    rows = build.rows(
        owner,
        "SELECT reason FROM contact_changes WHERE contact_id = :id ORDER BY id",
        id=contact_id,
    )
    return [reasons.describe(row.reason) for row in rows]


def test_into_another_queue_after_the_red_line(app: Flask, db_owner: Engine) -> None:
    other = another(db_owner)
    change(db_owner, overflow_to="queue", overflow_queue_id=other, red_seconds=60)
    contact_id = build.contact(db_owner)
    waited(db_owner, 50)
    clocks.overflow_due()
    assert build.look(db_owner, Contact, contact_id).queue_id == HUALAN.queue_id
    waited(db_owner, 61)
    for _ in range(2):
        clocks.overflow_due()
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.queue_id, contact.escalated_count) == (other, 1)
    assert history(db_owner, contact_id) == [
        "Waited 61 s in “Customers”: moved to “Repairs” by its rule"
    ]
    told = build.rows(db_owner, "SELECT payload FROM events WHERE kind = 'contact.changed'")
    assert told[0].payload["queue_id"] == str(other)


def test_to_the_backline_and_no_further(app: Flask, db_owner: Engine) -> None:
    backline = another(db_owner, name="Backline", is_backline=True, overflow_to="backline")
    change(db_owner, overflow_to="backline")
    contact_id = build.contact(db_owner)
    waited(db_owner, 3600)
    for _ in range(3):
        clocks.overflow_due()
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.queue_id, contact.escalated_count) == (backline, 1)


def test_queues_that_overflow_into_each_other_do_not_go_round_for_ever(
    app: Flask, db_owner: Engine
) -> None:
    other = another(db_owner, overflow_to="queue", overflow_queue_id=HUALAN.queue_id)
    change(db_owner, overflow_to="queue", overflow_queue_id=other)
    contact_id = build.contact(db_owner)
    for _ in range(6):
        waited(db_owner, 3600)
        with db_owner.begin() as connection:
            connection.execute(update(Contact).values(escalated_at=None))
        clocks.overflow_due()
    assert build.look(db_owner, Contact, contact_id).escalated_count == 3


def test_to_the_companys_own_people_too(app: Flask, db_owner: Engine) -> None:
    change(db_owner, overflow_to="members", skills=["repair"])
    build.agents(db_owner, [ANN, BEN], skills=[])
    with db_owner.begin() as connection:
        connection.execute(
            insert(Membership).values(tenant_id=HUALAN.id, person_id=BEN.id, role="supervisor")
        )
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).state == "queued"
    waited(db_owner, 61)
    clocks.overflow_due()
    assert app.extensions[EXTENSION].wait_idle(10)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).agent_id == BEN.agent_id
    assert "own people" in history(db_owner, contact_id)[0]


def test_while_a_queue_is_closed_nobody_overflows(app: Flask, db_owner: Engine) -> None:
    other = another(db_owner)
    hours: dict[str, Any] = {"mon": [["00:00", "00:01"]]}
    change(db_owner, overflow_to="queue", overflow_queue_id=other, opening_hours=hours)
    change(db_owner, time_zone="Asia/Shanghai")
    with db_owner.begin() as connection:  # whatever the day is, it is not that minute everywhere
        now = connection.scalar(
            text("SELECT is_open(CAST(:h AS jsonb), 'Asia/Shanghai', now())"),
            {"h": '{"mon": [["00:00", "00:01"]]}'},
        )
    if now:
        change(db_owner, opening_hours={"tue": [["00:00", "00:01"]]})
    contact_id = build.contact(db_owner)
    waited(db_owner, 3600)
    clocks.overflow_due()
    assert build.look(db_owner, Contact, contact_id).queue_id == HUALAN.queue_id


def lose(owner: Engine, seconds: int = 600) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE agents SET seen_at = now() - interval '{seconds} seconds';"
            f" UPDATE contacts SET state_since = now() - interval '{seconds} seconds'"
        )


def test_a_lost_line_gives_its_people_back_first_in_line(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="interacting")
    inquiry_id = asked(db_owner)
    held = build.contact(
        db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1, inquiry_id=inquiry_id
    )
    wrapped = build.contact(db_owner, state="wrap_up", agent_id=ANN.agent_id, agent_slot=2)
    lose(db_owner)
    waiting = build.contact(db_owner, created_at=text("now() - interval '1 hour'"))

    clocks.return_lost()

    contact = build.look(db_owner, Contact, held)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("queued", None, None)
    assert build.look(db_owner, Contact, wrapped).agent_slot == 2
    assert build.look(db_owner, Agent, ANN.agent_id).state == "offline"
    said = build.rows(db_owner, "SELECT * FROM messages WHERE contact_id = :id", id=held)
    assert [(m.body, m.payload["name"]) for m in said] == [("agent.lost", ANN.name)]
    assert history(db_owner, held) == ["The desk was closed or lost its line"]
    told = "SELECT for_inquiry FROM events WHERE kind = 'contact.returned'"
    assert [row.for_inquiry for row in build.rows(db_owner, told)] == [inquiry_id]

    build.agents(db_owner, [BEN], capacity=1)
    assert app.extensions[EXTENSION].wait_idle(10)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, held).agent_id == BEN.agent_id
    assert build.look(db_owner, Contact, waiting).state == "queued"
    with unit_of_work(build.at_desk(BEN)):
        open_contact(held, BEN.agent_id, person_id=BEN.id)


def test_within_the_grace_time_nothing_is_taken(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="interacting")
    held = build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    lose(db_owner, passes.GRACE_SECONDS - 30)
    clocks.return_lost()
    assert build.look(db_owner, Contact, held).state == "active"


STUCK: dict[str, dict[str, Any]] = {
    "offer": {
        "state": "offered",
        "agent_slot": 1,
        "offer_expires_at": text("now() - interval '1 hour'"),
    },
    "line": {"state": "active", "agent_slot": 1},
    "seat": {"state": "wrap_up", "agent_slot": 1},
    "place": {"state": "active"},
}


@pytest.mark.parametrize("kind", STUCK)
def test_what_is_stuck_is_found_and_the_sweep_heals_it(
    app: Flask, db_owner: Engine, *, kind: str
) -> None:
    build.agents(db_owner, [ANN], state="interacting")
    company = RIVAL if kind == "seat" else HUALAN
    build.contact(db_owner, company, agent_id=ANN.agent_id, **STUCK[kind])
    if kind == "line":
        lose(db_owner)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET state_since = now() - interval '1 hour'"))
    assert kind in {each["kind"] for each in clocks.stuck()}
    if kind == "place":  # a fault that no path of ours makes: it is shown, not guessed at
        return
    jobs.tick("routing.sweep")
    jobs.tick("offers.return")
    assert app.extensions[EXTENSION].wait_idle(10)
    assert clocks.stuck() == []


def test_a_healthy_day_has_nothing_stuck(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN])
    build.contacts(db_owner, 9)
    passes.run([HUALAN.id])
    assert clocks.stuck() == []


def taken(owner: Engine, count: int, minutes: int) -> None:
    for contact_id in build.contacts(owner, count, state="closed"):
        with owner.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO contact_changes (id, tenant_id, contact_id, state, reason, created_at)"
                f" VALUES (new_id(), %s, %s, 'active', 'x', now() - interval '{minutes} minutes')",
                (HUALAN.id, contact_id),
            )


def test_who_does_not_speak_the_language_is_nobody_to_wait_for(
    app: Flask, db_owner: Engine
) -> None:
    build.agents(db_owner, [BEN], state="offline")
    waiting = build.contact(db_owner)
    staffed = {}
    for language in ("zh", "en"):
        build.agents(db_owner, [ANN], languages=[language])
        with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
            [found] = waits.in_line([waiting])
        staffed[language] = found.staffed
    assert staffed == {"zh": True, "en": False}


def test_the_expected_wait_is_measured(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="meal")
    taken(db_owner, 6, 5)
    taken(db_owner, 2, 40)
    for _ in range(2):
        clocks.measure()
    queue = build.look(db_owner, Queue, HUALAN.queue_id)
    assert (queue.taken_quarter, queue.taken_hour) == (6, 8)

    ids = build.contacts(db_owner, 3)
    elsewhere = build.contact(db_owner, queue_id=another(db_owner))
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        found = {wait.contact_id: wait for wait in waits.in_line([*ids, elsewhere])}
    assert [found[each].place for each in ids] == [1, 2, 3]
    assert [found[each].seconds for each in ids] == [150, 300, 450]
    assert found[elsewhere].seconds is None
    assert not found[ids[0]].staffed
    assert found[ids[0]].is_open

    with db_owner.begin() as connection:
        connection.execute(text("DELETE FROM contact_changes"))
    clocks.measure()
    assert build.look(db_owner, Queue, HUALAN.queue_id).taken_hour == 0


@pytest.mark.parametrize(
    ("place", "quarter", "hour", "seconds"),
    [(1, 0, 0, None), (1, 2, 2, None), (1, 3, 9, 300), (4, 2, 4, 3600), (10, 90, 100, 100)],
)
def test_the_formula(place: int, quarter: int, hour: int, seconds: int | None) -> None:
    assert waits.expected_seconds(place, quarter, hour) == seconds


def test_who_comes_first_is_counted_as_routing_does(app: Flask, db_owner: Engine) -> None:
    first, second = build.contacts(db_owner, 2)
    with db_owner.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == second).values(priority=1))
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        found = {wait.contact_id: wait.place for wait in waits.in_line([first, second])}
    assert found == {first: 2, second: 1}
