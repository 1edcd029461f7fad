"""The operator's list of notes, and the set that comes with Muster."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.coaching import defaults
from muster.db import uuid7

ClientFor = Callable[[str], FlaskClient]
COACHING = "/ops/coaching"


def form(**other: str) -> dict[str, str]:
    typed = {"key": str(uuid7()), "language": "en", "title_en": "Fine is not fine"}
    return (
        typed | {"body_en": "Ask what is wrong.", "phrases": "fine.\n\n whatever \nfine."} | other
    )


def stored(owner: Engine, columns: str = "title_en, phrases") -> list[tuple[Any, ...]]:
    with owner.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM culture_notes ORDER BY id"))
        return [tuple(row) for row in found]


@pytest.fixture
def oscar(client_for: ClientFor) -> FlaskClient:
    return client_for("oscar")


def test_a_note_is_written_once_however_often_it_is_sent(
    oscar: FlaskClient, db_owner: Engine
) -> None:
    once = form()
    assert [oscar.post(COACHING, data=once).status_code for _ in range(2)] == [303, 303]
    assert stored(db_owner) == [("Fine is not fine", ["fine.", "whatever"])]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title_en": ""}, "title_en"),
        ({"body_en": " "}, "body_en"),
        ({"language": "klingon"}, "language"),
        ({"phrases": "x" * 81}, "phrases"),
        ({"phrases": "\n".join(map(str, range(41)))}, "phrases"),
    ],
)
def test_what_cannot_be_is_marked_and_nothing_is_written(
    oscar: FlaskClient, db_owner: Engine, wrong: dict[str, str], field: str
) -> None:
    refused = oscar.post(COACHING, data=form(**wrong))
    assert refused.status_code == 422
    assert re.search(rf'id="{field}-error"', refused.text)
    assert stored(db_owner) == []


def test_a_note_is_changed_and_removed(oscar: FlaskClient, db_owner: Engine) -> None:
    oscar.post(COACHING, data=form())
    ((note,),) = stored(db_owner, "id")
    assert "whatever" in oscar.get(f"{COACHING}/{note}").text
    assert oscar.post(f"{COACHING}/{note}", data=form(title_en="Sure.")).status_code == 303
    assert stored(db_owner, "title_en") == [("Sure.",)]
    assert oscar.post(f"{COACHING}/{note}/removal").status_code == 303
    assert stored(db_owner) == []


def test_the_default_set_comes_once(oscar: FlaskClient, db_owner: Engine) -> None:
    assert "Begin with the notes that come with Muster" in oscar.get(COACHING).text
    for _ in range(2):
        assert oscar.post(f"{COACHING}/defaults").status_code == 303
    assert len(stored(db_owner)) == len(defaults.notes())


def test_the_default_set_says_everything_in_both_languages(oscar: FlaskClient) -> None:
    notes = defaults.notes()
    assert {"zh", "en"} <= {note["language"] for note in notes}
    for note in notes:
        assert all(note[f"{part}_{code}"] for part in ("title", "body") for code in ("en", "zh"))
        assert all(0 < len(phrase) <= 80 for phrase in note["phrases"])
    assert len({note["title_en"] for note in notes}) == len(notes)


def test_a_planner_looks_and_writes_nothing(client_for: ClientFor, db_owner: Engine) -> None:
    paula = client_for("paula")
    assert paula.get(COACHING).status_code == 200
    assert paula.post(COACHING, data=form()).status_code == 403
    assert stored(db_owner) == []
