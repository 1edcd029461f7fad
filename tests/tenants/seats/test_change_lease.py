"""A company changes, extends and cancels what it rents, and sees what it comes to first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from muster.billing.models import Charge
from muster.db import session
from muster.leasing import history, supply
from muster.leasing.months import last_of
from tests.cast import HUALAN
from tests.muster.leasing.build import add_plan, as_hualan, order, today
from tests.tenants.seats.test_rent_seats import form

pytestmark = pytest.mark.usefixtures("people_enough")
ClientFor = Callable[[str], FlaskClient]
AsTenant = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def lease_id() -> UUID:
    with as_hualan():
        return order(2).id


def url(lease_id: UUID, what: str = "") -> str:
    return f"/portal/hualan/seats/leases/{lease_id}{what}"


def amounts(lease_id: UUID) -> list[int]:
    with as_hualan():
        return list(
            session.scalars(
                select(Charge.amount_minor).where(Charge.subject_id == lease_id).order_by(Charge.id)
            )
        )


def test_what_is_shown_is_what_is_charged(client_for: ClientFor, lease_id: UUID) -> None:
    owner = client_for("olga")
    day = today().isoformat()
    page = owner.get(url(lease_id, f"/quantity?seats=5&on={day}")).text
    assert "Charged at once" in page
    sent = form(page, seats=5, on=day)
    assert owner.post(url(lease_id, "/quantity"), data=sent).status_code == 303
    assert owner.post(url(lease_id, "/quantity"), data=sent).status_code == 303
    agreed = int(str(sent["agreement"]).split(":")[3])
    assert amounts(lease_id)[1:] == [agreed]
    assert "from 2 to 5 seats" in owner.get(url(lease_id)).text


def test_what_was_not_shown_is_not_done(client_for: ClientFor, lease_id: UUID) -> None:
    owner = client_for("olga")
    day = today().isoformat()
    page = owner.get(url(lease_id, f"/quantity?seats=5&on={day}")).text
    answer = owner.post(url(lease_id, "/quantity"), data=form(page, seats=6, on=day))
    assert answer.status_code == 409
    assert "Nothing was changed yet" in answer.text
    assert len(amounts(lease_id)) == 1


def test_a_refusal_keeps_the_sums_and_says_its_day_in_the_reader_s_words(
    client_for: ClientFor, lease_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply, "earliest_start", lambda *_: date(2099, 12, 31))
    owner = client_for("olga")
    page = owner.get(url(lease_id, f"/quantity?seats=5&on={today().isoformat()}")).text
    for _ in range(2):
        answer = owner.post(url(lease_id, "/quantity"), data=form(page, seats=5, on=today()))
        assert answer.status_code == 422
        assert "So many people are there from Dec 31, 2099 on." in answer.text
        assert "Each month until now" in answer.text
        page = answer.text
    assert len(amounts(lease_id)) == 1


@pytest.mark.parametrize(
    ("seats", "on", "field"),
    [("0", "", "seats"), ("-1", "", "seats"), (str(10**9), "", "seats"), ("3", "2020-01-01", "on")],
)
def test_what_cannot_be_is_said_beside_it(
    client_for: ClientFor, lease_id: UUID, seats: str, on: str, field: str
) -> None:
    sent = {"seats": seats, "on": on or today().isoformat()}
    answer = client_for("olga").post(url(lease_id, "/quantity"), data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert len(amounts(lease_id)) == 1


def test_a_lease_moves_to_another_plan(
    client_for: ClientFor, lease_id: UUID, db_owner: Engine
) -> None:
    plan_id = add_plan(db_owner, "cheap")
    owner = client_for("olga")
    day = today().isoformat()
    page = owner.get(url(lease_id, "/transfer")).text
    assert "cheap plan: CN¥300.00 per seat and month" in page
    unchosen = owner.post(url(lease_id, "/transfer"), data=form(page, on=day))
    assert (unchosen.status_code, 'id="plan_id-error"' in unchosen.text) == (422, True)
    early = owner.get(url(lease_id, f"/transfer?plan_id={plan_id}&on={day}")).text
    assert "the end of the minimum term, the seats move to a plan that costs as much" in early
    assert 'id="on-error"' in early
    dear = add_plan(db_owner, "dear", price_minor=990000)
    page = owner.get(url(lease_id, f"/transfer?plan_id={dear}&on={day}")).text
    sent = form(page, plan_id=dear, on=day)
    assert owner.post(url(lease_id, "/transfer"), data=sent).status_code == 303
    assert amounts(lease_id)[1] > 0
    assert "dear plan" in owner.get(url(lease_id)).text


def test_a_lease_is_cancelled_and_goes_on_after_all(client_for: ClientFor, lease_id: UUID) -> None:
    owner = client_for("olga")
    for _ in range(2):
        assert owner.post(url(lease_id, "/cancellation")).status_code == 303
    assert "ends with the term" in owner.get(url(lease_id)).text
    assert owner.post(url(lease_id, "/cancellation/removal")).status_code == 303
    assert "ends with the term" not in owner.get(url(lease_id)).text
    with as_hualan():
        kinds = [c.kind for c in history.changes_of(history.find(HUALAN.id, lease_id))]
    assert sorted(kinds) == ["cancelled", "ordered", "reinstated"]


def test_a_term_is_extended_once(client_for: ClientFor, lease_id: UUID) -> None:
    owner = client_for("olga")
    sent = form(owner.get(url(lease_id)).text, months=3)
    for _ in range(2):
        assert owner.post(url(lease_id, "/extension"), data=sent).status_code == 303
    with as_hualan():
        ends_on = history.find(HUALAN.id, lease_id).ends_on
    assert ends_on is not None
    assert (ends_on - today()).days > 115
    assert owner.post(url(lease_id, "/extension"), data={"months": "0"}).status_code == 422


def test_a_change_to_come_is_withdrawn(client_for: ClientFor, lease_id: UUID) -> None:
    owner = client_for("olga")
    day = last_of(last_of(today()).replace(day=28)).isoformat()
    page = owner.get(url(lease_id, f"/quantity?seats=5&on={day}")).text
    owner.post(url(lease_id, "/quantity"), data=form(page, seats=5, on=day))
    with as_hualan():
        change = history.changes_of(history.find(HUALAN.id, lease_id))[-1]
        assert change.seats == 5
        change_id, pending = change.id, change.applied_at is None
    status = owner.post(url(lease_id, f"/changes/{change_id}/withdrawal")).status_code
    assert status == (303 if pending else 409)  # on the last day of a month it is today's
