"""A company rents seats from the price list; operations seat agents on them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, text

from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict, Invalid, NotFound
from muster.tenancy.principal import cache
from muster.workforce import leases
from muster.workforce.models import SeatAssignment, SeatLease
from tests.cast import ANN, CAI, HUALAN, OLGA, OSCAR, PLAN_ID, known_id

ClientFor = Callable[[str], FlaskClient]
AsTenant = Callable[[str], AbstractContextManager[None]]
TODAY = datetime.now(UTC).date()


def rent(seats: int = 2, **other: object) -> SeatLease:
    values = {"person_id": OLGA.id, "key": uuid4(), "starts_on": TODAY} | other
    return leases.rent(HUALAN.id, PLAN_ID, seats, **values)  # type: ignore[arg-type]  # test values


def seat_as_operations(agent_id: object) -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,), person_id=OSCAR.id, staff=True)):
        leases.assign(HUALAN.id, HUALAN.lease_id, agent_id, person_id=OSCAR.id)  # type: ignore[arg-type]


def test_the_price_at_the_time_of_renting_stands(as_tenant: AsTenant, db_owner: Engine) -> None:
    with as_tenant("hualan"):
        lease_id = rent().id
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_plans SET price_minor = 1"))
    with as_tenant("hualan"):
        assert leases.find_lease(HUALAN.id, lease_id).price_minor == 680000


def test_the_same_request_twice_is_one_lease(as_tenant: AsTenant) -> None:
    key = uuid4()
    with as_tenant("hualan"):
        first = rent(key=key).id
    with as_tenant("hualan"):
        assert rent(key=key).id == first


@pytest.mark.parametrize("seats", [0, -1, 501, 10**9])
def test_an_impossible_number_of_seats_is_refused(as_tenant: AsTenant, seats: int) -> None:
    with pytest.raises(Invalid) as refused, as_tenant("hualan"):
        rent(seats)
    assert refused.value.field == "seats"


def test_a_day_in_the_past_is_refused(as_tenant: AsTenant) -> None:
    with pytest.raises(Invalid) as refused, as_tenant("hualan"):
        rent(starts_on=TODAY - timedelta(days=2))
    assert refused.value.field == "starts_on"


def test_a_withdrawn_plan_cannot_be_rented(as_tenant: AsTenant, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_plans SET withdrawn_at = now()"))
    with pytest.raises(NotFound), as_tenant("hualan"):
        rent()


def test_no_more_agents_than_seats(app: Flask) -> None:
    with pytest.raises(Conflict):
        seat_as_operations(CAI.agent_id)


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


def test_ending_a_lease_frees_its_agents(as_tenant: AsTenant, app: Flask) -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,), person_id=OLGA.id, staff=True)):
        leases.end_lease(HUALAN.id, HUALAN.lease_id, person_id=OLGA.id)
    with as_tenant("hualan"):
        assert leases.assignments_of(HUALAN.id) == []


def test_the_owner_rents_in_the_portal(client_for: ClientFor, as_tenant: AsTenant) -> None:
    owner = client_for("olga")
    assert "5×8 chat" in owner.get("/portal/hualan/seats").text
    url = f"/portal/hualan/seats/plans/{PLAN_ID}/lease"
    assert owner.get(url).status_code == 200
    answer = owner.post(url, data={"seats": "3", "starts_on": TODAY.isoformat()})
    assert answer.status_code == 303
    with as_tenant("hualan"):
        assert session.scalar(select(func.sum(SeatLease.seats))) == 5


def test_what_was_typed_wrongly_is_said_beside_it(client_for: ClientFor) -> None:
    url = f"/portal/hualan/seats/plans/{PLAN_ID}/lease"
    answer = client_for("olga").post(url, data={"seats": "0", "starts_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "Between 1 and 500 seats." in answer.text


def test_a_viewer_sees_and_does_not_rent(client_for: ClientFor) -> None:
    viewer = client_for("vera")
    assert viewer.get("/portal/hualan/seats").status_code == 200
    assert viewer.get(f"/portal/hualan/seats/plans/{PLAN_ID}/lease").status_code == 403


def test_another_company_s_seats_are_not_there(client_for: ClientFor) -> None:
    rival = client_for("rita")
    assert rival.get("/portal/hualan/seats").status_code == 404
    assert rival.post(f"/portal/rival/seats/leases/{HUALAN.lease_id}/end").status_code == 404
