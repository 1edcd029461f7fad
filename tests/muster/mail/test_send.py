"""Writing mail: with the change, to one address, without smuggling headers in."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from muster import jobs, mail
from muster.db import Acting, session, unit_of_work
from muster.errors import Invalid
from muster.mail.models import Mail


def only_mail() -> Mail:
    with unit_of_work(Acting()):
        found = session.scalars(select(Mail)).one()
        session.expunge(found)
    return found


def test_without_a_mail_server_mail_is_kept_where_staff_can_read_it(app: Flask) -> None:
    with unit_of_work(Acting(identity=True)):
        mail.send("vera@example.com", "Welcome 欢迎", "Hello.\nYour link: https://m.example/x")
    assert jobs.run_due() == 1
    kept = only_mail()
    assert kept.kept_at is not None
    assert kept.sent_at is None
    assert kept.subject == "Welcome 欢迎"


def test_a_mail_of_a_change_that_failed_is_not_written(app: Flask) -> None:
    def fail() -> None:
        with unit_of_work(Acting(identity=True)):
            mail.send("vera@example.com", "Welcome", "Hello.")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work(Acting()):
        assert session.scalars(select(Mail)).all() == []


@pytest.mark.parametrize(
    "recipient",
    ["", "vera", "vera@", "a@example.com, b@example.com", "vera@example.com\nBcc: x@y.example"],
)
def test_what_is_no_address_is_refused_beside_its_field(app: Flask, recipient: str) -> None:
    with pytest.raises(Invalid) as refusal, unit_of_work(Acting(identity=True)):
        mail.send(recipient, "Welcome", "Hello.")
    assert refusal.value.field == "email"


def test_a_line_break_in_the_subject_becomes_a_blank(app: Flask) -> None:
    with unit_of_work(Acting(identity=True)):
        mail.send("vera@example.com", "Hi\r\nBcc: all@example.com\x00\x85x", "Hello.")
    assert only_mail().subject == "Hi Bcc: all@example.com x"
