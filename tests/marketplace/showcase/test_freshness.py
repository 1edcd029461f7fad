"""Pages that a reader already has are not sent again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tenants.showcase import actions, products
from tests.cast import HUALAN, known_id
from tests.marketplace.showcase.conftest import AsTenant

ClientFor = Callable[[str], FlaskClient]
PAGES = ("/c/hualan", "/c/hualan/first")


def tag_of(client: FlaskClient, address: str) -> str:
    client.get(address)  # the first visit begins a session
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Last-Modified"].endswith(" GMT")
    return response.headers["ETag"]


def status(client: FlaskClient, address: str, tag: str) -> int:
    return client.get(address, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("address", PAGES)
def test_the_same_page_is_not_sent_twice(reader: FlaskClient, address: str) -> None:
    tag = tag_of(reader, address)
    again = reader.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("address", PAGES)
def test_every_change_of_the_company_is_seen(
    reader: FlaskClient, as_tenant: AsTenant, address: str
) -> None:
    for change in (
        lambda: actions.update_profile(HUALAN.id, name="New name"),
        lambda: products.update_product(known_id("product hualan"), name="Renamed"),
        lambda: products.create_product(HUALAN.id, name="Another", published=True),
    ):
        tag = tag_of(reader, address)
        with as_tenant("hualan"):
            change()
        assert status(reader, address, tag) == 200


def test_another_language_is_another_page(reader: FlaskClient) -> None:
    tag = tag_of(reader, "/c/hualan")
    reader.set_cookie("locale", "zh")
    assert status(reader, "/c/hualan", tag) == 200


def test_another_reader_is_another_page(reader: FlaskClient, client_for: ClientFor) -> None:
    tag = tag_of(reader, "/c/hualan")
    assert status(client_for("olga"), "/c/hualan", tag) == 200


def test_a_company_that_closes_is_another_page(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        actions.update_profile(HUALAN.id, name="Open", opening_hours={})
    tag = tag_of(reader, "/c/hualan")
    with as_tenant("hualan"):
        showcase = actions.open_showcase(HUALAN.id)
        showcase.opening_hours = {"mon": [["00:00", "00:01"]]}  # and nothing says so
    assert status(reader, "/c/hualan", tag) == 200
