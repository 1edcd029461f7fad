"""The desk's stream: my contacts, my clients' queues, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.events.messages import agent, desk
from muster.routing import passes
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.muster.desk.build import in_hand, say
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def heard(client: FlaskClient) -> list[tuple[str, str]]:
    """Everything since the beginning, as a page that polls gets it."""
    response = client.get("/desk/stream?after=0&format=json")
    assert response.status_code == 200
    return [(event["kind"], event["contact_id"]) for event in response.get_json()["events"]]


def test_offers_reach_the_desk_and_the_queue_everybody(
    db_owner: Engine, client_for: SignIn
) -> None:
    build.agents(db_owner, [ANN])
    build.agents(db_owner, [CAI])
    ours, theirs = build.contact(db_owner), build.contact(db_owner, RIVAL)
    passes.run([HUALAN.id, RIVAL.id])
    assert heard(client_for("ann")) == [("contact.offered", str(ours))]
    assert heard(client_for("ben")) == [("contact.offered", str(ours))]
    assert heard(client_for("cai")) == [("contact.offered", str(theirs))]


def test_what_is_said_reaches_its_own_agent_only(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner, BEN)
    assert say(client_for("ben"), contact_id).status_code == 201
    assert heard(client_for("ben")) == [("message.posted", str(contact_id))]
    assert heard(client_for("ann")) == []


def test_prepared_answers_that_change_reach_the_desks_of_their_company(
    client_for: SignIn,
) -> None:
    reply = {"shortcut": "song", "title": "送货", "body": "明天送到。"}
    client_for("ke").post("/portal/hualan/queue/replies", data=reply)
    client_for("sam").post("/portal/hualan/queue/dispositions", data={"name": "已转门店"})
    assert heard(client_for("ann")) == [("client.changed", None)] * 2
    assert heard(client_for("cai")) == []


def test_an_ended_assignment_ends_what_is_heard(db_owner: Engine, client_for: SignIn) -> None:
    build.agents(db_owner, [BEN])
    build.contact(db_owner)
    passes.run([HUALAN.id])
    build.end_assignment(db_owner, ANN, HUALAN)
    assert heard(client_for("ann")) == []


def test_the_stream_stands_for_agent_and_clients(
    app: Flask, db_owner: Engine, client_for: SignIn
) -> None:
    response = client_for("ann").get("/desk/stream")
    assert response.mimetype == "text/event-stream"
    (stream,) = app.extensions["muster.hub"].listeners.all()
    assert stream.audiences == {agent(ANN.agent_id), desk(HUALAN.id)}
    assert stream.person_id == ANN.id
    response.close()


def test_who_is_not_signed_in_is_told_in_the_pages_own_words(anyone: FlaskClient) -> None:
    response = anyone.get("/desk/inbox", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert anyone.post("/desk/state", json={"state": "break"}).status_code == 401
    assert anyone.get("/desk/stream").status_code == 302
