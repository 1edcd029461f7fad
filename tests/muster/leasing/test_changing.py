"""A lease changes at sums that were shown; every month costs what it should."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from muster.db import session
from muster.errors import Conflict, Invalid
from muster.leasing import changing, history, withdrawing
from muster.leasing.applying import seated_on
from muster.leasing.months import days_in, last_of, term_end
from muster.leasing.ordering import PriceChanged
from muster.leasing.pricing import month_minor
from muster.workforce import plans
from muster.workforce.models import SeatAssignment, SeatLease
from tests.cast import ANN, BEN, CAI, HUALAN, OLGA, PLAN_ID, RIVAL
from tests.muster.leasing.build import add_plan, as_hualan, charged, order, seat, today

pytestmark = pytest.mark.usefixtures("app", "people_enough")


@pytest.fixture
def lease_id() -> UUID:
    with as_hualan():
        return order(2).id


def change(lease_id: UUID, seats: int, on: object = None, **other: object) -> UUID:
    values = {"person_id": OLGA.id, "key": uuid4()} | other
    changed = changing.change_quantity(HUALAN.id, lease_id, seats, on or today(), **values)  # type: ignore[arg-type]  # test values
    return changed.id


def propose(lease_id: UUID, seats: int) -> changing.Proposal:
    return changing.propose_quantity(history.find(HUALAN.id, lease_id), seats, today(), today())


def owed(lease_id: UUID) -> int:
    """What this month should cost by the rows of what happened."""
    lease = history.find(HUALAN.id, lease_id)
    return month_minor(history.stretches(lease, history.changes_of(lease)), today())


def committed(lease_id: UUID, on: date | None = None) -> date:
    changes = history.changes_of(history.find(HUALAN.id, lease_id))
    return history.commitment_end(changes, on or today())


def test_more_seats_cost_their_days_as_shown(lease_id: UUID) -> None:
    with as_hualan():
        shown = propose(lease_id, 5)
        left = days_in(today()) - today().day + 1
        assert abs(shown.now_minor - 3 * 680000 * left / days_in(today())) <= 1
        change(lease_id, 5, agreement=shown.agreement)
    with as_hualan():
        assert charged(lease_id)[1:] == [("seat", shown.now_minor)]
        assert session.get_one(SeatLease, lease_id).seats == 5
        assert sum(amount for _, amount in charged(lease_id)) == owed(lease_id)


def test_up_and_down_and_up_again_costs_what_it_should(lease_id: UUID) -> None:
    for seats in (7, 3, 6, 2, 9):
        with as_hualan():
            change(lease_id, seats)
        with as_hualan():
            assert sum(amount for _, amount in charged(lease_id)) == owed(lease_id)
    with as_hualan():
        kinds = [kind for kind, _ in charged(lease_id)]
    assert kinds == ["seat", "seat", "credit", "seat", "credit", "seat"]


def test_the_same_request_twice_is_one_change(lease_id: UUID) -> None:
    key = uuid4()
    for _ in range(2):
        with as_hualan():
            change(lease_id, 5, key=key)
    with as_hualan():
        assert len(charged(lease_id)) == 2


def test_sums_that_are_no_longer_so_need_another_yes(lease_id: UUID) -> None:
    with as_hualan():
        seen = propose(lease_id, 5).agreement
        change(lease_id, 4)
    with pytest.raises(PriceChanged), as_hualan():
        change(lease_id, 5, agreement=seen)


def test_a_change_next_month_waits_and_costs_nothing_now(lease_id: UUID) -> None:
    with as_hualan():
        change(lease_id, 4, last_of(today()) + timedelta(days=3))
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        assert (lease.seats, len(charged(lease_id))) == (2, 1)
        assert history.changes_of(lease)[-1].applied_at is None


def test_a_change_to_come_can_be_withdrawn(lease_id: UUID) -> None:
    tomorrow = today() + timedelta(days=1)
    this_month = tomorrow <= last_of(today())
    with as_hualan():
        changed = change(lease_id, 4, tomorrow)
        before = charged(lease_id)[0][1]
    with as_hualan():
        for _ in range(2):
            withdrawing.withdraw(HUALAN.id, lease_id, changed, person_id=OLGA.id)
    with as_hualan():
        assert sum(amount for _, amount in charged(lease_id)) == before
        assert len(charged(lease_id)) == (3 if this_month else 1)


def test_what_has_taken_effect_cannot_be_withdrawn(lease_id: UUID) -> None:
    with as_hualan():
        changed = change(lease_id, 4)
    with pytest.raises(Conflict), as_hualan():
        withdrawing.withdraw(HUALAN.id, lease_id, changed, person_id=OLGA.id)


@pytest.mark.parametrize(
    ("seats", "days", "field"),
    [
        (0, 0, "seats"),
        (-1, 0, "seats"),
        (10**9, 0, "seats"),
        (2, 0, "seats"),
        (1, 0, "seats"),  # within the minimum term
        (3, -1, "on"),
        (3, 400, "on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    lease_id: UUID, seats: int, days: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused, as_hualan():
        change(lease_id, seats, today() + timedelta(days=days))
    assert refused.value.field == field


def test_fewer_seats_than_ordered_after_the_minimum_term(lease_id: UUID) -> None:
    with as_hualan():
        after = committed(lease_id) + timedelta(days=1)
        change(lease_id, 1, after)
    with as_hualan():
        assert history.changes_of(history.find(HUALAN.id, lease_id))[-1].seats == 1


def test_a_lease_from_before_changes_can_be_changed(db_owner: Engine) -> None:
    with as_hualan():
        change(HUALAN.lease_id, 1)
    with as_hualan():
        left = [a.agent_id for a in _seated(HUALAN.lease_id)]
        assert left in ([ANN.agent_id], [BEN.agent_id])
        assert [c.seats for c in history.changes_of(history.find(HUALAN.id, HUALAN.lease_id))] == [
            2, 1,
        ]  # fmt: skip


def _seated(lease_id: UUID) -> list[SeatAssignment]:
    return list(seated_on(history.find(HUALAN.id, lease_id)))


def test_another_plan_costs_the_difference_from_its_day_on(
    lease_id: UUID, db_owner: Engine
) -> None:
    plan_id = add_plan(db_owner, "dear", price_minor=990000)
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        plan = plans.find_plan(plan_id)
        shown = changing.propose_transfer(lease, plan, today(), today())
        changing.transfer(
            HUALAN.id, lease_id, plan_id, today(), agreement=shown.agreement, person_id=OLGA.id,
            key=uuid4(),
        )  # fmt: skip
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        assert (lease.plan_id, lease.price_minor) == (plan_id, 990000)
        assert charged(lease_id)[1:] == [("seat", shown.now_minor)]
        assert sum(amount for _, amount in charged(lease_id)) == owed(lease_id)


def move(lease_id: UUID, plan_id: UUID, on: date) -> None:
    changing.transfer(HUALAN.id, lease_id, plan_id, on, person_id=OLGA.id, key=uuid4())


def test_a_cheaper_plan_waits_for_the_end_of_the_minimum_term(
    lease_id: UUID, db_owner: Engine
) -> None:
    """A dearer plan comes at any time; its minimum term begins then, and ends no earlier one."""
    cheap = add_plan(db_owner, "cheap", price_minor=340000)
    dear = add_plan(db_owner, "dear", price_minor=990000, minimum_months=6)
    with as_hualan():
        last = committed(lease_id)
        with pytest.raises(Invalid) as refused:
            move(lease_id, cheap, last)
        assert refused.value.field == "on"
        move(lease_id, dear, today())
        later = committed(lease_id)
        assert later == term_end(today(), 6) > last
        for wrong in (lambda: change(lease_id, 1, later), lambda: move(lease_id, cheap, later)):
            with pytest.raises(Invalid):
                wrong()
        move(lease_id, cheap, later + timedelta(days=1))
        assert committed(lease_id, later) == later


def test_another_currency_and_the_same_plan_are_refused(lease_id: UUID, db_owner: Engine) -> None:
    dollars = add_plan(db_owner, "usd", currency="USD")
    for plan_id in (dollars, PLAN_ID):
        with pytest.raises(Invalid) as refused, as_hualan():
            changing.transfer(HUALAN.id, lease_id, plan_id, today(), person_id=OLGA.id, key=uuid4())
        assert refused.value.field == "plan_id"


def test_who_serves_others_leaves_a_seat_that_becomes_dedicated(
    lease_id: UUID, db_owner: Engine
) -> None:
    seat(db_owner, lease_id, CAI.agent_id)  # who serves the rival, too
    plan_id = add_plan(db_owner, "own", dedicated=True, price_minor=990000)
    with as_hualan():
        changing.transfer(HUALAN.id, lease_id, plan_id, today(), person_id=OLGA.id, key=uuid4())
    with as_hualan():
        assert _seated(lease_id) == []
    assert RIVAL.id != HUALAN.id
