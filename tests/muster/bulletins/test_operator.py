"""The operator tells the agents of several companies, and sees who has read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from werkzeug.datastructures import MultiDict

from muster.bulletins.jobs import watch
from muster.db import uuid7
from tests.cast import CAI, HUALAN, RIVAL
from tests.muster.bulletins.build import bulletin_of, pin
from tests.muster.routing import build as routing

ClientFor = Callable[[str], FlaskClient]
BULLETINS = "/ops/bulletins"


def form(**other: Any) -> MultiDict[str, Any]:
    typed = {
        "key": str(uuid7()),
        "title": "Storm",
        "body": "The site in Chongqing closes at six.",
        "due_at": "2027-06-01T18:00",
    }
    return MultiDict(typed | other)


@pytest.fixture
def oscar(client_for: ClientFor) -> FlaskClient:
    return client_for("oscar")


def companies(owner: Engine) -> list[Any]:
    with owner.connect() as connection:
        return list(connection.execute(text("SELECT tenant_id FROM bulletins")).scalars())


def test_all_companies_agents_are_told(
    oscar: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    assert oscar.post(BULLETINS, data=form(everybody="y")).status_code == 303
    assert set(companies(db_owner)) == {HUALAN.id, RIVAL.id}
    for name in ("ann", "cai"):
        assert "Storm" in client_for(name).get("/desk/bulletins").text


def test_who_is_seated_for_another_company_later_is_told_too(
    oscar: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    routing.end_assignment(db_owner, CAI, RIVAL)
    assert oscar.post(BULLETINS, data=form(everybody="y")).status_code == 303
    some = form(title="Only Hualan", companies=[str(HUALAN.id)])
    assert oscar.post(BULLETINS, data=some).status_code == 303
    watch()
    assert companies(db_owner) == [HUALAN.id, HUALAN.id]
    routing.assign(db_owner, CAI, RIVAL)
    for _ in range(2):
        watch()
    cai = client_for("cai")
    desk = cai.get("/desk/bulletins").text
    assert "Storm" in desk
    assert "Only Hualan" not in desk
    assert companies(db_owner) == [HUALAN.id, HUALAN.id, RIVAL.id]
    with db_owner.connect() as connection:
        batch = connection.scalar(
            text("SELECT batch_id FROM bulletins WHERE for_everybody LIMIT 1")
        )
        query = text("SELECT id FROM bulletins WHERE tenant_id = :tenant")
        bulletin = connection.scalar(query, {"tenant": RIVAL.id})
    assert RIVAL.name in oscar.get(f"{BULLETINS}/{batch}").text
    read = cai.post(f"/desk/bulletins/{bulletin}/readings", json={"version": 1})
    assert read.status_code == 201
    assert "Storm" not in cai.get("/desk/bulletins").text


def test_or_only_some(oscar: FlaskClient, client_for: ClientFor, db_owner: Engine) -> None:
    oscar.post(BULLETINS, data=form(companies=[str(RIVAL.id)]))
    assert companies(db_owner) == [RIVAL.id]
    assert "Storm" not in client_for("ann").get("/desk/bulletins").text


@pytest.mark.parametrize("chosen", [{}, {"companies": ["nobody"]}])
def test_somebody_has_to_be_told(
    oscar: FlaskClient, db_owner: Engine, chosen: dict[str, Any]
) -> None:
    refused = oscar.post(BULLETINS, data=form(**chosen))
    assert refused.status_code == 422
    assert 'id="companies-error"' in refused.text
    assert companies(db_owner) == []


def test_who_has_read_it_is_shown_company_by_company(
    oscar: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    batch = pin(HUALAN, RIVAL, by_operator=True)
    bulletin = bulletin_of(db_owner, batch)
    client_for("ann").post(f"/desk/bulletins/{bulletin}/readings", json={"version": 1})
    page = oscar.get(f"{BULLETINS}/{batch}").text
    assert "1 of 3 have read it." in page
    assert RIVAL.name in page
    assert "1 / 3" in oscar.get(BULLETINS).text


def test_changing_and_withdrawing_it_holds_for_all_of_them(
    oscar: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    batch = pin(HUALAN, RIVAL, by_operator=True)
    assert oscar.post(f"{BULLETINS}/{batch}", data=form(title="Storm over")).status_code == 303
    assert "Storm over" in client_for("cai").get("/desk/bulletins").text
    assert oscar.post(f"{BULLETINS}/{batch}/reminders").status_code == 303
    assert oscar.post(f"{BULLETINS}/{batch}/withdrawal").status_code == 303
    for name in ("ann", "cai"):
        assert "Storm over" not in client_for(name).get("/desk/bulletins").text


def test_a_companys_own_are_not_the_operators_to_change(
    oscar: FlaskClient, db_owner: Engine
) -> None:
    batch = pin(HUALAN)
    assert oscar.get(f"{BULLETINS}/{batch}").status_code == 404
    assert oscar.post(f"{BULLETINS}/{batch}/withdrawal").status_code == 404


def test_a_planner_looks_and_pins_nothing(client_for: ClientFor, db_owner: Engine) -> None:
    paula = client_for("paula")
    assert paula.get(BULLETINS).status_code == 200
    assert paula.post(BULLETINS, data=form(everybody="y")).status_code == 403
