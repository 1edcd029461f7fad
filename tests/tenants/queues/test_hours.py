"""When the default queue is open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN

ClientFor = Callable[[str], FlaskClient]
HOURS = "/portal/hualan/queue/hours"


def opening_hours(engine: Engine) -> Any:
    with engine.connect() as connection:
        query = text("SELECT opening_hours FROM queues WHERE id = :id")
        return connection.execute(query, {"id": HUALAN.queue_id}).scalar_one()


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def test_a_day_may_have_several_periods(sam: FlaskClient, db_owner: Engine) -> None:
    form = {"mon": "9-12, 13:30-18:00", "tue": "０９：００－１８：００", "sat": "全天"}
    assert sam.post(HOURS, data=form).status_code == 303
    assert opening_hours(db_owner) == {
        "mon": [["09:00", "12:00"], ["13:30", "18:00"]],
        "tue": [["09:00", "18:00"]],
        "sat": [["00:00", "24:00"]],
    }
    assert 'value="09:00-12:00, 13:30-18:00"' in sam.get("/portal/hualan/queue").text


def test_a_night_shift_is_shown_as_it_was_typed(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(HOURS, data={"fri": "18:00-02:00"})
    assert opening_hours(db_owner) == {"fri": [["18:00", "24:00"]], "sat": [["00:00", "02:00"]]}
    assert 'value="18:00-02:00"' in sam.get("/portal/hualan/queue").text


def test_always_open_needs_no_days(sam: FlaskClient, db_owner: Engine) -> None:
    sam.post(HOURS, data={"mon": "9-12"})
    assert sam.post(HOURS, data={"always": "y", "mon": "9-12"}).status_code == 303
    assert opening_hours(db_owner) == {}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"mon": "nine to five"}, "mon"),
        ({"mon": "9-12, 11-15"}, "mon"),
        ({"sun": "25:00-26:00"}, "sun"),
        ({"mon": "9-12", "tue": "x" * 121}, "tue"),
        ({}, "always"),
    ],
)
def test_what_cannot_be_read_is_marked_and_nothing_changes(
    sam: FlaskClient, db_owner: Engine, form: dict[str, str], field: str
) -> None:
    refused = sam.post(HOURS, data=form)
    assert refused.status_code == 422
    assert re.search(rf'id="{field}-error"', refused.text)
    assert all(f'value="{typed}"' in refused.text for typed in form.values())
    assert opening_hours(db_owner) == {}


def test_a_viewer_reads_the_hours_and_cannot_change_them(
    sam: FlaskClient, client_for: ClientFor
) -> None:
    sam.post(HOURS, data={"mon": "9-12"})
    vera = client_for("vera")
    assert "<dd>09:00-12:00</dd>" in vera.get("/portal/hualan/queue").text
    assert vera.post(HOURS, data={"always": "y"}).status_code == 403
