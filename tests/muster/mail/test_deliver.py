"""Mail leaves over SMTP once, says who failed, and is tried again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from muster import jobs, mail
from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict, NotFound
from muster.mail.actions import note_sent, send_again
from muster.mail.jobs import clean_up, deliver
from muster.mail.models import Mail
from muster.settings import Settings
from tests.muster.mail.postbox import Postbox, open_postbox


@pytest.fixture
def postbox(app: Flask, settings: Settings) -> Iterator[Postbox]:
    """A mail server, and an application that sends through it."""
    with open_postbox() as opened:
        app.config["SETTINGS"] = replace(settings, smtp_url=opened.url, mail_from="m@muster.test")
        yield opened
        app.config["SETTINGS"] = settings


def write(recipient: str = "vera@example.com", subject: str = "Hi", words: str = "Hello.") -> UUID:
    with unit_of_work(Acting(identity=True)):
        return mail.send(recipient, subject, words)


def read(mail_id: UUID) -> Mail:
    with unit_of_work(Acting()):
        found = session.get_one(Mail, mail_id)
        session.expunge(found)
    return found


def test_a_mail_arrives_as_it_was_written(postbox: Postbox) -> None:
    words = "你好，\n.\nA line with a dot above. 退货\n" + "long " * 400
    mail_id = write("Vera.Müller@例え.jp".replace("ü", "u"), "退货进度 – your return", words)
    jobs.run_due()
    (arrived,) = postbox.mails
    assert arrived["Subject"] == "退货进度 – your return"
    assert arrived["From"] == "m@muster.test"
    assert arrived["To"] == "Vera.Muller@xn--r8jz45g.jp"
    assert arrived["Message-ID"] == f"<{mail_id}@muster.test>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().replace("\r\n", "\n").strip() == words.strip()


def test_a_sent_mail_is_not_sent_again_and_its_text_is_forgotten(postbox: Postbox) -> None:
    mail_id = write(words="Your link: https://m.example/reset/secret")
    jobs.run_due()
    deliver(mail_id=mail_id)
    assert len(postbox.mails) == 1
    sent = read(mail_id)
    assert sent.sent_at is not None
    assert sent.text == ""


@pytest.mark.parametrize(
    ("verb", "answer"),
    [("RCPT", "451 later"), ("MAIL", "421 busy"), ("DATA", "452 full"), ("EHLO", "")],
)
def test_what_may_pass_is_tried_again(
    postbox: Postbox, db_owner: Engine, verb: str, answer: str
) -> None:
    if answer:
        postbox.answers[verb] = answer
    else:
        postbox.greeting = "554 not today"
    mail_id = write()
    jobs.run_due()
    assert read(mail_id).error
    assert read(mail_id).sent_at is None
    postbox.answers.clear()
    postbox.greeting = "220 ready"
    make_all_due(db_owner)
    jobs.run_due()
    assert read(mail_id).sent_at is not None
    assert read(mail_id).error is None
    assert len(postbox.mails) == 1


def make_all_due(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("UPDATE jobs SET run_at = now() WHERE finished_at IS NULL"))


def test_what_the_server_will_never_take_is_not_tried_again(
    postbox: Postbox, db_owner: Engine
) -> None:
    postbox.answers["RCPT"] = "550 no such person"
    mail_id = write()
    jobs.run_due()
    assert read(mail_id).error == "550 no such person"
    make_all_due(db_owner)
    assert jobs.run_due() == 0


def test_staff_send_a_refused_mail_again(postbox: Postbox) -> None:
    postbox.answers["RCPT"] = "550 no such person"
    mail_id = write()
    jobs.run_due()
    postbox.answers.clear()
    with unit_of_work(Acting(staff=True)):
        send_again(mail_id)
        send_again(mail_id)
    jobs.run_due()
    assert len(postbox.mails) == 1
    with unit_of_work(Acting(staff=True)), pytest.raises(Conflict):
        send_again(mail_id)


def test_a_mail_that_is_not_there_cannot_be_sent(app: Flask) -> None:
    with unit_of_work(Acting(staff=True)), pytest.raises(NotFound):
        send_again(UUID(int=1))
    deliver(mail_id=UUID(int=1))


def test_without_a_server_to_reach_the_mail_waits(app: Flask, settings: Settings) -> None:
    app.config["SETTINGS"] = replace(settings, smtp_url="smtp://127.0.0.1:1")
    mail_id = write()
    jobs.run_due()
    app.config["SETTINGS"] = settings
    assert "ConnectionRefusedError" in (read(mail_id).error or "")


@pytest.mark.parametrize("answer", ["550 never heard of you", "421 gone", "nonsense"])
def test_a_rude_farewell_after_the_yes_changes_nothing(postbox: Postbox, answer: str) -> None:
    postbox.answers["QUIT"] = answer
    mail_id = write()
    jobs.run_due()
    assert read(mail_id).sent_at is not None
    assert len(postbox.mails) == 1


def test_a_password_goes_to_a_neighbour_but_not_over_an_open_line(
    app: Flask, postbox: Postbox
) -> None:
    postbox.answers |= {"EHLO": "250-hello\r\n250 AUTH PLAIN", "AUTH": "235 welcome"}
    signed_in_through(app, f"smtp://me:pass%40word@127.0.0.1:{postbox.port}")
    write()
    jobs.run_due()
    secret = b64encode(b"\0me\0pass@word").decode()
    assert f"AUTH PLAIN {secret}" in postbox.commands
    postbox.commands.clear()
    # The same machine by a name that does not say so.
    signed_in_through(app, f"smtp://me:pass%40word@0x7f.1:{postbox.port}")
    mail_id = write()
    jobs.run_due()
    assert "no TLS" in (read(mail_id).error or "")
    assert not any(command.startswith("AUTH") for command in postbox.commands)


def signed_in_through(app: Flask, url: str) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url=url)


def test_old_mail_is_forgotten(app: Flask, db_owner: Engine) -> None:
    old, young = write(subject="old"), write(subject="young")
    with db_owner.begin() as connection:
        past = text("UPDATE mails SET created_at = now() - interval '31 days' WHERE id = :id")
        connection.execute(past, {"id": old})
    with unit_of_work(Acting()):
        note_sent(young)
    clean_up()
    with db_owner.connect() as connection:
        left = connection.execute(text("SELECT id FROM mails")).scalars().all()
    assert left == [young]


def write_many(*recipients: str) -> None:
    with unit_of_work(Acting(identity=True)):
        mail.send_many([mail.Letter(each, "Hi", "Hello.") for each in recipients])


def test_mails_written_together_are_sent_by_one_job(postbox: Postbox) -> None:
    write_many("vera@example.com", "wang@example.com")
    assert jobs.run_due() == 1
    assert [each["To"] for each in postbox.mails] == ["vera@example.com", "wang@example.com"]


def test_where_the_mail_server_makes_trouble_each_of_them_is_tried_on_its_own(
    postbox: Postbox, db_owner: Engine
) -> None:
    postbox.answers["DATA"] = "452 full"
    write_many("vera@example.com", "wang@example.com")
    jobs.run_due()
    assert not postbox.mails
    del postbox.answers["DATA"]
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE jobs SET run_at = now()"))
    jobs.run_due()
    assert sorted(each["To"] for each in postbox.mails) == ["vera@example.com", "wang@example.com"]


def test_nothing_is_written_for_nobody(app: Flask) -> None:
    write_many()
    assert jobs.run_due() == 0
