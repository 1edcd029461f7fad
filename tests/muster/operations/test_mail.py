"""/ops/mail: what left, what is kept, and sending it again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster import jobs, mail
from muster.db import Acting, unit_of_work
from muster.mail.actions import note_error, note_sent

SignIn = Callable[[str], FlaskClient]
WORDS = "Hello <b>Vera</b>,\nopen https://muster.example/confirm/secret now."


@pytest.fixture
def kept(app: Flask) -> UUID:
    """A mail that is kept, because there is no mail server."""
    with unit_of_work(Acting(identity=True)):
        mail_id = mail.send("vera@example.com", "Welcome <3", WORDS)
    jobs.run_due()
    return mail_id


def test_without_a_mail_server_staff_read_what_would_have_been_sent(
    client_for: SignIn, db_owner: Engine, kept: UUID
) -> None:
    oscar = client_for("oscar")
    listed = oscar.get("/ops/mail").text
    assert "There is no mail server: 1 mail is kept here to be read." in listed
    assert "Welcome &lt;3" in listed
    shown = oscar.get(f"/ops/mail/{kept}").text
    assert "Hello &lt;b&gt;Vera&lt;/b&gt;," in shown
    assert 'href="https://muster.example/confirm/secret"' in shown
    with db_owner.connect() as connection:
        read = text("SELECT subject FROM audit_entries WHERE action = 'mail.read'")
        assert connection.execute(read).scalars().all() == ["vera@example.com"]


@pytest.mark.parametrize("note", [note_sent, lambda mail_id: note_error(mail_id, "550 nobody")])
def test_the_text_of_a_mail_for_a_server_is_not_shown(
    client_for: SignIn, app: Flask, note: Callable[[UUID], None]
) -> None:
    with unit_of_work(Acting(identity=True)):
        mail_id = mail.send("vera@example.com", "Welcome", WORDS)
        note(mail_id)
    shown = client_for("oscar").get(f"/ops/mail/{mail_id}").text
    assert "secret" not in shown
    assert "vera@example.com" in shown


def test_a_mail_that_failed_is_told_first_and_sent_again(
    client_for: SignIn, app: Flask, db_owner: Engine
) -> None:
    with unit_of_work(Acting(identity=True)):
        mail_id = mail.send("vera@example.com", "Welcome", WORDS)
        note_error(mail_id, "550 nobody")
    oscar = client_for("oscar")
    assert "1 mail could not be sent." in oscar.get("/ops/mail").text
    answer = oscar.post(f"/ops/mail/{mail_id}/delivery")
    assert answer.status_code == 303
    jobs.run_due()
    assert "Kept here" in oscar.get(f"/ops/mail/{mail_id}").text


def test_a_sent_mail_is_not_sent_again(client_for: SignIn, kept: UUID) -> None:
    with unit_of_work(Acting()):
        note_sent(kept)
    assert client_for("oscar").post(f"/ops/mail/{kept}/delivery").status_code == 409


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("recipient=VERA", True),
        ("recipient=rita", False),
        ("recipient=%25", False),
        ("state=kept", True),
        ("state=sent", False),
        ("state=nonsense", True),
        ("recipient=%00", True),
        ("before=nonsense", True),
    ],
)
def test_filters(client_for: SignIn, kept: UUID, query: str, found: bool) -> None:  # noqa: FBT001 - a column of the table above
    page = client_for("oscar").get(f"/ops/mail?{query}").text
    assert (str(kept) in page) == found


def test_what_is_not_there_is_not_found(client_for: SignIn) -> None:
    assert client_for("oscar").get(f"/ops/mail/{uuid4()}").status_code == 404
