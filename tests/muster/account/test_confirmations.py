"""Confirming an e-mail address by a link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import OLGA
from tests.mail import count_to, link_in, mail_to

ClientFor = Callable[[str], FlaskClient]


@pytest.fixture
def olga(client_for: ClientFor, db_owner: Engine) -> FlaskClient:
    """Olga, whose address is not confirmed."""
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE people SET email_confirmed_at = NULL WHERE id = :id"), {"id": OLGA.id}
        )
    return client_for("olga")


@pytest.fixture
def link(olga: FlaskClient, db_owner: Engine) -> str:
    assert olga.post("/e-mail-confirmations").status_code == 303
    return link_in(mail_to(db_owner, OLGA.email))


def is_confirmed(engine: Engine) -> bool:
    with engine.connect() as connection:
        query = text("SELECT email_confirmed_at IS NOT NULL FROM people WHERE id = :id")
        return bool(connection.execute(query, {"id": OLGA.id}).scalar_one())


def test_looking_at_the_link_confirms_nothing(
    anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    assert anyone.get(link).status_code == 200
    assert not is_confirmed(db_owner)


def test_the_button_confirms_also_where_nobody_is_signed_in(
    anyone: FlaskClient, link: str, db_owner: Engine
) -> None:
    assert anyone.post(link).status_code == 303
    assert is_confirmed(db_owner)


def test_a_second_click_says_that_it_is_done(olga: FlaskClient, link: str) -> None:
    assert olga.post(link).status_code == 303
    assert olga.post(link).headers["Location"] == "/home"
    assert olga.get(link).headers["Location"] == "/home"


def test_a_wrong_link_says_so(anyone: FlaskClient, link: str, db_owner: Engine) -> None:
    assert anyone.post(f"{link}x").status_code == 410
    assert not is_confirmed(db_owner)


def test_only_the_newest_link_works(olga: FlaskClient, link: str, db_owner: Engine) -> None:
    olga.post("/e-mail-confirmations")
    assert olga.post(link).status_code == 410
    assert olga.post(link_in(mail_to(db_owner, OLGA.email))).status_code == 303


def test_who_is_confirmed_gets_no_more_mail(client_for: ClientFor, db_owner: Engine) -> None:
    assert client_for("sam").post("/e-mail-confirmations").status_code == 403
    assert count_to(db_owner, "sam@example.com") == 0


def test_the_mail_cannot_be_asked_for_without_end(olga: FlaskClient) -> None:
    answers = [olga.post("/e-mail-confirmations").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_nobody_asks_for_a_stranger(anyone: FlaskClient) -> None:
    assert anyone.post("/e-mail-confirmations").status_code == 302
