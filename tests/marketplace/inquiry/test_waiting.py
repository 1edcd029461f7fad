"""The consumer reads an honest wait, leaves a number that keeps the place, or a message."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from marketplace.inquiry import waiting
from muster.conversations.models import Contact
from muster.routing.waits import Wait
from tests.cast import ANN, HUALAN, RIVAL, known_id
from tests.marketplace.inquiry.conftest import Raised
from tests.muster.routing import build

Asks = Callable[..., Raised]
SOMEWHERE = UUID(int=1)
OPENED = """
UPDATE contacts SET state = 'active', agent_slot = 1, opened_at = now(), agent_id = (
  SELECT agent_id FROM seat_assignments WHERE tenant_id = contacts.tenant_id LIMIT 1
) WHERE id = :id
"""


def lines(anyone: FlaskClient, inquiry: Raised) -> str:
    answer = anyone.get(inquiry.url("/waits"))
    assert answer.status_code == 200
    return str(answer.get_json().get(str(inquiry.contact), ""))


def test_the_place_in_line_and_how_long(
    anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    for contact_id in build.contacts(db_owner, 2):
        with db_owner.begin() as connection:
            connection.execute(
                text("UPDATE contacts SET created_at = now() - interval '1 day' WHERE id = :id"),
                {"id": contact_id},
            )
    inquiry = raised()
    said = lines(anyone, inquiry)
    assert said.startswith("2 people are before you.")
    assert "Nobody is at work there just now." in said

    build.agents(db_owner, [ANN], state="interacting")
    assert "cannot be said yet" in lines(anyone, inquiry)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE queues SET taken_quarter = 9"))
    assert "It takes about 5 minutes." in lines(anyone, inquiry)


def test_who_has_been_taken_is_told_nothing(
    anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    inquiry = raised()
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET state = 'active', opened_at = now()"))
    assert lines(anyone, inquiry) == ""


def test_who_is_back_in_line_is_told_again(
    anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    inquiry = raised()
    with db_owner.begin() as connection:
        connection.execute(text(OPENED), {"id": inquiry.contact})
    assert "is looking" in anyone.get(inquiry.url()).text
    with db_owner.begin() as connection:
        returned = "UPDATE contacts SET state = 'queued', agent_id = NULL, agent_slot = NULL"
        connection.execute(text(returned))
    page = anyone.get(inquiry.url()).text
    assert "is looking" not in page
    assert "back in line" in page
    assert "Nobody is at work there just now." in lines(anyone, inquiry)


def test_a_number_keeps_the_place(anyone: FlaskClient, raised: Asks, db_owner: Engine) -> None:
    inquiry = raised()
    before = build.look(db_owner, Contact, inquiry.contact)
    form = {"name": "Li", "phone": "+86 138 0013 8000"}
    url = inquiry.url(f"/contacts/{inquiry.contact}/number")
    assert anyone.post(url, data=form).status_code == 303
    after = build.look(db_owner, Contact, inquiry.contact)
    assert (after.state, after.created_at) == ("queued", before.created_at)
    assert "your place is kept" in lines(anyone, inquiry)


def test_all_that_is_wrong_with_a_number_is_told_at_once(
    anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    inquiry = raised()
    url = inquiry.url(f"/contacts/{inquiry.contact}/number")
    form, headers = {"name": " ", "phone": "12"}, {"Accept": "application/json"}
    refused = anyone.post(url, data=form, headers=headers)
    assert refused.status_code == 422
    told = refused.get_json()["error"]
    assert (told["field"], [other["field"] for other in told["others"]]) == ("name", ["phone"])
    assert told["others"][0]["message"]
    assert build.look(db_owner, Contact, inquiry.contact).consumer_name is None


def test_a_message_is_left_once(anyone: FlaskClient, raised: Asks, db_owner: Engine) -> None:
    inquiry = raised()
    url = inquiry.url(f"/contacts/{inquiry.contact}/message")
    for _ in range(2):
        assert anyone.post(url, data={"body": "Please <b>write</b>"}).status_code == 303
    said = build.rows(db_owner, "SELECT body, author_kind FROM messages")
    assert [(m.body, m.author_kind) for m in said] == [("Please <b>write</b>", "consumer")]
    assert "Please &lt;b&gt;write&lt;/b&gt;" in anyone.get(inquiry.url()).text


@pytest.mark.parametrize("body", ["", "   ", "x" * 8001])
def test_no_message_is_refused(
    anyone: FlaskClient, raised: Asks, db_owner: Engine, body: str
) -> None:
    inquiry = raised()
    url = inquiry.url(f"/contacts/{inquiry.contact}/message")
    asked = anyone.post(url, data={"body": body}, headers={"Accept": "application/json"})
    assert asked.status_code == 422
    assert build.rows(db_owner, "SELECT FROM messages") == []


def test_a_question_goes_to_the_queue_of_its_words_or_language(
    app: Flask, raised: Asks, db_owner: Engine
) -> None:
    repairs, english = known_id("queue repairs"), known_id("queue english")
    with db_owner.begin() as connection:
        add = text(
            "INSERT INTO queues (id, tenant_id, name, languages, skills, opening_hours, is_default,"
            " topic_words) VALUES (:id, :tenant, :name, :languages, '{}', '{}', false, :words)"
        )
        for row in (
            {"id": repairs, "name": "维修", "languages": [], "words": ["维修", "坏了"]},
            {"id": english, "name": "English", "languages": ["en"], "words": []},
        ):
            connection.execute(add, row | {"tenant": HUALAN.id})
    by_words = raised(question="我的洗衣机坏了，能维修吗")
    contact = build.look(db_owner, Contact, by_words.contact)
    assert contact.queue_id == repairs
    why = build.rows(
        db_owner, "SELECT why FROM invitations WHERE contact_id = :id", id=by_words.contact
    )[0].why
    assert why["reasons"][-1] == {"kind": "queue", "name": "维修", "by_words": True}
    others = raised(question="洗衣机 退货")
    assert build.look(db_owner, Contact, others.contact).queue_id == HUALAN.queue_id
    assert all(
        row.queue_id == RIVAL.queue_id
        for row in build.rows(
            db_owner, "SELECT queue_id FROM contacts WHERE tenant_id = :id", id=RIVAL.id
        )
    )


OPENS = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def wait(place: int, seconds: int | None = None, **values: Any) -> Wait:
    """Somebody's place in a queue that is open and staffed."""
    found = Wait(
        SOMEWHERE, place, seconds, is_open=True, opens_at=None, staffed=True, calls_back=False
    )
    return replace(found, **values)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (wait(1, 20), "You are next. It takes less than a minute."),
        (wait(1), "You are next."),
        (wait(2, 61), "1 person is before you. It takes about 2 minutes."),
        (wait(501, 9000), "More than 500 people are before you."),
        (wait(9, 9000), "more than an hour and a half"),
        (wait(9, 60, staffed=False), "Nobody is at work there just now."),
        (wait(9, is_open=False, opens_at=OPENS), "Closed until"),
        (wait(9, is_open=False, calls_back=True), "Closed now. Leave a message. They call you"),
    ],
)
def test_what_is_said(app: Flask, at: Wait, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert said in waiting.line(at)


def test_who_has_left_a_number_is_not_asked_for_it_again(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = waiting.line(wait(2, staffed=False, calls_back=True))
    assert said == (
        "1 person is before you. Nobody is at work there just now."
        " They call you back; your place is kept."
    )


def test_nobody_is_next_where_nobody_is_at_work(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "next" not in waiting.line(wait(1, staffed=False))


def test_who_has_said_a_name_finds_it_where_it_is_asked_again(
    raised: Asks, anyone: FlaskClient
) -> None:
    inquiry = raised()
    url = inquiry.url(f"/contacts/{inquiry.contact}/number")
    assert anyone.post(url, data={"name": "Li", "phone": "+86 138 0013 8000"}).status_code == 303
    page = anyone.get(inquiry.url()).text
    for field in ("choice-name", "number-name"):
        (tag,) = re.findall(rf'<input [^>]*id="{field}"[^>]*>', page)
        assert 'value="Li"' in tag


def test_who_learned_who_the_consumer_is_is_said_as_it_is(
    raised: Asks, anyone: FlaskClient, db_owner: Engine
) -> None:
    inquiry = raised()
    other = build.contact(db_owner, RIVAL, inquiry_id=inquiry.id)
    with db_owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO invitations (id, tenant_id, inquiry_id, contact_id, company_name,"
                " company_slug, ring, rank, score, why, chosen_at)"
                " SELECT new_id(), :tenant, inquiry_id, :contact, 'Rival', 'rival', 1, 2, 1, '{}',"
                " now() FROM invitations"
            ),
            {"tenant": RIVAL.id, "contact": other},
        )
    nobody = "None of them learned who you are."
    assert nobody in anyone.get(inquiry.url()).text
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE contacts SET consumer_name = 'Li' WHERE id = :id"),
            {"id": inquiry.contact},
        )
    page = anyone.get(inquiry.url()).text
    assert nobody not in page
    assert "only those know whom you told" in page


def test_one_company_that_looks_is_told_of_as_one(
    anyone: FlaskClient, raised: Asks, db_owner: Engine
) -> None:
    inquiry = raised()
    build.agents(db_owner, [ANN], state="interacting")
    with db_owner.begin() as connection:
        connection.execute(text(OPENED), {"id": inquiry.contact})
    page = anyone.get(inquiry.url("/standing?lang=en"))
    assert "The company is looking at your question." in page.text
