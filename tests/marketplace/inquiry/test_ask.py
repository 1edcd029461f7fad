"""Asking: one question, the companies that fit, each with a contact of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from marketplace.inquiry import links
from marketplace.inquiry.asking import language_of
from muster.db import uuid7
from muster.settings import Settings
from tests.cast import ANN, HUALAN, RIVAL
from tests.marketplace.inquiry.conftest import Raised

Raise = Callable[..., Raised]


def scalar(db_owner: Engine, query: str, **values: object) -> object:
    with db_owner.connect() as connection:
        return connection.scalar(text(query), values)


def test_the_company_that_fits_gets_a_contact(raised: Raise, db_owner: Engine) -> None:
    inquiry = raised("我买的洗衣机想退货")
    assert HUALAN.id in inquiry.contacts
    opening = scalar(db_owner, "SELECT opening FROM contacts WHERE id = :id", id=inquiry.contact)
    assert opening == "我买的洗衣机想退货"


def test_a_two_character_word_is_found(raised: Raise) -> None:
    assert HUALAN.id in raised("退货").contacts


def test_why_a_company_was_asked_is_on_record(raised: Raise, db_owner: Engine) -> None:
    inquiry = raised()
    why = scalar(db_owner, "SELECT why FROM invitations WHERE contact_id = :id", id=inquiry.contact)
    assert why["reasons"]  # type: ignore[index]
    assert why["agents"] == 0  # type: ignore[index]


def test_who_comes_while_the_queue_is_closed_counts_from_its_opening(
    raised: Raise, db_owner: Engine
) -> None:
    counts_from = "SELECT counts_from FROM contacts WHERE id = :id"
    assert scalar(db_owner, counts_from, id=raised().contact) is None
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    day = (now + timedelta(days=3)).date()
    hours = json.dumps({day.strftime("%a").lower(): [["09:00", "09:30"]]})
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE queues SET opening_hours = :hours"), {"hours": hours})
    opens = datetime.combine(day, time(9), now.tzinfo)
    assert scalar(db_owner, counts_from, id=raised().contact) == opens


def test_a_company_with_agents_at_work_comes_first(raised: Raise, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE agents SET state = 'available', seen_at = now() WHERE id = :id"),
            {"id": ANN.agent_id},
        )
    inquiry = raised("洗衣机 机票")
    first = scalar(
        db_owner,
        "SELECT tenant_id FROM invitations WHERE inquiry_id = :id AND rank = 1",
        id=inquiry.id,
    )
    assert first == HUALAN.id


def test_a_question_that_nobody_fits_is_kept_says_so_and_leads_on(
    raised: Raise, consumer: FlaskClient
) -> None:
    inquiry = raised("xyzzyplugh")
    assert inquiry.contacts == {}
    page = consumer.get(inquiry.url()).text
    assert "No company here fits" in page
    assert 'href="/ask?q=xyzzyplugh"' in page
    assert 'data-key="directory" href="/companies"' in page


def test_asking_twice_under_one_ticket_is_once(
    indexed: None, consumer: FlaskClient, settings: Settings, db_owner: Engine
) -> None:
    ticket = links.make(uuid7(), settings.secret_key)
    form = {"question": "洗衣机", "ticket": ticket}
    places = {consumer.post("/ask", data=form).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    assert scalar(db_owner, "SELECT count(*) FROM inquiries") == 1
    assert scalar(db_owner, "SELECT count(*) FROM contacts") == 1


def test_a_ticket_of_somebody_s_own_making_gets_a_new_id(
    indexed: None, consumer: FlaskClient, db_owner: Engine
) -> None:
    forged = links.make(UUID(int=1), "another secret")
    assert consumer.post("/ask", data={"question": "洗衣机", "ticket": forged}).status_code == 303
    assert scalar(db_owner, "SELECT id FROM inquiries") != UUID(int=1)


@pytest.mark.parametrize("question", ["", "   ", "\x00"])
def test_an_empty_question_is_refused_beside_the_box(consumer: FlaskClient, question: str) -> None:
    answer = consumer.post("/ask", data={"question": question})
    assert answer.status_code == 422
    assert "Tell us what you need" in answer.text


def test_a_question_of_100_000_characters_is_refused_and_not_lost(
    consumer: FlaskClient, db_owner: Engine
) -> None:
    long = "洗衣机" * 33_334
    answer = consumer.post("/ask", data={"question": long})
    assert answer.status_code == 422
    assert "at most 2,000 characters" in answer.text
    assert long in answer.text
    assert scalar(db_owner, "SELECT count(*) FROM inquiries") == 0


def test_ask_now_reaches_that_company_alone(
    indexed: None, consumer: FlaskClient, db_owner: Engine
) -> None:
    page = consumer.get("/ask?company=rival")
    assert "Rival Travel" in page.text
    consumer.post("/ask", data={"question": "洗衣机", "company": "rival"})
    assert scalar(db_owner, "SELECT tenant_id FROM contacts") == RIVAL.id


def test_asking_a_company_that_is_not_there_is_not_found(consumer: FlaskClient) -> None:
    assert consumer.get("/ask?company=nobody").status_code == 404


def test_the_language_of_a_question() -> None:
    assert language_of("Can I return it?") == "en"
    assert language_of("iPhone 能退吗") == "zh"


def test_all_of_it_is_written_at_once(raised: Raise, db_owner: Engine) -> None:
    inquiry = raised("洗衣机 机票")
    assert len(inquiry.contacts) == 2
    written = """
        SELECT xmin::text FROM inquiries UNION ALL SELECT xmin::text FROM contacts
        UNION ALL SELECT xmin::text FROM invitations UNION ALL SELECT xmin::text FROM events
    """
    with db_owner.connect() as connection:
        transactions = connection.execute(text(written)).scalars().all()
    assert len(transactions) == 1 + 3 * 2
    assert len(set(transactions)) == 1


def test_the_box_cuts_nothing_off(consumer: FlaskClient) -> None:
    page = consumer.get("/").text
    assert "maxlength" not in page[page.index("<textarea") : page.index("</textarea>")]
    refused = consumer.post("/ask", data={"question": "长" * 2001})
    assert refused.status_code == 422
    assert "长" * 2001 in refused.text
