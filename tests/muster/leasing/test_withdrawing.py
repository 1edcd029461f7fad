"""What a change brought goes with it when it is withdrawn before its day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from muster.errors import Conflict, Invalid
from muster.leasing import changing, history, renewing, withdrawing
from tests.cast import HUALAN, OLGA
from tests.muster.leasing.build import add_plan, as_hualan, charged, order, today

pytestmark = pytest.mark.usefixtures("app", "people_enough")
SOON, LATER = timedelta(days=2), timedelta(days=4)


@pytest.fixture
def lease_id() -> UUID:
    with as_hualan():
        return order(2).id


@pytest.fixture
def dear(db_owner: Engine) -> UUID:
    return add_plan(db_owner, "dear", price_minor=990000, setup_minor=50000, minimum_months=6)


def move(lease_id: UUID, plan_id: UUID, on: date) -> UUID:
    with as_hualan():
        moved = changing.transfer(HUALAN.id, lease_id, plan_id, on, person_id=OLGA.id, key=uuid4())
        return moved.id


def resize(lease_id: UUID, seats: int, on: date) -> UUID:
    with as_hualan():
        changed = changing.change_quantity(
            HUALAN.id, lease_id, seats, on, person_id=OLGA.id, key=uuid4()
        )
        return changed.id


def withdraw(lease_id: UUID, change_id: UUID) -> None:
    with as_hualan():
        withdrawing.withdraw(HUALAN.id, lease_id, change_id, person_id=OLGA.id)


def state(lease_id: UUID) -> tuple[date | None, int]:
    """The last day of the term, and all that was charged and given back."""
    with as_hualan():
        lease = history.find(HUALAN.id, lease_id)
        return lease.ends_on, sum(amount for _, amount in charged(lease_id))


def test_a_move_that_is_withdrawn_leaves_neither_set_up_nor_a_longer_term(
    lease_id: UUID, dear: UUID
) -> None:
    before = state(lease_id)
    moved = move(lease_id, dear, today() + SOON)
    assert state(lease_id) != before
    for _ in range(2):  # a second click gives nothing back again
        withdraw(lease_id, moved)
    assert state(lease_id) == before
    again = move(lease_id, dear, today() + LATER)
    withdraw(lease_id, again)
    assert state(lease_id) == before


def test_a_term_that_was_extended_meanwhile_stays_as_long(lease_id: UUID, dear: UUID) -> None:
    moved = move(lease_id, dear, today() + SOON)
    with as_hualan():
        renewing.extend(HUALAN.id, lease_id, 1, person_id=OLGA.id, key=uuid4())
    extended = state(lease_id)[0]
    withdraw(lease_id, moved)
    assert state(lease_id)[0] == extended


def test_a_term_that_ends_takes_what_would_come_after_it_and_its_set_up(db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "set-up", setup_minor=50000)
    with as_hualan():
        lease = order(2, plan_id=plan_id)
        lease_id, after = lease.id, lease.ends_on + timedelta(days=1)
    before = state(lease_id)
    resize(lease_id, 4, after)
    assert state(lease_id)[1] == before[1] + 2 * 50000
    with as_hualan():
        renewing.cancel(HUALAN.id, lease_id, person_id=OLGA.id, key=uuid4())
    with as_hualan():
        kinds = [kind for kind, _ in charged(lease_id)]
        assert (kinds.count("setup"), ("credit", -2 * 50000) in charged(lease_id)) == (2, True)


def test_what_later_changes_build_on_stays_until_they_are_withdrawn(
    lease_id: UUID, dear: UUID
) -> None:
    before = state(lease_id)
    moved = move(lease_id, dear, today() + SOON)
    more = resize(lease_id, 5, today() + LATER)
    with pytest.raises(Conflict):
        withdraw(lease_id, moved)
    withdraw(lease_id, more)
    withdraw(lease_id, moved)
    assert state(lease_id) == before


def test_nothing_is_moved_or_resized_behind_the_back_of_a_later_move(
    lease_id: UUID, dear: UUID
) -> None:
    more = resize(lease_id, 5, today() + LATER)
    with pytest.raises(Invalid) as refused:
        move(lease_id, dear, today() + SOON)  # the five would sit on the old plan again
    assert refused.value.field == "on"
    withdraw(lease_id, more)
    move(lease_id, dear, today() + LATER)
    with pytest.raises(Invalid) as refused:
        resize(lease_id, 5, today() + SOON)  # and two would move
    assert refused.value.field == "on"
