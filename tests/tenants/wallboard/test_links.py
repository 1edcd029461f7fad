"""Links to the wallboard: made, shown once, revoked, expired."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7
from tests.cast import HUALAN
from tests.watch.makers import operations

ClientFor = Callable[[str], FlaskClient]
LINKS = "/portal/hualan/wallboards"
ADDRESS = re.compile(r"http://[^/]+(/wallboard/[\w-]{43})<")


def form(**other: str) -> dict[str, str]:
    return {"key": str(uuid7()), "name": "Room 2", "days": "30"} | other


def stored(owner: Engine, columns: str, table: str = "wallboard_links") -> list[tuple[Any, ...]]:
    with owner.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY id"))
        return [tuple(row) for row in found]


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def made(sam: FlaskClient) -> str:
    """The address of a fresh link."""
    answer = sam.post(LINKS, data=form())
    assert answer.status_code == 201
    found = ADDRESS.search(answer.text)
    assert found is not None
    return found[1]


def test_the_address_is_shown_once_and_only_its_hash_is_kept(
    sam: FlaskClient, db_owner: Engine
) -> None:
    address = made(sam)
    assert address not in sam.get(LINKS).text
    ((token_hash, tenant_id),) = stored(db_owner, "token_hash, tenant_id")
    assert address.split("/")[-1] not in token_hash
    assert tenant_id == HUALAN.id


def test_a_form_that_is_sent_twice_makes_one_link(sam: FlaskClient, db_owner: Engine) -> None:
    once = form()
    assert [sam.post(LINKS, data=once).status_code for _ in range(2)] == [201, 409]
    assert len(stored(db_owner, "id")) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"days": "0"}, "days")],
)
def test_what_cannot_be_is_marked(
    sam: FlaskClient, db_owner: Engine, wrong: dict[str, str], field: str
) -> None:
    refused = sam.post(LINKS, data=form(**wrong))
    assert refused.status_code == 422
    assert f'id="{field}-error"' in refused.text
    assert stored(db_owner, "id") == []


def test_a_revoked_link_opens_nothing(
    sam: FlaskClient, anyone: FlaskClient, db_owner: Engine
) -> None:
    address = made(sam)
    assert anyone.get(address).status_code == 200
    ((link,),) = stored(db_owner, "id")
    for _ in range(2):
        assert sam.post(f"{LINKS}/{link}/revocation").status_code == 303
    assert anyone.get(address).status_code == 404
    assert anyone.get(f"{address}/stream").status_code == 404
    assert "revoked" in sam.get(LINKS).text


def test_an_expired_link_opens_nothing(
    sam: FlaskClient, anyone: FlaskClient, db_owner: Engine
) -> None:
    address = made(sam)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE wallboard_links SET expires_at = now()"))
    assert anyone.get(address).status_code == 404
    assert anyone.get(f"{address}/stream").status_code == 404
    assert "expired" in sam.get(LINKS).text


def test_every_act_is_on_record(sam: FlaskClient, anyone: FlaskClient, db_owner: Engine) -> None:
    anyone.get(made(sam))
    ((link, seen),) = stored(db_owner, "id, last_seen_at")
    assert seen is not None
    sam.post(f"{LINKS}/{link}/revocation")
    assert stored(db_owner, "action, tenant_id", "audit_entries") == [
        (f"wallboard.{verb}", HUALAN.id) for verb in ("created", "opened", "revoked")
    ]


def test_only_owners_and_supervisors_make_links(client_for: ClientFor, db_owner: Engine) -> None:
    assert client_for("vera").post(LINKS, data=form()).status_code == 403
    link = operations.wallboard_link(db_owner)
    rita = client_for("rita")
    assert rita.post(f"/portal/rival/wallboards/{link}/revocation").status_code == 404
    assert "Room 2" not in rita.get("/portal/rival/wallboards").text


def test_on_a_telephone_a_row_is_a_card_that_names_its_values(sam: FlaskClient) -> None:
    made(sam)
    page = sam.get(LINKS, headers={"Accept-Language": "en"}).text
    assert "table-stack" in page
    assert all(f'data-label="{name}"' in page for name in ("Good until", "Last shown", "State"))
