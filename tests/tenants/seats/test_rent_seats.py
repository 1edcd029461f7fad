"""A company rents seats in the portal at the price that it saw; operations seat agents on them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict
from muster.tenancy.principal import cache
from muster.workforce import leases, plans
from muster.workforce.models import SeatAssignment, SeatLease
from tests.cast import ANN, CAI, HUALAN, OSCAR, PLAN_ID, known_id
from tests.muster.leasing.build import today
from tests.muster.leasing.test_ordering import terms

pytestmark = pytest.mark.usefixtures("people_enough")
ClientFor = Callable[[str], FlaskClient]
AsTenant = Callable[[str], AbstractContextManager[None]]
URL = f"/portal/hualan/seats/plans/{PLAN_ID}/lease"


def form(page: str, **other: object) -> dict[str, object]:
    """What the page's form would send."""
    hidden = dict(re.findall(r'name="(key|agreement)" type="hidden" value="([^"]*)"', page))
    values = {"seats": 1, "starts_on": today().isoformat(), "months": 1, "renews": "y"}
    return values | hidden | other


def rented(as_tenant: AsTenant) -> int:
    with as_tenant("hualan"):
        return session.scalar(select(func.sum(SeatLease.seats))) or 0


def test_the_owner_rents_what_was_shown(client_for: ClientFor, as_tenant: AsTenant) -> None:
    owner = client_for("olga")
    assert "5×8 chat" in owner.get("/portal/hualan/seats").text
    chosen = f"{URL}?seats=3&starts_on={today().isoformat()}&months=2"
    page = owner.get(chosen).text
    assert "Charged with the order" in page
    sent = form(page, seats=3, months=2)
    answers = [owner.post(URL, data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert rented(as_tenant) == 5
    lease = owner.get(answers[0].headers["Location"]).text
    assert "Charges of this lease" in lease
    assert "renews by itself" in lease


def test_other_sums_than_those_shown_are_asked_about_first(
    client_for: ClientFor, as_tenant: AsTenant
) -> None:
    owner = client_for("olga")
    page = owner.get(URL).text
    answer = owner.post(URL, data=form(page, seats=4))
    assert answer.status_code == 409
    assert "Nothing was ordered yet" in answer.text
    assert rented(as_tenant) == 2
    assert owner.post(URL, data=form(answer.text, seats=4)).status_code == 303


def test_a_price_that_changed_meanwhile_is_told(client_for: ClientFor, as_tenant: AsTenant) -> None:
    owner = client_for("olga")
    page = owner.get(URL).text
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        plans.change_plan(PLAN_ID, terms(700000))
    answer = owner.post(URL, data=form(page))
    assert answer.status_code == 409
    assert "CN¥6,800.00" in answer.text
    assert "CN¥7,000.00" in answer.text
    assert rented(as_tenant) == 2
    assert owner.post(URL, data=form(answer.text)).status_code == 303


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("seats", "0", "Between 1 and 500 seats."),
        ("seats", "-1", "Between 1 and 500 seats."),
        ("seats", str(10**9), "Between 1 and 500 seats."),
        ("seats", "", "How many seats?"),
        ("starts_on", "2020-01-01", "Seats can begin today or later."),
        ("starts_on", "soon", "valid date"),
        ("months", "99", "36 months at most"),
    ],
)
def test_what_was_typed_wrongly_is_said_beside_it(
    client_for: ClientFor, as_tenant: AsTenant, field: str, value: str, said: str
) -> None:
    owner = client_for("olga")
    answer = owner.post(URL, data=form(owner.get(URL).text, **{field: value}))
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'value="{value}"' in answer.text
    assert rented(as_tenant) == 2


def test_a_viewer_sees_and_does_not_rent(client_for: ClientFor) -> None:
    viewer = client_for("vera")
    assert viewer.get("/portal/hualan/seats").status_code == 200
    assert viewer.get(f"/portal/hualan/seats/leases/{HUALAN.lease_id}").status_code == 200
    assert viewer.get(URL).status_code == 403


def test_another_company_s_seats_are_not_there(client_for: ClientFor) -> None:
    rival = client_for("rita")
    assert rival.get("/portal/hualan/seats").status_code == 404
    theirs = f"/portal/rival/seats/leases/{HUALAN.lease_id}"
    assert rival.get(theirs).status_code == 404
    assert rival.post(f"{theirs}/cancellation").status_code == 404


def test_no_more_agents_than_seats(app: Flask) -> None:
    with (
        pytest.raises(Conflict),
        unit_of_work(Acting(tenant_ids=(HUALAN.id,), person_id=OSCAR.id, staff=True)),
    ):
        leases.assign(HUALAN.id, HUALAN.lease_id, CAI.agent_id, person_id=OSCAR.id)


def test_an_agent_whose_seat_ends_serves_no_more(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    ann = client_for("ann")
    assert '"hualan"' in ann.get("/desk/clients").text
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,), person_id=OSCAR.id, staff=True)):
        leases.unassign(HUALAN.id, known_id("assignment ann"), person_id=OSCAR.id)
    with db_owner.connect() as connection:
        left = connection.scalar(
            select(SeatAssignment.ended_by).where(SeatAssignment.agent_id == ANN.agent_id)
        )
    assert left == OSCAR.id
    cache.forget(ANN.id)  # what the announcement does in every process within a moment
    assert '"hualan"' not in ann.get("/desk/clients").text


def test_the_price_list_can_be_read_by_channel(client_for: ClientFor) -> None:
    owner = client_for("olga")
    assert "5×8 chat" in owner.get("/portal/hualan/seats?channel=chat").text
    assert (
        'class="card card-body plan-card"'
        not in owner.get("/portal/hualan/seats?channel=voice").text
    )
