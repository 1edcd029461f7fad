"""Products in the portal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7
from tests.cast import HUALAN, known_id

ClientFor = Callable[[str], FlaskClient]
URL = "/portal/hualan/showcase/products"
OWN, RIVALS = known_id("product hualan"), known_id("product rival")
FORM = {
    "name": "云柜冰箱",
    "description": "520 升",
    "price": "4,299.00",
    "currency": "CNY",
    "link": "example.com/520",
    "tags": "无霜, 双变频",
    "facts-0-name": "能效",
    "facts-0-value": "一级",
}


def stored(owner: Engine, product_id: UUID) -> dict[str, object]:
    with owner.connect() as connection:
        row = connection.execute(
            text("SELECT * FROM products WHERE id = :id"), {"id": product_id}
        ).mappings()
        return dict(row.one())


def number(owner: Engine) -> int:
    with owner.connect() as connection:
        counted: int = connection.execute(
            text("SELECT count(*) FROM products WHERE tenant_id = :id"), {"id": HUALAN.id}
        ).scalar_one()
        return counted


def test_a_new_product_is_kept(client_for: ClientFor, db_owner: Engine) -> None:
    made = uuid7()
    response = client_for("ke").post(URL, data={**FORM, "product_id": str(made)})
    assert (response.status_code, response.location) == (303, f"{URL}/{made}")
    kept = stored(db_owner, made)
    assert kept["name"] == "云柜冰箱"
    assert (kept["price_minor"], kept["currency"]) == (429900, "CNY")
    assert kept["tags"] == ["无霜", "双变频"]
    assert kept["attributes"] == {"能效": "一级"}
    assert kept["link"] == "https://example.com/520"
    assert kept["published_at"] is None


def test_sent_twice_it_is_one_product(client_for: ClientFor, db_owner: Engine) -> None:
    client, made = client_for("ke"), str(uuid7())
    for _ in range(2):
        assert client.post(URL, data={**FORM, "product_id": made}).status_code == 303
    assert number(db_owner) == 2


def test_an_id_of_the_rival_s_makes_no_hole_in_the_wall(
    client_for: ClientFor, db_owner: Engine
) -> None:
    before = stored(db_owner, RIVALS)
    response = client_for("ke").post(URL, data={**FORM, "product_id": str(RIVALS)})
    assert response.status_code == 409
    assert stored(db_owner, RIVALS) == before


def test_saved_and_published_in_one_go(client_for: ClientFor, db_owner: Engine) -> None:
    made = uuid7()
    client_for("ke").post(URL, data={**FORM, "product_id": str(made), "publish": "1"})
    assert stored(db_owner, made)["published_at"] is not None


def test_a_product_is_changed(client_for: ClientFor, db_owner: Engine) -> None:
    client = client_for("ke")
    page = client.get(f"{URL}/{OWN}").text
    assert 'value="1299.00"' in page
    assert client.post(f"{URL}/{OWN}", data=FORM).status_code == 303
    assert stored(db_owner, OWN)["name"] == "云柜冰箱"
    saved = client.get(f"{URL}/{OWN}").text
    assert f'data-draft-received="product-{OWN}-description"' in saved


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", " ", "Please fill this in."),
        ("price", "cheap", "This is not a price."),
        ("price", "-1", "A price cannot be negative."),
        ("price", "0.001", "more decimals than its currency"),
        ("link", "data:text/html,x", "This is not an address on the web."),
        ("tags", "x" * 81, "At most 40 entries"),
        ("currency", "XXZ", "Not a valid choice"),
        ("facts-0-value", "x" * 4001, "A fact has at most"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    client_for: ClientFor, db_owner: Engine, field: str, typed: str, said: str
) -> None:
    client = client_for("ke")
    before = stored(db_owner, OWN)
    for address in (URL, f"{URL}/{OWN}"):
        response = client.post(address, data={**FORM, field: typed})
        assert response.status_code == 422
        assert said in response.text
        assert "520 升" in response.text
    assert stored(db_owner, OWN) == before
    assert number(db_owner) == 1


def test_shown_hidden_deleted(client_for: ClientFor, db_owner: Engine, anyone: FlaskClient) -> None:
    client = client_for("ke")
    client.post(f"{URL}/{OWN}/publication", data={"_method": "DELETE"})
    assert anyone.get("/c/hualan/first").status_code == 404
    client.post(f"{URL}/{OWN}/publication")
    assert anyone.get("/c/hualan/first").status_code == 200
    assert client.post(f"{URL}/{OWN}/deletion").location == URL
    assert number(db_owner) == 0


def test_the_page_says_what_deleting_destroys(client_for: ClientFor) -> None:
    assert (
        "0 pictures and its 0 offers are deleted for good"
        in client_for("ke").get(f"{URL}/{OWN}").text
    )


@pytest.mark.parametrize("path", ["", f"/{OWN}", f"/{OWN}/publication", f"/{OWN}/deletion"])
def test_those_who_may_only_look_change_nothing(client_for: ClientFor, path: str) -> None:
    assert client_for("vera").post(f"{URL}{path}", data=FORM).status_code == 403
    assert client_for("vera").get(f"{URL}/{OWN}").status_code == 200


@pytest.mark.parametrize("path", ["", "/publication", "/deletion"])
def test_the_rival_s_products_are_not_here(client_for: ClientFor, path: str) -> None:
    assert client_for("ke").post(f"{URL}/{RIVALS}{path}", data=FORM).status_code == 404
    assert client_for("ke").get(f"{URL}/{RIVALS}").status_code == 404


def test_the_list_finds_and_says_when_it_does_not(client_for: ClientFor) -> None:
    client = client_for("vera")
    assert "First product" in client.get(f"{URL}?search=first&state=published").text
    assert "Nothing found" in client.get(f"{URL}?search=%25&state=nonsense&page=x").text


def test_an_empty_list_says_what_to_do(client_for: ClientFor) -> None:
    client = client_for("ke")
    client.post(f"{URL}/{OWN}/deletion")
    assert "No products yet" in client.get(URL).text


def test_naughty_strings_come_back_unharmed(client_for: ClientFor, db_owner: Engine) -> None:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if folder is None:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    client = client_for("ke")
    naughty = json.loads(Path(folder, "dirty/blns.json").read_text(encoding="utf-8"))
    for said in naughty:
        form = {**FORM, "name": f"x{said}"[:200], "description": f"x{said}x"}
        response = client.post(f"{URL}/{OWN}", data=form)
        if "\x00" in said:
            assert response.status_code == 422
            continue
        assert response.status_code == 303, said
        assert stored(db_owner, OWN)["description"] == f"x{said}x".replace("\r\n", "\n"), said
    assert client.get(f"{URL}/{OWN}").status_code == 200
    assert client.get("/c/hualan/first").status_code == 200
