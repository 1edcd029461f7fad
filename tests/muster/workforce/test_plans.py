"""The price list as operations keep it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from tests.cast import PLAN_ID

ClientFor = Callable[[str], FlaskClient]
FORM = {
    "code": "chat-night",
    "name_zh": "夜班在线坐席",
    "name_en": "Night chat seat",
    "channel": "chat",
    "window": "7x12",
    "time_zone": "Asia/Shanghai",
    "languages": ["zh", "en"],
    "level": "1",
    "minimum_months": "3",
    "price": "4999.50",
    "currency": "CNY",
}


def test_a_plan_is_made_published_rented_and_withdrawn(
    client_for: ClientFor, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    assert oscar.post("/ops/plans", data=FORM).status_code == 303
    with db_owner.connect() as connection:
        plan = connection.execute(
            text("SELECT id, price_minor FROM seat_plans WHERE code = 'chat-night'")
        ).one()
    assert plan.price_minor == 499950
    olga = client_for("olga")
    assert "Night chat seat" not in olga.get("/portal/hualan/seats").text
    oscar.post(f"/ops/plans/{plan.id}/publication")
    assert "Night chat seat" in olga.get("/portal/hualan/seats").text
    oscar.post(f"/ops/plans/{plan.id}/publication/removal")
    assert "Night chat seat" not in olga.get("/portal/hualan/seats").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code", "Not A Code", "Small letters, digits and hyphens"),
        ("code", "chat-5x8", "Another plan has this code."),
        ("price", "-1", "between"),
        ("price", "many", "decimal"),
        ("minimum_months", "0", "between"),
        ("name_zh", "", "fill this in"),
        ("window", "other", "A window with no hours cannot be."),
        ("mon", "09:00-", "Write the hours like"),
        ("holidays", "soon", "No date can be read"),
        ("overage", "-1", "between"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client_for: ClientFor, db_owner: Engine, field: str, value: str, said: str
) -> None:
    week = {"window": "other"} if field == "mon" else {}
    answer = client_for("oscar").post("/ops/plans", data=FORM | week | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert said.lower() in answer.text.lower()
    with db_owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM seat_plans")) == 1


def test_a_changed_price_is_for_those_who_come_later(
    client_for: ClientFor, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    page = oscar.get(f"/ops/plans/{PLAN_ID}/edit").text
    assert 'value="6800.00"' in page
    changed = FORM | {"code": "ignored", "price": "7000"}
    assert oscar.post(f"/ops/plans/{PLAN_ID}", data=changed).status_code == 303
    with db_owner.connect() as connection:
        versions = connection.execute(
            text("SELECT code, version, price_minor FROM seat_plans ORDER BY version")
        ).all()
        leased = connection.scalars(text("SELECT DISTINCT price_minor FROM seat_leases")).all()
    assert [tuple(each) for each in versions] == [
        ("chat-5x8", 1, 680000),
        ("chat-5x8", 2, 700000),
    ]
    assert leased == [680000]


def test_a_draft_is_changed_itself(client_for: ClientFor, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    oscar.post("/ops/plans", data=FORM)
    with db_owner.connect() as connection:
        plan_id = connection.scalar(text("SELECT id FROM seat_plans WHERE code = 'chat-night'"))
    week = {"window": "other", "mon": "22:00-06:00", "tue": "09:00-12:00, 13:00-18:00"}
    assert oscar.post(f"/ops/plans/{plan_id}", data=FORM | week).status_code == 303
    with db_owner.connect() as connection:
        plan = connection.execute(
            text("SELECT version, service_window FROM seat_plans WHERE id = :id"), {"id": plan_id}
        ).one()
    assert plan.version == 1
    assert plan.service_window["hours"]["mon"] == [["22:00", "24:00"]]
    assert "22:00–06:00" in oscar.get("/ops/plans").text


def test_a_price_cannot_begin_in_the_past(client_for: ClientFor) -> None:
    late = FORM | {"effective_on": "2026-01-01"}
    answer = client_for("oscar").post(f"/ops/plans/{PLAN_ID}", data=late)
    assert answer.status_code == 422
    assert 'id="effective_on-error"' in answer.text


@pytest.mark.parametrize(("who", "status"), [("paula", 403), ("olga", 404), ("ann", 403)])
def test_others_do_not_price(client_for: ClientFor, who: str, status: int) -> None:
    assert client_for(who).post("/ops/plans", data=FORM).status_code == status
