"""The lists of the desk: mine, who waits, everything; my clients' only; at a fixed cost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from muster.db import database
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.muster.desk.build import consumer_says, in_hand
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def inbox(client: FlaskClient, which: str = "") -> Any:
    response = client.get("/desk/inbox", query_string={"list": which} if which else {})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return response.get_json()


def test_mine_with_the_last_line_and_what_is_unread(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner, opening="洗衣机不转了", language="zh")
    consumer_says(db_owner, contact_id, "还在吗?")
    in_hand(db_owner, BEN)

    told = inbox(client_for("ann"))

    assert told["me"]["state"] == "interacting"
    (mine,) = told["mine"]
    assert mine["id"] == str(contact_id)
    assert mine["tenant_id"] == str(HUALAN.id)
    assert (mine["last_body"], mine["last_author"]) == ("还在吗?", "consumer")
    assert (mine["message_count"], mine["read"]) == (1, 0)
    assert mine["unanswered_since"] is not None
    assert told["open_count"] == 2


def test_who_waits_and_what_is_open(db_owner: Engine, client_for: SignIn) -> None:
    mine = in_hand(db_owner)
    build.agents(db_owner, [ANN], state="break")  # nothing is offered to her meanwhile
    since = datetime.now(UTC)
    first, second = build.contacts(db_owner, 2, waiting_since=since)
    build.contact(db_owner, state="closed")
    build.contact(db_owner, RIVAL)
    ben = client_for("ben")

    told = inbox(ben, "waiting")
    assert [row["id"] for row in told["others"]] == [str(first), str(second)]
    assert {datetime.fromisoformat(row["waits_since"]) for row in told["others"]} == {since}
    assert (told["waiting_count"], told["open_count"], told["mine"]) == (2, 3, [])
    everything = inbox(ben, "all")["others"]
    assert {row["id"] for row in everything} == {str(mine), str(first), str(second)}
    assert {row["agent_name"] for row in everything} == {ANN.name, None}


def test_an_ended_assignment_takes_everything_out_of_sight(
    db_owner: Engine, client_for: SignIn
) -> None:
    in_hand(db_owner)
    ann = client_for("ann")
    build.end_assignment(db_owner, ANN, HUALAN)
    told = inbox(ann, "all")
    assert (told["mine"], told["others"], told["open_count"]) == ([], [], 0)
    assert ann.get("/desk/clients").get_json() == {"clients": []}


def test_clients_with_their_words(db_owner: Engine, client_for: SignIn) -> None:
    (client,) = client_for("ann").get("/desk/clients").get_json()["clients"]
    assert (client["name"], client["color"]) == (HUALAN.name, HUALAN.color)
    (canned,) = client["canned"]
    assert (canned["shortcut"], canned["title"]) == ("hi", "Hello")
    assert "{company}" in canned["body"]
    assert client["dispositions"] == [
        {"id": str(HUALAN.disposition_id), "name": "Solved", "fields": []}
    ]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collects the statements of this thread, which is the one that answers."""
    statements: list[str] = []
    here = threading.get_ident()

    def note(*args: object) -> None:
        if threading.get_ident() == here:
            statements.append(str(args[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", ["/desk/inbox?list=all", "/desk", "/desk/clients"])
def test_what_a_page_costs_does_not_grow(db_owner: Engine, client_for: SignIn, path: str) -> None:
    ann = client_for("ann")
    counts = []
    for number in (1, 12):
        for slot in range(number):
            contact_id = in_hand(db_owner, slot=number * 20 + slot)
            consumer_says(db_owner, contact_id, "?")
            build.contact(db_owner)
        ann.get(path)  # rights are read at most every two seconds: now
        with counted() as statements:
            assert ann.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8


def test_the_desk_is_for_agents(client_for: SignIn, anyone: FlaskClient) -> None:
    assert client_for("ann").get("/desk").status_code == 200
    assert client_for("olga").get("/desk").status_code == 404
    assert client_for("oscar").get("/desk/inbox").status_code == 404
    assert anyone.get("/desk").status_code == 302


def test_looking_brings_what_waits(db_owner: Engine, client_for: SignIn) -> None:
    build.agents(db_owner, [CAI])
    contact_id = build.contact(db_owner, RIVAL)
    cai = client_for("cai")
    inbox(cai)
    assert cai.application.extensions["muster.dispatcher"].wait_idle(10)
    (mine,) = inbox(cai)["mine"]
    assert (mine["id"], mine["state"]) == (str(contact_id), "offered")
    assert mine["offer_expires_at"] is not None
