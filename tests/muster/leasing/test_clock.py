"""The clock charges months in advance, once, and lets changes take effect on their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, insert, text

from muster.billing.models import Charge
from muster.conversations.models import Contact
from muster.db import session, uuid7
from muster.leasing import changing, clock, history
from muster.leasing.models import ChangeKind, LeaseChange
from muster.leasing.months import add_months, first_of, last_of
from muster.leasing.pricing import month_minor
from muster.workforce.models import SeatLease
from tests.cast import ANN, HUALAN, OLGA
from tests.muster.leasing.build import (
    add_plan,
    as_hualan,
    charged,
    move_start,
    order,
    seat,
    today,
)

pytestmark = pytest.mark.usefixtures("app", "people_enough")


@pytest.fixture
def lease_id() -> UUID:
    with as_hualan():
        return order(2).id


def forget_charges(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("TRUNCATE charges"))


def test_every_month_is_charged_once(lease_id: UUID, db_owner: Engine) -> None:
    forget_charges(db_owner)
    first = first_of(add_months(today(), -2))
    move_start(db_owner, lease_id, first, billed_until=first - timedelta(days=1))
    for _ in range(2):
        clock.run_due()
    with as_hualan():
        assert charged(lease_id) == [("seat", 1360000)] * 3
        assert session.get_one(SeatLease, lease_id).billed_until == last_of(today())


def test_leases_from_before_charges_are_charged_from_this_month_on() -> None:
    clock.run_due()
    with as_hualan():
        assert charged(HUALAN.lease_id) == [("seat", 1360000)]


def test_a_change_takes_effect_on_its_day(lease_id: UUID, db_owner: Engine) -> None:
    with as_hualan():
        changing.change_quantity(
            HUALAN.id, lease_id, 5, today() + timedelta(days=40), person_id=OLGA.id, key=uuid4()
        )
    clock.run_due()
    with as_hualan():
        assert session.get_one(SeatLease, lease_id).seats == 2
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE lease_changes SET effective_on = :day WHERE kind = 'quantity'"),
            {"day": today()},
        )
    clock.run_due()
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        assert lease.seats == 5
        assert history.changes_of(lease)[-1].applied_at is not None


def test_a_month_with_a_change_in_it_is_charged_by_its_parts(
    lease_id: UUID, db_owner: Engine
) -> None:
    forget_charges(db_owner)
    first = first_of(today())
    move_start(db_owner, lease_id, first, billed_until=first - timedelta(days=1))
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id, lock=True)
        session.add(
            LeaseChange(
                id=uuid7(),
                tenant_id=HUALAN.id,
                lease_id=lease_id,
                kind=ChangeKind.QUANTITY,
                effective_on=first + timedelta(days=10),
                seats=5,
                plan_id=lease.plan_id,
                price_minor=lease.price_minor,
                request_key=uuid4(),
            )
        )
    clock.run_due()
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        assert len(charged(lease_id)) == 2
        owed = month_minor(history.stretches(lease, history.changes_of(lease)), first)
        assert sum(amount for _, amount in charged(lease_id)) == owed


def test_contacts_beyond_what_is_included_are_charged(db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "volume", included_contacts=2, overage_minor=150)
    with as_hualan():
        lease_id = order(1, plan_id=plan_id).id
    month = first_of(add_months(today(), -1))
    move_start(db_owner, lease_id, month, billed_until=first_of(today()) - timedelta(days=1))
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_assignments SET ended_at = now()"))
    assignment = seat(db_owner, lease_id, ANN.agent_id)
    moment = datetime(month.year, month.month, 10, tzinfo=UTC)
    with db_owner.begin() as connection:
        connection.execute(text("TRUNCATE charges"))
        connection.execute(
            text("UPDATE seat_assignments SET created_at = :at WHERE id = :id"),
            {"at": moment - timedelta(days=1), "id": assignment},
        )
        connection.execute(
            insert(Contact),
            [
                {
                    "id": uuid7(),
                    "tenant_id": HUALAN.id,
                    "queue_id": HUALAN.queue_id,
                    "origin": "web",
                    "language": "zh",
                    "opening": "",
                    "state": "closed",
                    "state_since": moment,
                    "agent_id": ANN.agent_id,
                    "opened_at": moment + timedelta(hours=hour),
                }
                for hour in (-30, 1, 2, 3, 4, 5)  # the first before Ann sat there
            ],
        )
    for _ in range(2):
        clock.run_due()
    with as_hualan():
        over = session.query(Charge).filter_by(kind="overage").one()
        assert (over.amount_minor, int(over.quantity)) == (450, 3)
        assert over.params["included"] == 2


def test_what_goes_wrong_with_one_lease_is_seen_and_keeps_no_other(
    lease_id: UUID, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_charges(db_owner)
    for each in (lease_id, HUALAN.lease_id):
        move_start(db_owner, each, today())
    charge = clock._charge

    def fail_for_one(lease: SeatLease, *rest: object) -> None:
        if lease.id == HUALAN.lease_id:
            raise ArithmeticError("no price")
        charge(lease, *rest)  # type: ignore[arg-type]  # what it is called with

    monkeypatch.setattr(clock, "_charge", fail_for_one)
    with pytest.raises(ExceptionGroup) as seen:
        clock.run_due()
    (error,) = seen.value.exceptions
    assert error.__notes__ == [f"of lease {HUALAN.lease_id}"]
    with as_hualan():
        assert len(charged(lease_id)) == 1
        assert charged(HUALAN.lease_id) == []
