"""Moving agents between a company's queues: from the wall, from the queue's page, and what then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text
from werkzeug.test import TestResponse

from muster.conversations.models import Contact, Queue
from muster.db import uuid7
from muster.routing import passes, waiting_sql
from tests.cast import ANN, BEN, CAI, HUALAN, OLGA, RIVAL, SAM, Somebody
from tests.muster.routing import build as routing
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


@pytest.fixture
def repairs(db_owner: Engine) -> UUID:
    """A second queue of Hualan's."""
    row = {"id": uuid7(), "tenant_id": HUALAN.id, "name": "Repairs", "opening_hours": {}}
    with db_owner.begin() as connection:
        connection.execute(insert(Queue).values(row | {"skills": [], "languages": []}))
    return UUID(str(row["id"]))


def move(client: FlaskClient, person: Somebody, *queues: UUID, **values: Any) -> TestResponse:
    sent = {"queue_ids": [str(each) for each in queues], "tenant_id": str(HUALAN.id), **values}
    live = sent.pop("live", build.LIVE)
    return client.post(f"{live}/agents/{person.agent_id}/queues", json=sent)


def kept(owner: Engine, person: Somebody) -> list[UUID] | None:
    query = "SELECT queue_ids FROM seat_assignments WHERE agent_id = :a AND tenant_id = :t"
    rows = routing.rows(owner, query, a=person.agent_id, t=HUALAN.id)
    found: list[UUID] | None = rows[0].queue_ids
    return found


def shown(client: FlaskClient, person: Somebody, live: str = build.LIVE) -> list[tuple[str, bool]]:
    address = f"{live}/agents/{person.agent_id}/queues?tenant_id={HUALAN.id}"
    return [(q["name"], q["serves"]) for q in client.get(address).get_json()["queues"]]


def test_who_is_moved_gets_contacts_of_the_new_queue_only_and_keeps_what_is_open(
    app: Flask, client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    sam, open_one = client_for("sam"), build.in_hand(db_owner)
    assert shown(sam, ANN) == [("Customers", True), ("Repairs", True)]
    for _ in range(2):
        assert move(sam, ANN, repairs).status_code == 204
    assert shown(sam, ANN) == [("Customers", False), ("Repairs", True)]
    assert (ANN.name, "Repairs") in [
        (each.subject, each.detail["queues"])
        for each in routing.rows(
            db_owner, "SELECT subject, detail FROM audit_entries WHERE action = 'agent.moved'"
        )
    ]
    (event,) = routing.rows(db_owner, "SELECT * FROM events WHERE kind = 'agent.moved'")
    assert event.for_agent == ANN.agent_id
    assert event.payload == {"name": SAM.name, "company": HUALAN.name, "queues": ["Repairs"]}
    assert build.contact(db_owner, open_one).agent_id == ANN.agent_id
    assert 'only <span dir="auto">Repairs</span>' in sam.get(f"{build.LIVE}/tiles").text

    routing.agents(db_owner, [ANN])
    other, wanted = routing.contacts(db_owner, 2)
    there = routing.contact(db_owner, queue_id=repairs)
    named: dict[str, Any] = {
        "wanted_agent_id": ANN.agent_id,
        "wanted_until": datetime.now(UTC) + timedelta(hours=1),
    }
    asked_for = routing.contact(db_owner, **named)
    passes.run([HUALAN.id])
    holders = {each: build.contact(db_owner, each).agent_id for each in (other, there, asked_for)}
    assert holders == {other: None, there: ANN.agent_id, asked_for: ANN.agent_id}
    with app.app_context():
        stuck = passes.across(waiting_sql.STUCK, slack=0, grace=3600)
    assert "waiting" not in {row[2] for row in stuck}

    routing.agents(db_owner, [BEN])
    passes.run([HUALAN.id])
    assert {build.contact(db_owner, each).agent_id for each in (other, wanted)} == {BEN.agent_id}


def test_all_queues_means_later_ones_too(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    sam = client_for("sam")
    move(sam, ANN, repairs)
    assert kept(db_owner, ANN) == [repairs]
    for client, page in (sam, "/portal/hualan/timelines"), (client_for("oscar"), "/ops/timelines"):
        line = client.get(f"{page}/{ANN.agent_id}").text.partition('id="moves"')[2]
        assert "Repairs" in line
        assert SAM.name in line
    assert move(sam, ANN, repairs, HUALAN.queue_id).status_code == 204
    assert kept(db_owner, ANN) is None
    history = routing.rows(db_owner, "SELECT * FROM seat_queue_changes ORDER BY id")
    assert [(h.queue_ids, h.changed_by) for h in history] == [([repairs], SAM.id), (None, SAM.id)]


def test_the_last_agent_of_a_queue_is_moved_only_knowingly(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    sam = client_for("sam")
    assert move(sam, ANN, repairs).status_code == 204
    refused = move(sam, BEN, repairs)
    assert refused.status_code == 409
    error = refused.get_json()["error"]
    assert (error["code"], error["message"]) == (
        "bare",
        "Nobody would serve Customers any more.",
    )
    assert kept(db_owner, BEN) is None
    assert "no agent" not in sam.get("/portal/hualan/queues").text
    assert move(sam, BEN, repairs, anyway=True).status_code == 204
    assert "no agent" in sam.get("/portal/hualan/queues").text
    assert "No agent serves" in sam.get(f"/portal/hualan/queues/{HUALAN.queue_id}").text


def test_no_queue_and_another_s_queue_or_agent(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    sam = client_for("sam")
    nowhere = move(sam, ANN)
    assert (nowhere.status_code, nowhere.get_json()["error"]["field"]) == (422, "queue_ids")
    assert move(sam, ANN, queue_ids="all").status_code == 422
    assert move(sam, ANN, RIVAL.queue_id).status_code == 404
    assert move(sam, CAI, repairs).status_code == 404
    assert move(client_for("vera"), ANN, repairs).status_code == 403
    assert kept(db_owner, ANN) is None


def test_operations_move_agents_of_any_client(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    oscar = client_for("oscar")
    assert move(oscar, ANN, repairs, live="/ops/live").status_code == 204
    assert shown(oscar, ANN, "/ops/live") == [("Customers", False), ("Repairs", True)]
    assert kept(db_owner, ANN) == [repairs]


def test_the_queue_s_page_says_and_sets_who_serves_it(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    olga, page = client_for("olga"), f"/portal/hualan/queues/{repairs}"

    def save(*people: Somebody, **values: str) -> TestResponse:
        agents = [str(each.agent_id) for each in people]
        return olga.post(f"{page}/agents", data={"agent": agents, **values})

    assert olga.get(page).text.count('name="agent"') == 2
    assert save(BEN).status_code == 303
    assert kept(db_owner, ANN) == [HUALAN.queue_id]
    assert kept(db_owner, BEN) is None
    refused = save()
    assert refused.status_code == 409
    assert "Nobody would serve Repairs any more." in refused.text
    assert 'name="anyway"' in refused.text
    assert save(anyway="yes").status_code == 303
    assert save(ANN, BEN).status_code == 303
    assert (kept(db_owner, ANN), kept(db_owner, BEN)) == (None, None)
    assert save(CAI).status_code == 404
    move(client_for("sam"), ANN, repairs)
    assert save(BEN).status_code == 422  # Ann would serve nothing
    by = routing.rows(db_owner, "SELECT DISTINCT changed_by FROM seat_queue_changes")
    assert {each.changed_by for each in by} == {OLGA.id, SAM.id}


def test_a_queue_that_is_put_away_leaves_its_agents_to_the_heir(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    sam = client_for("sam")
    move(sam, ANN, repairs)
    away = f"/portal/hualan/queues/{repairs}/retirement"
    assert sam.post(away, data={"heir": str(HUALAN.queue_id)}).status_code == 303
    assert kept(db_owner, ANN) == [HUALAN.queue_id]


def test_who_served_only_a_queue_without_heir_serves_all(
    client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    sam = client_for("sam")
    move(sam, ANN, repairs)
    assert sam.post(f"/portal/hualan/queues/{repairs}/retirement").status_code == 303
    assert kept(db_owner, ANN) is None


def test_own_people_at_the_desk_take_what_overflows_to_them_from_every_queue(
    app: Flask, client_for: ClientFor, db_owner: Engine, repairs: UUID
) -> None:
    move(client_for("sam"), ANN, repairs)
    member = (
        "INSERT INTO memberships (id, tenant_id, person_id, role) VALUES (:i, :t, :p, 'viewer')"
    )
    with db_owner.begin() as connection:
        connection.execute(text(member), {"i": uuid7(), "t": HUALAN.id, "p": ANN.id})
    routing.agents(db_owner, [ANN])
    waiting = routing.contact(db_owner, own_people=True)
    passes.run([HUALAN.id])
    assert routing.look(db_owner, Contact, waiting).agent_id == ANN.agent_id
