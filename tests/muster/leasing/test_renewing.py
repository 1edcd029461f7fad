"""A lease ends with its term when it is cancelled, and goes on otherwise."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from muster.db import session
from muster.errors import Conflict, Invalid
from muster.leasing import clock, history, renewing
from muster.leasing.applying import seated_on
from muster.leasing.months import add_months, days_in, first_of, term_end
from muster.leasing.pricing import month_minor
from muster.workforce.models import SeatLease
from tests.cast import HUALAN, OLGA
from tests.muster.leasing.build import as_hualan, charged, move_start, order, today

pytestmark = pytest.mark.usefixtures("app", "people_enough")


@pytest.fixture
def lease_id() -> UUID:
    with as_hualan():
        return order(2).id


def cancel(lease_id: UUID) -> None:
    with as_hualan():
        renewing.cancel(HUALAN.id, lease_id, person_id=OLGA.id, key=uuid4())


def owed(lease_id: UUID) -> int:
    lease = history.find(HUALAN.id, lease_id)
    return month_minor(history.stretches(lease, history.changes_of(lease)), today())


def test_what_was_charged_beyond_the_end_is_given_back(lease_id: UUID, db_owner: Engine) -> None:
    # A term that ends today: the rest of the month was charged with the order.
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE seat_leases SET starts_on = '{today() - timedelta(days=1)}',"
            f" ends_on = '{today()}' WHERE id = '{lease_id}'"
        )
    cancel(lease_id)
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        assert (lease.auto_renews, lease.ends_on) == (False, today())
        assert sum(amount for _, amount in charged(lease_id)) == owed(lease_id)
        left = days_in(today()) - today().day
        assert len(charged(lease_id)) == (2 if left else 1)
        renewing.reinstate(HUALAN.id, lease_id, person_id=OLGA.id, key=uuid4())
    with as_hualan():
        assert sum(amount for _, amount in charged(lease_id)) == owed(lease_id)
        assert len(charged(lease_id)) == (3 if left else 1)


def test_a_cancelled_lease_ends_when_its_term_is_over(lease_id: UUID, db_owner: Engine) -> None:
    cancel(lease_id)
    past = first_of(add_months(today(), -1))
    move_start(db_owner, lease_id, past, ends_on=past + timedelta(days=9))
    clock.run_due()
    with as_hualan():
        lease = session.get_one(SeatLease, lease_id)
        assert lease.ended_at is not None
        assert list(seated_on(lease)) == []
        kinds = [change.kind for change in history.changes_of(lease)]
    assert "ended" in kinds
    with pytest.raises(Conflict), as_hualan():
        renewing.extend(HUALAN.id, lease_id, 1, person_id=OLGA.id, key=uuid4())


def test_other_leases_renew_themselves(lease_id: UUID, db_owner: Engine) -> None:
    past = first_of(add_months(today(), -1))
    ended = past + timedelta(days=9)
    move_start(db_owner, lease_id, past, ends_on=ended)
    clock.run_due()
    with as_hualan():
        lease = session.get_one(SeatLease, lease_id)
        assert lease.ended_at is None
        assert lease.ends_on is not None
        assert lease.ends_on >= today()
        kinds = [change.kind for change in history.changes_of(lease)]
    assert "renewed" in kinds


def test_an_extension_is_done_once_and_has_its_limits(lease_id: UUID) -> None:
    key = uuid4()
    for _ in range(2):
        with as_hualan():
            renewing.extend(HUALAN.id, lease_id, 2, person_id=OLGA.id, key=key)
    with as_hualan():
        end = history.find(HUALAN.id, lease_id).ends_on
        assert end == term_end(term_end(today(), 1) + timedelta(days=1), 2)
    for months in (0, -1, 37):
        with pytest.raises(Invalid), as_hualan():
            renewing.extend(HUALAN.id, lease_id, months, person_id=OLGA.id, key=uuid4())
