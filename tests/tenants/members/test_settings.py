"""A company's own settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import HUALAN

ClientFor = Callable[[str], FlaskClient]
SETTINGS = "/portal/hualan/settings"
FORM = {
    "name": "华澜电器",
    "color": "#AA3300",
    "phone": "95588",
    "locale": "en",
    "currency": "HKD",
    "time_zone": "Asia/Hong_Kong",
}


def company(engine: Engine, table: str = "tenants", key: str = "id") -> dict[str, Any]:
    with engine.connect() as connection:
        query = text(f"SELECT * FROM {table} WHERE {key} = :id")
        return dict(connection.execute(query, {"id": HUALAN.id}).mappings().one())


@pytest.fixture
def olga(client_for: ClientFor) -> FlaskClient:
    return client_for("olga")


def test_settings_are_changed_and_shown_everywhere_at_once(
    olga: FlaskClient, db_owner: Engine
) -> None:
    assert olga.post(SETTINGS, data=FORM | {"time_zone": "Asia/Shanghai"}).status_code == 303
    changed = company(db_owner)
    assert (changed["name"], changed["color"], changed["phone"], changed["currency"]) == (
        "华澜电器",
        "#aa3300",
        "+8695588",
        "HKD",
    )
    page = olga.get(SETTINGS).text
    assert 'value="95588"' in page
    assert "<span>华澜电器</span>" in page


def test_the_public_page_follows(olga: FlaskClient, db_owner: Engine) -> None:
    olga.post(SETTINGS, data=FORM | {"phone": ""})
    shown = company(db_owner, "showcases", "tenant_id")
    assert (shown["name"], shown["color"], shown["time_zone"]) == (
        "华澜电器",
        "#aa3300",
        "Asia/Hong_Kong",
    )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("color", "red"),
        ("color", "#12345"),
        ("phone", "call me"),
        ("phone", "95588"),  # no such number in Hong Kong
        ("locale", "xx"),
        ("currency", "XXX"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_changes(
    olga: FlaskClient, db_owner: Engine, field: str, wrong: str
) -> None:
    before = company(db_owner)
    refused = olga.post(SETTINGS, data=FORM | {"phone": ""} | {field: wrong})
    assert refused.status_code == 422
    assert re.search(rf'id="{field}-error"', refused.text)
    assert company(db_owner) == before


def test_saving_without_a_change_is_no_event(olga: FlaskClient, db_owner: Engine) -> None:
    page = {
        "name": HUALAN.name,
        "color": HUALAN.color,
        "phone": "",
        "locale": "zh",
        "currency": "CNY",
        "time_zone": "Asia/Shanghai",
    }
    olga.post(SETTINGS, data=page)
    with db_owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_entries")).scalar_one() == 0
