"""A company's own notes for its agents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7
from tests.watch.makers import operations

ClientFor = Callable[[str], FlaskClient]
COACHING = "/portal/hualan/coaching"


def form(**other: str) -> dict[str, str]:
    typed = {"key": str(uuid7()), "language": "zh", "title_zh": "“再说吧”是不要"}
    return typed | {"body_zh": "别追问。", "phrases": "再说吧"} | other


def stored(owner: Engine, columns: str = "title_zh") -> list[tuple[Any, ...]]:
    with owner.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM coaching_notes ORDER BY id"))
        return [tuple(row) for row in found]


@pytest.fixture
def ke(client_for: ClientFor) -> FlaskClient:
    return client_for("ke")


def test_a_note_is_written_changed_and_removed(ke: FlaskClient, db_owner: Engine) -> None:
    once = form()
    assert [ke.post(COACHING, data=once).status_code for _ in range(2)] == [303, 303]
    ((note,),) = stored(db_owner, "id")
    assert "“再说吧”是不要" in ke.get(COACHING).text
    assert ke.post(f"{COACHING}/{note}", data=form(title_zh="改")).status_code == 303
    assert stored(db_owner) == [("改",)]
    assert ke.post(f"{COACHING}/{note}/removal").status_code == 303
    assert stored(db_owner) == []


def test_the_operators_notes_are_there_to_read(ke: FlaskClient, db_owner: Engine) -> None:
    note = operations.culture_note(db_owner)
    assert "Fine is not fine" in ke.get(COACHING).text
    assert ke.get(f"{COACHING}/{note}").status_code == 404
    assert ke.post(f"{COACHING}/{note}/removal").status_code == 404


def test_html_in_a_note_is_text(ke: FlaskClient, db_owner: Engine) -> None:
    ke.post(COACHING, data=form(title_zh="<b>x</b>", body_zh="<script>1</script>"))
    page = ke.get(COACHING).text
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;1" in page


def test_what_is_missing_is_marked(ke: FlaskClient, db_owner: Engine) -> None:
    refused = ke.post(COACHING, data=form(title_zh="", title_en=""))
    assert refused.status_code == 422
    assert 'id="title_en-error"' in refused.text
    assert stored(db_owner) == []


def test_another_companys_are_not_there(client_for: ClientFor, db_owner: Engine) -> None:
    note = operations.coaching_note(db_owner)
    rita = client_for("rita")
    assert "Fine is not fine" not in rita.get("/portal/rival/coaching").text
    assert rita.get(f"/portal/rival/coaching/{note}").status_code == 404
    assert rita.post(f"/portal/rival/coaching/{note}/removal").status_code == 404
