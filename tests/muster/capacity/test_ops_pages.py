"""Operations set terms, prices and risks, and open what is shared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.capacity import pots, terms
from muster.db import Acting, unit_of_work
from tests.muster.capacity import world

ClientFor = Callable[[str], FlaskClient]
HOME = "/ops/standby"
TERMS = {"shrinkage": "20", "copy_factor": "9", "least_probability": "99.5", "hold_minutes": "15"}
PRICES = {"currency": "CNY", "hot": "5.50", "warm": "1.2", "cold": "0.2", "use": "48",
          "shared_percent": "30"}  # fmt: skip
RISK = {"hazard_zone": "coast", "spring": "1", "summer": "5", "autumn": "2", "winter": "0",
        "calm": "8", "struck": "90"}  # fmt: skip
POT = {
    "code": "reserve-1",
    "name_zh": "共享一号",
    "name_en": "Reserve one",
    "seats": "20",
    "lead": "240",
    "languages": ["zh"],
    "skills": ["sales"],
    "starts_on": world.NEXT_MONDAY.isoformat(),
    "ends_on": world.NEXT_MONDAY.isoformat(),
    "window": "5x8",
    "time_zone": "Asia/Shanghai",
}


@pytest.fixture
def people(db_owner: Engine) -> None:
    """Thirty people at one site."""
    home = world.site(db_owner, "home")
    world.pool(db_owner, 100, site_id=home, kind="places")
    world.pool(db_owner, 30, site_id=home)


def test_terms_prices_and_risks_hold_from_now_on(people: None, client_for: ClientFor) -> None:
    oscar = client_for("oscar")
    for form, values in (("terms", TERMS), ("prices", PRICES), ("risks", RISK)):
        assert oscar.post(f"{HOME}/{form}", data=values).status_code == 303
    with unit_of_work(Acting(staff=True)):
        assert terms.current() == terms.Current(0.2, 9, 0.995, 15)
        assert terms.prices("CNY") == terms.Prices("CNY", 550, 120, 20, 4800, 30)
        assert pots.risks()["coast"].seasons == (0.01, 0.05, 0.02, 0.0)
    assert "5.0 %" in oscar.get(f"{HOME}/terms").get_data(as_text=True)


@pytest.mark.parametrize(
    ("form", "values", "told"),
    [
        ("terms", TERMS | {"shrinkage": "120"}, "Between 0 and 90."),
        ("prices", PRICES | {"hot": "-1"}, "Between 0 and 1000000."),
        ("risks", RISK | {"summer": "101"}, "Between 0 and 100."),
        ("pots", POT | {"seats": "31"}, "only 30"),
        ("pots", POT | {"seats": "0"}, "Between 1 and 100000."),
        ("pots", POT | {"starts_on": "2020-01-01"}, "This day is past"),
    ],
)
def test_what_cannot_be_is_told_and_kept(
    people: None, client_for: ClientFor, form: str, values: dict[str, str], told: str
) -> None:
    answer = client_for("oscar").post(f"{HOME}/{form}", data=values)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)


def test_a_shared_reserve_is_opened_once_by_its_code(
    people: None, client_for: ClientFor, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    assert oscar.post(f"{HOME}/pots", data=POT).status_code == 303
    page = oscar.get(f"{HOME}/pots").get_data(as_text=True)
    assert "Reserve one" in page
    again = oscar.post(f"{HOME}/pots", data=POT | {"seats": "5"})
    assert again.status_code == 422
    assert "has this code" in again.get_data(as_text=True)
    with db_owner.begin() as connection:
        assert connection.execute(text("SELECT sum(seats) FROM pots")).scalar_one() == 20


def test_a_planner_looks_and_sets_nothing(people: None, client_for: ClientFor) -> None:
    paula = client_for("paula")
    assert paula.get(f"{HOME}/terms").status_code == 200
    assert paula.post(f"{HOME}/terms", data=TERMS).status_code == 403
