"""All client companies, as operations look at them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.tenancy.models import Tenant
from tests.cast import HUALAN, OSCAR, known_id

ClientFor = Callable[[str], FlaskClient]


@pytest.fixture
def oscar(client_for: ClientFor) -> FlaskClient:
    return client_for("oscar")


@pytest.fixture
def crowd(db_owner: Engine) -> list[str]:
    """120 more companies, some of one name."""
    names = [f"Company {number // 2:03}" for number in range(120)]
    with db_owner.begin() as connection:
        connection.execute(
            insert(Tenant),
            [{"slug": f"crowd-{number}", "name": name} for number, name in enumerate(names)],
        )
    return names


def listed(page: str) -> list[str]:
    return re.findall(r'href="/ops/clients/[0-9a-f-]{36}">([^<]+)</a>', page)


def test_every_client_is_on_exactly_one_page(oscar: FlaskClient, crowd: list[str]) -> None:
    address, seen, pages = "/ops/clients", [], 0
    while address:
        page = oscar.get(address).text
        seen += listed(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
        pages += 1
    assert pages == 3
    assert sorted(seen) == sorted([*crowd, "华澜家电", "Rival Travel"])


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("华澜", ["华澜家电"]),
        ("TRAVEL", ["Rival Travel"]),
        ("rival", ["Rival Travel"]),
        ("%", []),
        ("nobody", []),
    ],
)
def test_clients_are_found_by_a_part_of_name_or_slug(
    oscar: FlaskClient, search: str, found: list[str]
) -> None:
    page = oscar.get("/ops/clients", query_string={"q": search}).text
    assert listed(page) == found


def test_a_mistyped_place_in_the_list_begins_anew(oscar: FlaskClient) -> None:
    assert len(listed(oscar.get("/ops/clients?after=rubbish").text)) == 2
    assert len(listed(oscar.get(f"/ops/clients?after={known_id('x')}").text)) == 2


def test_one_client_with_its_members_and_figures(oscar: FlaskClient) -> None:
    page = oscar.get(f"/ops/clients/{HUALAN.id}").text
    assert "Olga Owner" in page
    assert "Rita" not in page
    assert re.search(r'data-stat="seats">2<', page)
    assert re.search(r'data-stat="agents">2<', page)


def test_an_unknown_client_is_not_there(oscar: FlaskClient) -> None:
    assert oscar.get(f"/ops/clients/{known_id('x')}").status_code == 404


def test_each_look_is_in_the_audit_trail(oscar: FlaskClient, db_owner: Engine) -> None:
    oscar.get("/ops/clients")
    oscar.get(f"/ops/clients/{HUALAN.id}")
    with db_owner.connect() as connection:
        acts = connection.execute(
            text("SELECT action, subject, person_id FROM audit_entries ORDER BY id")
        )
        assert [tuple(act) for act in acts] == [
            ("operations.read", "clients", OSCAR.id),
            ("operations.read", f"client {HUALAN.id}", OSCAR.id),
        ]


def test_members_of_companies_do_not_get_in(client_for: ClientFor) -> None:
    assert client_for("olga").get("/ops/clients").status_code == 404
    assert client_for("ann").get("/ops/clients").status_code == 403
