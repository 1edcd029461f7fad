"""A new password by mail."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import OLGA, PASSWORD, SAM
from tests.mail import count_to, link_in, mail_to

ClientFor = Callable[[str], FlaskClient]
NEW = {"password": "eight-loud-lanterns"}
MOMENT = re.compile(r'data-now="[^"]*"')
TOKEN = re.compile(r"[\w-]+\.[\w-]{6}\.[\w-]{27}")  # says in which second it was made


@pytest.fixture
def link(anyone: FlaskClient, db_owner: Engine) -> str:
    assert anyone.post("/password-resets", data={"email": OLGA.email}).status_code == 200
    return link_in(mail_to(db_owner, OLGA.email))


def can_sign_in(client: FlaskClient, password: str) -> bool:
    answer = client.post("/sign-in", data={"email": OLGA.email, "password": password})
    return answer.status_code == 303


def test_the_link_sets_a_new_password(anyone: FlaskClient, link: str) -> None:
    assert anyone.get(link).status_code == 200
    assert anyone.post(link, data=NEW).headers["Location"] == "/sign-in"
    assert not can_sign_in(anyone, PASSWORD)
    assert can_sign_in(anyone, NEW["password"])


def test_every_sign_in_ends(client_for: ClientFor, anyone: FlaskClient, link: str) -> None:
    olga = client_for("olga")
    assert olga.get("/account").status_code == 200
    anyone.post(link, data=NEW)
    assert olga.get("/account").status_code == 302


def test_the_person_is_told(anyone: FlaskClient, link: str, db_owner: Engine) -> None:
    anyone.post(link, data=NEW)
    assert "your password was changed just now" in mail_to(db_owner, OLGA.email)


def test_the_link_works_once(anyone: FlaskClient, link: str) -> None:
    anyone.post(link, data=NEW)
    assert anyone.get(link).status_code == 410
    assert anyone.post(link, data={"password": "nine-other-lanterns"}).status_code == 410


def test_a_newer_link_ends_the_older_one(anyone: FlaskClient, link: str, db_owner: Engine) -> None:
    anyone.post("/password-resets", data={"email": OLGA.email})
    assert anyone.get(link).status_code == 410
    assert anyone.get(link_in(mail_to(db_owner, OLGA.email))).status_code == 200


def test_an_old_link_does_not_work(anyone: FlaskClient, link: str, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE one_time_tokens SET expires_at = now()"))
    assert anyone.post(link, data=NEW).status_code == 410
    assert can_sign_in(anyone, PASSWORD)


def test_a_link_for_something_else_sets_no_password(
    anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE one_time_tokens SET purpose = 'confirm_email'"))
    assert anyone.post(link, data=NEW).status_code == 410


def test_a_poor_password_leaves_the_link_working(anyone: FlaskClient, link: str) -> None:
    assert anyone.post(link, data={"password": "short"}).status_code == 422
    assert anyone.post(link, data=NEW).status_code == 303


def test_a_stranger_gets_the_same_answer_and_no_mail(anyone: FlaskClient, db_owner: Engine) -> None:
    known = anyone.post("/password-resets", data={"email": SAM.email})
    unknown = anyone.post("/password-resets", data={"email": "who@example.com"})
    assert unknown.status_code == known.status_code == 200
    said = [TOKEN.sub("", MOMENT.sub("", answer.text)) for answer in (known, unknown)]
    assert said[1].replace("who@example.com", SAM.email) == said[0]
    assert count_to(db_owner, "who@example.com") == 0


def test_nobody_can_be_flooded_with_links(anyone: FlaskClient, db_owner: Engine) -> None:
    anyone.environ_base["REMOTE_ADDR"] = "192.0.2.40"
    answers = [
        anyone.post("/password-resets", data={"email": "flooded@example.com"}).status_code
        for _ in range(6)
    ]
    assert answers == [200] * 5 + [429]


def test_the_link_names_the_host_of_the_settings_and_not_of_the_request(
    anyone: FlaskClient, db_owner: Engine
) -> None:
    anyone.post("/password-resets", data={"email": OLGA.email}, headers={"Host": "evil.example"})
    assert "evil.example" not in mail_to(db_owner, OLGA.email)
