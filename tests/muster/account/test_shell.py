"""What stands around every page for whoever is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from muster.db import uuid7
from muster.identity.models import StaffMembership
from muster.tenancy.models import Membership
from tests.cast import OLGA, RIVAL

ClientFor = Callable[[str], FlaskClient]


def links(page: str) -> list[str]:
    return re.findall(r'<a class="menu-item" href="([^"]+)"', page)


@pytest.fixture
def busy(db_owner: Engine) -> None:
    """Olga is a member of both companies, and of the staff."""
    with db_owner.begin() as connection:
        connection.execute(
            insert(Membership).values(
                id=uuid7(), tenant_id=RIVAL.id, person_id=OLGA.id, role="viewer"
            )
        )
        connection.execute(insert(StaffMembership).values(id=uuid7(), person_id=OLGA.id, role="qa"))


def test_nobody_is_offered_to_sign_in(anyone: FlaskClient) -> None:
    assert 'href="/sign-in"' in anyone.get("/companies").text


def test_a_member_has_an_account_and_a_way_out(client_for: ClientFor) -> None:
    page = client_for("olga").get("/portal/hualan").text
    assert 'href="/account"' in page
    assert 'action="/sign-out"' in page
    assert "/portal/rival" not in page


def test_who_belongs_to_several_companies_can_switch(client_for: ClientFor, busy: None) -> None:
    page = client_for("olga").get("/portal/hualan").text
    assert {"/portal/hualan", "/portal/rival", "/ops"} <= set(links(page))
    assert 'href="/portal/hualan" aria-current="true"' in page


def test_from_elsewhere_all_companies_are_in_the_menu(client_for: ClientFor, busy: None) -> None:
    page = client_for("olga").get("/account").text
    assert {"/portal/hualan", "/portal/rival", "/ops"} <= set(links(page))


def test_the_chooser_shows_every_place(client_for: ClientFor, busy: None) -> None:
    page = client_for("olga").get("/home").text
    assert re.findall(r'<a class="place" href="([^"]+)"', page) == [
        "/ops",
        "/portal/rival",
        "/portal/hualan",
    ]


def test_in_another_company_another_role_counts(client_for: ClientFor, busy: None) -> None:
    olga = client_for("olga")
    assert olga.get("/portal/hualan/settings").status_code == 200
    assert olga.get("/portal/rival/settings").status_code == 403
