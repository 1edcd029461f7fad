"""After a contact: was it solved, how was it, and coming back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from marketplace.inquiry import afterwards, asking_ratings
from muster.conversations.models import Contact
from muster.db import Acting, unit_of_work, uuid7
from tests.cast import ANN, HUALAN
from tests.marketplace.inquiry.conftest import Raised
from tests.marketplace.inquiry.test_timers import answer, run
from tests.muster.closing.build import notices, steps
from tests.muster.routing import build

Raise = Callable[..., Raised]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def ended(raised: Raise, db_owner: Engine) -> Raised:
    """Ann has answered the question to Hualan and closed it."""
    inquiry = raised()
    answer(inquiry, db_owner)
    close(db_owner, inquiry)
    return inquiry


def close(owner: Engine, inquiry: Raised, ago: str = "1 hour", reason: str = "solved") -> None:
    run(
        owner,
        "UPDATE contacts SET state = 'closed', agent_slot = NULL, first_agent_id = agent_id,"
        f" closed_at = now() - interval '{ago}', close_reason = :reason WHERE id = :id",
        id=inquiry.contact,
        reason=reason,
    )


def look(owner: Engine, inquiry: Raised) -> Contact:
    contact: Contact = build.look(owner, Contact, inquiry.contact)
    return contact


def say(
    browser: FlaskClient, inquiry: Raised, body: str = "还是漏水", key: UUID | None = None
) -> TestResponse:
    path = inquiry.url(f"/contacts/{inquiry.contact}/messages")
    return browser.post(path, json={"id": str(key or uuid7()), "body": body})


def post(browser: FlaskClient, inquiry: Raised, what: str, **form: Any) -> TestResponse:
    path = inquiry.url(f"/contacts/{inquiry.contact}/{what}")
    return browser.post(path, data=form, headers={"Accept": "application/json"})


def test_the_page_asks_once_how_it_ended(ended: Raised, anyone: FlaskClient) -> None:
    page = anyone.get(ended.url()).text
    assert "Is it solved?" in page
    assert 'name="rating"' in page
    assert post(anyone, ended, "rating", rating="4").status_code == 204
    assert post(anyone, ended, "solution").status_code == 204
    page = anyone.get(ended.url()).text
    assert "Is it solved?" not in page
    assert 'name="rating"' not in page


def test_the_consumer_says_that_it_is_solved(
    ended: Raised, anyone: FlaskClient, db_owner: Engine
) -> None:
    assert [post(anyone, ended, "solution").status_code for _ in range(2)] == [204, 204]
    assert look(db_owner, ended).solved_at is not None
    assert notices(db_owner, ended.contact) == [("consumer.solved", {})]


def test_it_is_not_solved_while_it_goes_on(
    raised: Raise, anyone: FlaskClient, db_owner: Engine
) -> None:
    inquiry = raised()
    answer(inquiry, db_owner)
    assert post(anyone, inquiry, "solution").status_code == 409


def test_not_solved_brings_it_back(ended: Raised, anyone: FlaskClient, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    assert post(anyone, ended, "return").status_code == 204
    assert post(anyone, ended, "return").status_code == 204
    contact = look(db_owner, ended)
    assert (contact.state, contact.agent_id) == ("offered", ANN.agent_id)
    assert steps(db_owner, ended.contact)[-1] == ("offered", "consumer.not_solved")
    assert notices(db_owner, ended.contact)[-1] == ("consumer.not_solved", {})


def test_writing_brings_it_back_to_who_took_it_first(
    ended: Raised, anyone: FlaskClient, db_owner: Engine
) -> None:
    build.agents(db_owner, [ANN])
    key = uuid7()
    assert say(anyone, ended, key=key).status_code == 201
    assert say(anyone, ended, key=key).status_code == 200
    contact = look(db_owner, ended)
    assert (contact.state, contact.agent_id, contact.closed_at) == ("offered", ANN.agent_id, None)
    query = "SELECT body FROM messages WHERE contact_id = :id AND author_kind = 'consumer'"
    assert [row.body for row in build.rows(db_owner, query, id=ended.contact)] == ["还是漏水"]


def test_a_refused_message_brings_nothing_back(
    ended: Raised, anyone: FlaskClient, db_owner: Engine
) -> None:
    assert say(anyone, ended, "  ").status_code == 422
    assert look(db_owner, ended).state == "closed"


def test_too_late_is_said_and_a_way_to_ask_anew_is_shown(
    ended: Raised, anyone: FlaskClient, db_owner: Engine
) -> None:
    close(db_owner, ended, ago="8 days")
    refused = say(anyone, ended)
    assert refused.status_code == 409
    assert "Ask again" in refused.get_json()["error"]["message"]
    assert look(db_owner, ended).state == "closed"
    page = anyone.get(ended.url()).text
    assert "data-composer" not in page
    assert f"company={HUALAN.slug}" in page


@pytest.mark.parametrize("act", ["dismissal", "closure"])
def test_what_the_consumer_closed_stays_closed(
    raised: Raise, anyone: FlaskClient, db_owner: Engine, act: str
) -> None:
    inquiry = raised()
    answer(inquiry, db_owner)
    anyone.post(
        inquiry.url(f"/contacts/{inquiry.contact}/{act}" if act == "dismissal" else "/closure")
    )
    assert say(anyone, inquiry).status_code == 409
    assert look(db_owner, inquiry).state == "wrap_up"


def test_a_link_to_another_question_opens_nothing(
    ended: Raised, raised: Raise, anyone: FlaskClient, db_owner: Engine
) -> None:
    other = raised("另一个问题 冰箱")
    for what in ("return", "solution", "rating"):
        path = other.url(f"/contacts/{ended.contact}/{what}")
        assert anyone.post(path, data={"rating": "1"}).status_code == 404
    assert look(db_owner, ended).rating is None


def test_a_rating_is_kept_with_its_reasons(
    ended: Raised, anyone: FlaskClient, client_for: Callable[[str], FlaskClient], db_owner: Engine
) -> None:
    given = {"rating": "4", "reasons": ["knew", "quick", "forged"], "text": f" {SCRIPT} "}
    assert post(anyone, ended, "rating", **given).status_code == 204
    contact = look(db_owner, ended)
    assert (contact.rating, contact.rating_text) == (4, SCRIPT)
    assert contact.rating_reasons == ["quick", "knew"]
    portal = client_for("olga").get(f"/portal/hualan/inquiries/{ended.contact}").text
    assert "Knew the matter" in portal
    assert SCRIPT not in portal


def test_a_rating_is_given_once(ended: Raised, anyone: FlaskClient, db_owner: Engine) -> None:
    given = [{"rating": "4"}, {"rating": "4"}, {"rating": "1"}]
    answers = [post(anyone, ended, "rating", **one).status_code for one in given]
    assert answers == [204, 204, 409]
    assert look(db_owner, ended).rating == 4


def test_ratings_at_once_are_one(app: Flask, ended: Raised, db_owner: Engine) -> None:
    def rate(stars: int) -> Callable[[], None]:
        def act() -> None:
            with unit_of_work(Acting(inquiry_id=ended.id)):
                afterwards.rate(ended.contact, stars, "")

        return act

    outcomes = build.at_once(app, *[rate(stars) for stars in (1, 2, 3, 4)])
    assert outcomes.count(None) == 1


@pytest.mark.parametrize("rating", ["", "0", "6", "five", "-1", "٣٣", "9" * 5000])
def test_no_rating_is_refused(
    ended: Raised, anyone: FlaskClient, db_owner: Engine, rating: str
) -> None:
    refused = post(anyone, ended, "rating", rating=rating)
    assert refused.status_code == 422
    assert refused.get_json()["error"]["field"] == "rating"
    assert look(db_owner, ended).rated_at is None


def test_without_script_what_was_typed_stays(ended: Raised, anyone: FlaskClient) -> None:
    path = ended.url(f"/contacts/{ended.contact}/rating")
    refused = anyone.post(path, data={"text": SCRIPT, "reasons": ["slow"]})
    assert refused.status_code == 422
    assert "&lt;script&gt;" in refused.text
    assert SCRIPT not in refused.text
    assert anyone.post(path, data={"rating": "2"}).status_code == 303


def test_before_the_end_nothing_is_rated(
    raised: Raise, anyone: FlaskClient, db_owner: Engine
) -> None:
    inquiry = raised()
    assert post(anyone, inquiry, "rating", rating="5").status_code == 409
    answer(inquiry, db_owner)
    assert post(anyone, inquiry, "rating", rating="5").status_code == 409


def mails(owner: Engine) -> list[Any]:
    return build.rows(owner, "SELECT recipient, subject, text FROM mails ORDER BY id")


def test_whoever_left_an_address_is_asked_by_mail_once(
    app: Flask, ended: Raised, anyone: FlaskClient, db_owner: Engine
) -> None:
    run(db_owner, "UPDATE inquiries SET email = 'mei@example.com'")
    for _ in range(2):
        asking_ratings.ask_for_ratings()
    (mail,) = mails(db_owner)
    link = ended.url(f"/contacts/{ended.contact}/rating")
    assert mail.recipient == "mei@example.com"
    assert link in mail.text
    assert 'name="rating"' in anyone.get(link).text
    post(anyone, ended, "rating", rating="5")
    assert 'name="rating"' not in anyone.get(link).text


@pytest.mark.parametrize("case", ["no address", "rated", "just now", "long ago", "unanswered"])
def test_nobody_else_is(app: Flask, ended: Raised, db_owner: Engine, case: str) -> None:
    if case != "no address":
        run(db_owner, "UPDATE inquiries SET email = 'mei@example.com'")
    change = {
        "rated": "rated_at = now(), rating = 5",
        "just now": "closed_at = now()",
        "long ago": "closed_at = now() - interval '4 days'",
        "unanswered": "first_answer_at = NULL",
    }.get(case)
    if change:
        run(db_owner, text(f"UPDATE contacts SET {change}").text)
    asking_ratings.ask_for_ratings()
    assert mails(db_owner) == []
