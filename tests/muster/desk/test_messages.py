"""Writing: once, as the right company, by the right agent, in one round trip."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from muster.conversations.models import Contact
from muster.db import database, uuid7
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.muster.desk.build import consumer_says, in_hand, say, told
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def transcript(db_owner: Engine) -> list[tuple[int, str, str]]:
    rows = build.rows(db_owner, "SELECT number, kind, body FROM messages ORDER BY number")
    return [(row.number, row.kind, row.body) for row in rows]


def test_a_message_is_kept_and_told(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    response = say(client_for("ann"), contact_id, "您好,我来帮您看看。")
    assert response.status_code == 201
    assert response.get_json()["number"] == 1
    assert transcript(db_owner) == [(1, "text", "您好,我来帮您看看。")]
    assert build.look(db_owner, Contact, contact_id).first_answer_at is not None
    message = build.rows(db_owner, "SELECT * FROM messages")[0]
    assert (message.author_kind, message.author_id, message.author_name) == (
        "agent",
        ANN.agent_id,
        ANN.name,
    )
    posted = build.rows(db_owner, "SELECT * FROM events")[0]
    assert (posted.kind, posted.tenant_id, posted.for_agent) == (
        "message.posted",
        HUALAN.id,
        ANN.agent_id,
    )


def test_a_retry_is_the_same_message(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, message_id, ann = in_hand(db_owner), uuid7(), client_for("ann")
    first = say(ann, contact_id, message_id=message_id)
    again = say(ann, contact_id, message_id=message_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert len(transcript(db_owner)) == 1


def test_retries_at_the_same_moment_are_one_message(
    app: Flask, db_owner: Engine, client_for: SignIn
) -> None:
    contact_id = in_hand(db_owner)
    browsers = [client_for("ann") for _ in range(4)]

    def send(message_id: UUID) -> list[int]:
        codes: list[int] = []

        def one(browser: FlaskClient) -> None:
            codes.append(say(browser, contact_id, message_id=message_id).status_code)

        assert build.at_once(app, *[partial(one, browser) for browser in browsers]) == [None] * 4
        return codes

    for _ in range(10):
        assert sorted(send(uuid7())) == [200, 200, 200, 201]
    assert [number for number, _, _ in transcript(db_owner)] == list(range(1, 11))


def test_a_text_is_one_round_trip(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    say(ann, contact_id)  # the rights of a sign-in are read once and kept for a moment
    trips: list[object] = []
    lent: list[object] = []

    def note(*args: object) -> None:
        trips.append(args)

    def lend(*args: object) -> None:
        lent.append(args)

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "checkout", lend)
    try:
        assert say(ann, contact_id).status_code == 201
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "checkout", lend)
    assert trips == []  # nothing by the ordinary way
    assert len(lent) == 1


@pytest.mark.parametrize("kind", ["text", "note"])
def test_the_wrong_company_is_refused_and_nothing_sent(
    db_owner: Engine, client_for: SignIn, kind: str
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    contact_id = in_hand(db_owner)
    response = say(client_for("ann"), contact_id, company=RIVAL, kind=kind)
    assert response.status_code == 409
    assert "another company" in told(response)["message"]
    assert transcript(db_owner) == []


def test_another_agents_contact_is_refused(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner, BEN)
    response = say(client_for("ann"), contact_id)
    assert response.status_code == 409
    assert "not yours" in told(response)["message"]
    assert transcript(db_owner) == []


def test_another_clients_contact_is_not_there(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner, CAI, RIVAL)
    assert say(client_for("ann"), contact_id, company=RIVAL).status_code == 404
    assert say(client_for("ann"), contact_id, company=HUALAN).status_code == 404
    assert transcript(db_owner) == []


def test_an_offer_is_opened_before_it_is_answered(db_owner: Engine, client_for: SignIn) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner, state="offered", agent_id=ANN.agent_id, agent_slot=1)
    assert say(client_for("ann"), contact_id).status_code == 404
    assert transcript(db_owner) == []


def test_after_the_end_only_notes_are_taken(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    ann.post(f"/desk/contacts/{contact_id}/wrap-up")
    assert say(ann, contact_id).status_code == 404
    assert say(ann, contact_id, "called back later", kind="note").status_code == 201


def test_a_note_stays_inside(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    assert say(client_for("ann"), contact_id, "VIP", kind="note").status_code == 201
    noted = build.rows(db_owner, "SELECT * FROM events WHERE kind = 'message.posted'")[0]
    assert noted.for_inquiry is None
    assert build.look(db_owner, Contact, contact_id).first_answer_at is None


@pytest.mark.parametrize("body", ["", "  \n ", None, "x" * 8001, "x" * 1_000_000, 7, ["a"]])
def test_unusable_texts_are_refused(db_owner: Engine, client_for: SignIn, body: object) -> None:
    contact_id = in_hand(db_owner)
    response = say(client_for("ann"), contact_id, body)
    assert response.status_code == 422
    assert told(response)["field"] == "body"
    assert transcript(db_owner) == []


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", "'; DROP TABLE messages; --", "𝒳 %s %(id)s \\ 😀", "a\nb"]
)
def test_any_text_comes_back_unharmed(db_owner: Engine, client_for: SignIn, body: str) -> None:
    contact_id = in_hand(db_owner)
    assert say(client_for("ann"), contact_id, body).status_code == 201
    assert transcript(db_owner) == [(1, "text", body)]


def test_what_no_database_can_keep_is_left_out(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    assert say(client_for("ann"), contact_id, "a\x00b\ud800").status_code == 201
    assert transcript(db_owner) == [(1, "text", "ab?")]


@pytest.mark.parametrize(
    ("field", "value"), [("id", "1"), ("id", None), ("tenant_id", ""), ("kind", "notice")]
)
def test_a_message_says_what_it_is(
    db_owner: Engine, client_for: SignIn, field: str, value: object
) -> None:
    contact_id = in_hand(db_owner)
    said = {"id": str(uuid7()), "tenant_id": str(HUALAN.id), "body": "a", field: value}
    response = client_for("ann").post(f"/desk/contacts/{contact_id}/messages", json=said)
    assert response.status_code == 422
    assert told(response)["field"] == field


@pytest.mark.parametrize("data", ["", "[]", "{", '"text"'])
def test_what_is_no_object_is_refused(db_owner: Engine, client_for: SignIn, data: str) -> None:
    contact_id = in_hand(db_owner)
    response = client_for("ann").post(
        f"/desk/contacts/{contact_id}/messages", data=data, content_type="application/json"
    )
    assert response.status_code == 422


def test_only_its_agent_has_read_it(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    consumer_says(db_owner, contact_id, "在吗")
    reading = f"/desk/contacts/{contact_id}/reading"
    assert client_for("ben").post(reading, json={"up_to": 1}).status_code == 204
    assert build.look(db_owner, Contact, contact_id).read_by_agent == 0
    assert client_for("ann").post(reading, json={"up_to": 99}).status_code == 204
    assert build.look(db_owner, Contact, contact_id).read_by_agent == 1
    assert client_for("ann").post(reading, json={"up_to": "1"}).status_code == 422


def test_typing_is_told_and_not_kept(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    assert client_for("ann").post(f"/desk/contacts/{contact_id}/typing").status_code == 204
    assert build.rows(db_owner, "SELECT * FROM events") == []
