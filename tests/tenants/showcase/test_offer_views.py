"""Offers in the portal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7
from tests.cast import known_id

ClientFor = Callable[[str], FlaskClient]
URL = "/portal/hualan/showcase/offers"
FORM = {
    "title": "以旧换新",
    "text": "立减 500 元",
    "product_id": str(known_id("product hualan")),
    "starts_on": "2026-01-01",
    "ends_on": "2999-12-31",
}


def stored(owner: Engine) -> list[dict[str, object]]:
    with owner.connect() as connection:
        rows = connection.execute(text("SELECT * FROM offers ORDER BY id")).mappings()
        return [dict(row) for row in rows]


def create(client: FlaskClient, **changed: str) -> int:
    form = {"offer_id": str(uuid7()), **FORM, **changed}
    return client.post(URL, data=form).status_code


def test_an_offer_is_kept_once(client_for: ClientFor, db_owner: Engine) -> None:
    client, made = client_for("ke"), str(uuid7())
    assert create(client, offer_id=made) == create(client, offer_id=made) == 303
    (offer,) = stored(db_owner)
    assert (offer["title"], offer["text"]) == ("以旧换新", "立减 500 元")
    assert offer["published_at"] is None
    assert "以旧换新" in client.get(URL).text


def test_changed_shown_hidden_deleted(client_for: ClientFor, db_owner: Engine) -> None:
    client = client_for("ke")
    create(client, publish="1")
    address = f"{URL}/{stored(db_owner)[0]['id']}"
    assert "以旧换新" in client.get(address).text
    client.post(address, data={**FORM, "title": "满减", "product_id": ""})
    assert (stored(db_owner)[0]["title"], stored(db_owner)[0]["product_id"]) == ("满减", None)
    client.post(f"{address}/publication", data={"_method": "DELETE"})
    assert stored(db_owner)[0]["published_at"] is None
    client.post(f"{address}/publication")
    assert stored(db_owner)[0]["published_at"] is not None
    client.post(f"{address}/deletion")
    assert stored(db_owner) == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "Please fill this in."),
        ("ends_on", "2025-12-31", "The last day comes before the first."),
        ("starts_on", "soon", "Not a valid date value."),
        ("product_id", str(known_id("product rival")), "Not a valid choice"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_lost(
    client_for: ClientFor, db_owner: Engine, field: str, typed: str, said: str
) -> None:
    response = client_for("ke").post(URL, data={**FORM, field: typed})
    assert response.status_code == 422
    assert said in response.text
    assert "立减 500 元" in response.text
    assert stored(db_owner) == []


def test_the_list_says_which_hold_today(client_for: ClientFor) -> None:
    client = client_for("ke")
    assert "No offers yet" in client.get(URL).text
    create(client, publish="1")
    create(client, starts_on="2998-01-01")
    create(client, ends_on="2026-01-02")
    page = client.get(URL).text
    for said in (">today<", ">to come<", ">over<"):
        assert said in page


def test_strangers_and_viewers_stay_out(client_for: ClientFor, db_owner: Engine) -> None:
    create(client_for("ke"))
    address = f"{URL}/{stored(db_owner)[0]['id']}"
    assert client_for("vera").get(address).status_code == 200
    for path in ("", "/publication", "/deletion"):
        assert client_for("vera").post(f"{address}{path}", data=FORM).status_code == 403
        assert client_for("rita").post(f"{address}{path}", data=FORM).status_code == 404
    rivals = address.replace("hualan", "rival")
    assert client_for("rita").get(rivals).status_code == 404
