"""Whoever has a company reads what it could rent, and for how much, before signing up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.muster.leasing.build import add_plan, today

URL = "/for-companies"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


def test_a_stranger_reads_the_price_list_and_finds_the_way_in(client: FlaskClient) -> None:
    page = client.get(URL).text
    assert "5×8 chat" in page
    assert "per seat and month" in page
    assert 'href="/sign-up"' in page
    assert "/portal/" not in page


def test_it_can_be_read_in_chinese(client: FlaskClient) -> None:
    page = client.get(URL, headers={"Accept-Language": "zh-CN"}).text
    assert "有人替您应答" in page
    assert "每席每月" in page


def test_only_what_can_be_rented_today_is_on_it(client: FlaskClient, db_owner: Engine) -> None:
    add_plan(db_owner, "in-force", name_en="Night watch")
    add_plan(db_owner, "draft", name_en="Still a draft", published_at=None)
    add_plan(db_owner, "to-come", name_en="Next week", effective_on=today() + timedelta(days=7))
    add_plan(db_owner, "gone", name_en="Taken back")
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_plans SET withdrawn_at = now() WHERE code = 'gone'"))
    page = client.get(URL).text
    assert "Night watch" in page
    for other in ("Still a draft", "Next week", "Taken back"):
        assert other not in page


def test_an_empty_price_list_says_so(client: FlaskClient, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_plans SET withdrawn_at = now()"))
    assert "There is nothing on the price list at the moment." in client.get(URL).text


def test_every_public_page_leads_to_it_at_its_foot(client: FlaskClient) -> None:
    for page in ("/", "/companies", URL):
        foot = client.get(page).text.partition("<footer")[2]
        assert f'href="{URL}"' in foot
