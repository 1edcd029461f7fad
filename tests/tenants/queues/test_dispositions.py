"""How contacts end, in the company's own words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN, RIVAL

ClientFor = Callable[[str], FlaskClient]
DISPOSITIONS = "/portal/hualan/queue/dispositions"
SOLVED = f"{DISPOSITIONS}/{HUALAN.disposition_id}"


def offered(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = text(
            "SELECT name FROM dispositions WHERE tenant_id = :id AND retired_at IS NULL"
            " ORDER BY position, created_at"
        )
        return list(connection.execute(query, {"id": HUALAN.id}).scalars())


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def test_one_is_added_at_the_end_and_only_once(sam: FlaskClient, db_owner: Engine) -> None:
    assert [sam.post(DISPOSITIONS, data={"name": "已退款"}).status_code for _ in range(2)] == [
        303,
        303,
    ]
    assert offered(db_owner) == ["Solved", "已退款"]


def test_one_is_called_differently(sam: FlaskClient, db_owner: Engine) -> None:
    assert sam.post(SOLVED, data={"name": "Fixed"}).status_code == 303
    assert offered(db_owner) == ["Fixed"]


def test_two_are_not_called_the_same(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(DISPOSITIONS, data={"name": "Lost"})
    assert sam.post(SOLVED, data={"name": "Lost"}).status_code == 422
    assert offered(db_owner) == ["Solved", "Lost"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_is_needed(sam: FlaskClient, db_owner: Engine, name: str) -> None:
    assert sam.post(DISPOSITIONS, data={"name": name}).status_code == 422
    assert sam.post(SOLVED, data={"name": name}).status_code == 422
    assert offered(db_owner) == ["Solved"]


def test_the_last_one_stays(sam: FlaskClient, db_owner: Engine) -> None:
    refused = sam.post(f"{SOLVED}/retirement")
    assert refused.status_code == 409
    assert "One disposition has to stay" in refused.text
    assert offered(db_owner) == ["Solved"]


def test_one_goes_and_comes_back(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(DISPOSITIONS, data={"name": "Lost"})
    assert sam.post(f"{SOLVED}/retirement").status_code == 303
    assert sam.post(f"{SOLVED}/retirement").status_code == 303
    assert offered(db_owner) == ["Lost"]
    assert sam.post(f"{SOLVED}/return").status_code == 303
    assert offered(db_owner) == ["Solved", "Lost"]


def test_one_does_not_come_back_under_a_name_in_use(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(DISPOSITIONS, data={"name": "Lost"})
    sam.post(f"{SOLVED}/retirement")
    sam.post(DISPOSITIONS, data={"name": "Solved"})
    assert sam.post(f"{SOLVED}/return").status_code == 409
    assert offered(db_owner) == ["Lost", "Solved"]


def test_the_rivals_are_not_there(sam: FlaskClient) -> None:
    path = f"{DISPOSITIONS}/{RIVAL.disposition_id}"
    answers = [
        sam.post(f"{path}{act}", data={"name": "x"}).status_code
        for act in ("", "/retirement", "/return")
    ]
    assert answers == [404, 404, 404]


def test_a_retired_one_is_marked(sam: FlaskClient) -> None:
    sam.post(DISPOSITIONS, data={"name": "Lost"})
    sam.post(f"{SOLVED}/retirement")
    page = sam.get("/portal/hualan/queue").text
    assert re.search(r"Solved\s+<span class=\"chip\">retired</span>", page)
