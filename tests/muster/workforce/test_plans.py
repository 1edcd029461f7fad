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
    "window": "7x12",
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
        ("name_zh", "", "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client_for: ClientFor, db_owner: Engine, field: str, value: str, said: str
) -> None:
    answer = client_for("oscar").post("/ops/plans", data=FORM | {field: value})
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
        plan = connection.execute(text("SELECT code, price_minor FROM seat_plans")).one()
        leased = connection.scalars(text("SELECT DISTINCT price_minor FROM seat_leases")).all()
    assert (plan.code, plan.price_minor) == ("chat-5x8", 700000)
    assert leased == [680000]


@pytest.mark.parametrize(("who", "status"), [("paula", 403), ("olga", 404), ("ann", 403)])
def test_others_do_not_price(client_for: ClientFor, who: str, status: int) -> None:
    assert client_for(who).post("/ops/plans", data=FORM).status_code == status
