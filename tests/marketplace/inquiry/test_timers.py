"""Inquiries widen, mail their answers and end by themselves."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, text

from marketplace.inquiry import actions, timers
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import AuthorKind, MessageKind
from muster.db import Acting, acting, unit_of_work, uuid7
from tests.cast import ANN, HUALAN, RIVAL
from tests.marketplace.inquiry.conftest import Raised

Raise = Callable[..., Raised]


def run(db_owner: Engine, statement: str, **values: object) -> None:
    with db_owner.begin() as connection:
        connection.execute(text(statement), values)


def ask(db_owner: Engine, statement: str) -> object:
    with db_owner.connect() as connection:
        return connection.scalar(text(statement))


def late(db_owner: Engine) -> None:
    run(db_owner, "UPDATE inquiries SET promise_at = now() - interval '1 second'")


def answer(inquiry: Raised, db_owner: Engine, body: str = "七天内可以退。") -> None:
    run(
        db_owner,
        "UPDATE contacts SET state = 'active', agent_id = :agent, agent_slot = 1 WHERE id = :id",
        agent=ANN.agent_id,
        id=inquiry.contact,
    )
    author = writing.Author(AuthorKind.AGENT, ANN.name, ANN.agent_id)
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        writing.post(inquiry.contact, uuid7(), author, MessageKind.TEXT, body)


def test_an_unanswered_inquiry_asks_whoever_is_left(raised: Raise, db_owner: Engine) -> None:
    inquiry = raised("洗衣机 机票", count=1)
    assert len(inquiry.contacts) == 1
    late(db_owner)
    timers.widen_due()
    assert ask(db_owner, "SELECT count(*) FROM contacts") == 2
    assert ask(db_owner, "SELECT state FROM inquiries") == "widened"
    assert ask(db_owner, "SELECT max(ring) FROM invitations") == 2
    told = ask(db_owner, "SELECT count(*) FROM events WHERE for_inquiry IS NOT NULL")
    assert told == 1


def test_nobody_is_asked_twice(raised: Raise, db_owner: Engine) -> None:
    raised("洗衣机 机票")
    for _ in range(3):
        late(db_owner)
        timers.widen_due()
    assert ask(db_owner, "SELECT count(*) FROM contacts") == 2
    assert ask(db_owner, "SELECT exhausted_at IS NOT NULL FROM inquiries") is True


def test_an_answered_inquiry_does_not_widen(raised: Raise, db_owner: Engine) -> None:
    inquiry = raised("洗衣机 机票", count=1)
    answer(inquiry, db_owner) if HUALAN.id in inquiry.contacts else run(
        db_owner, "UPDATE contacts SET first_answer_at = now()"
    )
    late(db_owner)
    timers.widen_due()
    assert ask(db_owner, "SELECT count(*) FROM contacts") == 1


def test_a_question_to_one_company_stays_with_it(raised: Raise, db_owner: Engine) -> None:
    raised("洗衣机", only_tenant_id=RIVAL.id)
    late(db_owner)
    timers.widen_due()
    assert ask(db_owner, "SELECT count(*) FROM contacts") == 1


def test_answers_are_mailed_once_to_whoever_left_an_address(
    app: Flask, raised: Raise, db_owner: Engine
) -> None:
    inquiry = raised()
    with unit_of_work(Acting(inquiry_id=inquiry.id)):
        actions.leave_address(inquiry.id, "Wang@Example.com", "x")
    answer(inquiry, db_owner)
    run(db_owner, "UPDATE messages SET created_at = now() - interval '5 minutes'")
    run(db_owner, "UPDATE inquiries SET created_at = now() - interval '10 minutes'")
    with app.test_request_context():
        timers.mail_answers()
        timers.mail_answers()
    assert ask(db_owner, "SELECT count(*) FROM mails") == 1
    mail = str(ask(db_owner, "SELECT text FROM mails"))
    assert "七天内可以退。" in mail
    assert f"/i/{inquiry.token}" in mail


def test_what_was_read_on_the_page_is_not_mailed(
    app: Flask, raised: Raise, db_owner: Engine
) -> None:
    inquiry = raised()
    with unit_of_work(Acting(inquiry_id=inquiry.id)):
        actions.leave_address(inquiry.id, "wang@example.com", "x")
    answer(inquiry, db_owner)
    with unit_of_work(Acting(inquiry_id=inquiry.id)):
        conversations.mark_read(inquiry.contact, AuthorKind.CONSUMER, 1)
    run(db_owner, "UPDATE messages SET created_at = now() - interval '5 minutes'")
    with app.test_request_context():
        timers.mail_answers()
    assert ask(db_owner, "SELECT count(*) FROM mails") == 0


def test_a_quiet_inquiry_expires(raised: Raise, db_owner: Engine) -> None:
    raised()
    run(db_owner, "UPDATE inquiries SET created_at = now() - interval '8 days'")
    run(db_owner, "UPDATE contacts SET last_message_at = now() - interval '8 days'")
    timers.expire_old()
    assert ask(db_owner, "SELECT state FROM inquiries") == "expired"
    assert ask(db_owner, "SELECT DISTINCT state FROM contacts") == "abandoned"
