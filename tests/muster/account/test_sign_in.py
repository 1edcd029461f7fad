"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN, OLGA, OSCAR, PASSWORD, RITA, SAM, STRANGER

ClientFor = Callable[[str], FlaskClient]
SAME_ANSWER = "E-mail or password is not right."


def sign_in(client: FlaskClient, email: str, password: str, **more: str) -> tuple[int, str]:
    response = client.post("/sign-in", data={"email": email, "password": password, **more})
    return response.status_code, response.headers.get("Location") or response.text


@pytest.fixture
def english(anyone: FlaskClient) -> FlaskClient:
    anyone.set_cookie("locale", "en")
    return anyone


def test_a_member_lands_in_her_portal(english: FlaskClient) -> None:
    assert sign_in(english, OLGA.email, PASSWORD) == (303, "/home")
    assert english.get("/home").headers["Location"] == "/portal/hualan"


def test_the_address_may_be_spelled_in_any_case(english: FlaskClient) -> None:
    assert sign_in(english, " Olga@Example.COM ", PASSWORD)[0] == 303


def test_agents_go_to_the_desk_and_staff_to_operations(client_for: ClientFor) -> None:
    assert client_for("ann").get("/home").headers["Location"] == "/desk"
    assert client_for("oscar").get("/home").headers["Location"] == "/ops"


def test_who_belongs_nowhere_is_told_what_to_do(client_for: ClientFor) -> None:
    assert "You do not belong to a company yet" in client_for("stranger").get("/home").text


@pytest.mark.parametrize(
    ("email", "password"),
    [(OLGA.email, "wrong"), ("nobody@example.com", PASSWORD), ("no address", PASSWORD)],
)
def test_the_answer_does_not_tell_what_was_wrong(
    english: FlaskClient, email: str, password: str
) -> None:
    status, page = sign_in(english, email, password)
    assert status == 422
    assert SAME_ANSWER in page
    assert f'value="{email}"' in page


def test_somebody_disabled_cannot_sign_in(english: FlaskClient, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE people SET disabled_at = now() WHERE id = :id"), {"id": OLGA.id}
        )
    assert sign_in(english, OLGA.email, PASSWORD)[0] == 422


def test_tries_are_limited_even_with_the_right_password(english: FlaskClient) -> None:
    english.environ_base["REMOTE_ADDR"] = "192.0.2.10"
    for _ in range(10):
        assert sign_in(english, STRANGER.email, "wrong")[0] == 422
    status, page = sign_in(english, STRANGER.email, PASSWORD)
    assert status == 429
    assert "That was too often." in page


def test_the_right_password_makes_earlier_mistakes_forgotten(english: FlaskClient) -> None:
    english.environ_base["REMOTE_ADDR"] = "192.0.2.11"
    for _ in range(3):
        for _ in range(6):
            sign_in(english, OLGA.email, "wrong")
        assert sign_in(english, OLGA.email, PASSWORD)[0] == 303
        english.post("/sign-out")


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(english: FlaskClient, wanted: str) -> None:
    assert sign_in(english, OLGA.email, PASSWORD, next=wanted) == (303, "/home")


def test_a_page_of_ours_is_returned_to(english: FlaskClient) -> None:
    first = english.get("/account?tab=1")
    assert first.headers["Location"] == "/sign-in?next=/account?tab%3D1"
    assert 'value="/account?tab=1"' in english.get(first.headers["Location"]).text
    assert sign_in(english, OLGA.email, PASSWORD, next="/account?tab=1") == (303, "/account?tab=1")


def test_what_was_in_the_cookie_before_is_worth_nothing_afterwards(english: FlaskClient) -> None:
    with english.session_transaction() as planted:
        planted["csrf_token"] = "known to an attacker"
    sign_in(english, OLGA.email, PASSWORD)
    with english.session_transaction() as cookie:
        assert "csrf_token" not in cookie
        assert len(cookie["sign_in"]) >= 43


def test_only_the_hash_of_the_secret_is_stored(english: FlaskClient, db_owner: Engine) -> None:
    sign_in(english, OLGA.email, PASSWORD)
    with english.session_transaction() as cookie:
        token = cookie["sign_in"]
    with db_owner.connect() as connection:
        rows = connection.execute(text("SELECT * FROM login_sessions")).all()
    assert token not in str(rows)


def test_signing_out_makes_a_copied_cookie_worthless(english: FlaskClient, app: Flask) -> None:
    sign_in(english, OLGA.email, PASSWORD)
    with english.session_transaction() as cookie:
        copied = cookie["sign_in"]
    assert english.post("/sign-out").headers["Location"] == "/sign-in"
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie["sign_in"] = copied
    assert thief.get("/account").status_code == 302


def test_sign_ins_and_failures_are_in_the_audit_trail(
    english: FlaskClient, db_owner: Engine
) -> None:
    sign_in(english, OLGA.email, "wrong")
    sign_in(english, OLGA.email, PASSWORD)
    english.post("/sign-out")
    sign_in(english, OSCAR.email, "wrong")
    sign_in(english, "nobody@example.com", "wrong")
    with db_owner.connect() as connection:
        rows = connection.execute(
            text("SELECT action, person_id, tenant_id, subject FROM audit_entries ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [
            ("sign_in.failed", None, HUALAN.id, OLGA.email),
            ("sign_in.created", OLGA.id, HUALAN.id, OLGA.email),
            ("sign_in.ended", OLGA.id, HUALAN.id, ""),
            ("sign_in.failed", None, None, OSCAR.email),
            ("sign_in.failed", None, None, ""),
        ]


def test_a_companys_owner_reads_who_signed_in_and_from_where(
    app: Flask, english: FlaskClient, client_for: ClientFor
) -> None:
    sign_in(english, SAM.email, PASSWORD)
    sign_in(app.test_client(), RITA.email, PASSWORD)
    page = client_for("olga").get("/portal/hualan/audit?lang=en").text
    assert f"{SAM.email} signed in." in page
    assert "127.0.0.1" in page
    assert RITA.email not in page


def test_the_page_speaks_the_persons_language_afterwards(app: Flask) -> None:
    client = app.test_client()
    assert "登录" in client.get("/sign-in", headers={"Accept-Language": "zh-CN"}).text
    sign_in(client, OLGA.email, PASSWORD)
    page = client.get("/account", headers={"Accept-Language": "zh-CN"}).text
    assert "Where you are signed in" in page


def test_choosing_a_language_is_remembered_with_the_person(
    client_for: ClientFor, db_owner: Engine
) -> None:
    said = client_for("olga").post("/locale", data={"locale": "zh", "next": "/account"})
    assert said.status_code == 303, said.text
    with db_owner.connect() as connection:
        found = connection.execute(
            text("SELECT locale FROM people WHERE id = :id"), {"id": OLGA.id}
        )
        assert found.scalar_one() == "zh"
