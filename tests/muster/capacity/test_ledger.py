"""Nothing is promised twice, whoever tries, and what is not paid for comes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from muster.capacity import ledger, reservations
from muster.capacity.facts import Held
from muster.capacity.models import ReservationState
from muster.capacity.offers import Answer
from muster.db import uuid7
from muster.errors import Invalid
from tests.cast import HUALAN, OLGA, RITA, RIVAL
from tests.muster.capacity import world

As = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def people(db_owner: Engine) -> UUID:
    """Fifty people certified for both companies, at a site with a hundred seats."""
    home = world.site(db_owner, "home", seats=100)
    world.pool(db_owner, 100, site_id=home, kind="places")
    return world.pool(db_owner, 50, site_id=home, certified_for=[HUALAN.id, RIVAL.id])


def hold(seats: int, key: UUID | None = None, **changes: Any) -> Answer | Held:
    return ledger.hold(
        world.buyer(), world.ask(seats, **changes), person_id=OLGA.id, key=key or uuid7()
    )


def test_what_is_held_is_promised_in_its_hours_and_in_no_other(
    people: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        made = hold(30)
        assert isinstance(made, Held)
        assert (made.number, made.seats) == (1, 30)
        assert reservations.find(HUALAN.id, made.id).state == "payment_pending"
    monday = [0] * 9 + [30] * 8 + [0] * 7
    assert world.promised(db_owner, people) == monday * 5 + [0] * 48


def test_more_than_there_is_is_refused_and_leaves_nothing(
    people: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        assert isinstance(hold(30), Held)
        answer = hold(21)
        assert isinstance(answer, Answer)
        assert answer.shortage is not None
        assert (answer.shortage.have, answer.shortage.needed) == (20, 21)
        assert isinstance(hold(20), Held)
        assert [r.seats for r in reservations.listed(HUALAN.id)] == [20, 30]
    assert max(world.promised(db_owner, people)) == 50


def test_the_same_request_holds_once(people: UUID, as_tenant: As, db_owner: Engine) -> None:
    key = uuid7()
    with as_tenant("hualan"):
        first, again = hold(30, key), hold(30, key)
        assert isinstance(first, Held)
        assert isinstance(again, Held)
        assert first.id == again.id
    assert max(world.promised(db_owner, people)) == 30


def test_the_same_request_is_known_when_its_hours_are_over(people: UUID, as_tenant: As) -> None:
    key, later = uuid7(), replace(world.buyer(), now=world.NOW + timedelta(weeks=4))
    with as_tenant("hualan"):
        made = hold(30, key)
        assert isinstance(made, Held)
        again = ledger.hold(later, world.ask(30), person_id=OLGA.id, key=key)
        assert isinstance(again, Held)
        assert again.id == made.id
        with pytest.raises(Invalid):
            ledger.hold(later, world.ask(30), person_id=OLGA.id, key=uuid7())


def test_a_cancelled_reservation_gives_its_hours_back(
    people: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        made = hold(30)
        assert isinstance(made, Held)
        found = reservations.find(HUALAN.id, made.id)
        reservations.move(found, ReservationState.CANCELLED, person_id=OLGA.id)
        changes = reservations.changes_of(found)
        assert [c.to_state for c in changes] == ["payment_pending", "cancelled"]
    assert max(world.promised(db_owner, people)) == 0


def test_a_hold_that_nobody_paid_is_free_for_the_next_buyer_of_whatever_company(
    people: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        made = hold(50)
        assert isinstance(made, Held)
        old = made.id
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE standby_reservations SET hold_expires_at = now() - interval '1 second'")
        )
    with as_tenant("rival"):
        taken = ledger.hold(world.buyer(RIVAL.id), world.ask(50), person_id=RITA.id, key=uuid7())
        assert isinstance(taken, Held)
    with as_tenant("hualan"):
        gone = reservations.find(HUALAN.id, old)
        assert gone.state == "expired"
        assert [c.reason for c in reservations.changes_of(gone)] == ["", "unpaid"]
    assert max(world.promised(db_owner, people)) == 50


def test_seats_of_the_site_are_promised_with_the_people(as_tenant: As, db_owner: Engine) -> None:
    home = world.site(db_owner, "home")
    places = world.pool(db_owner, 25, site_id=home, kind="places")
    world.pool(db_owner, 50, site_id=home, certified_for=[HUALAN.id])
    with as_tenant("hualan"):
        answer = hold(26)
        assert isinstance(answer, Answer)
        assert answer.shortage is not None
        assert [(s.people, s.places) for s in answer.shortage.sites] == [(50, 25)]
        assert isinstance(hold(25), Held)
    assert max(world.promised(db_owner, places)) == 25


def write(owner: Engine, statement: str, **values: Any) -> None:
    with owner.begin() as connection:
        connection.execute(text(statement), values)


def test_not_even_the_owner_of_the_database_can_promise_what_is_not_there(
    people: UUID, db_owner: Engine
) -> None:
    raising = "UPDATE capacity_weeks SET promised = array_fill(:n, ARRAY[168]) WHERE pool_id = :p"
    write(db_owner, raising, n=50, p=people)
    with pytest.raises(IntegrityError) as refusal:
        write(db_owner, raising, n=51, p=people)
    assert isinstance(refusal.value.orig, CheckViolation)
    assert refusal.value.orig.diag.constraint_name == "promised_within_supply"


def test_supply_may_fall_below_what_is_promised_and_promises_may_then_only_fall(
    people: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        made = hold(40)
        assert isinstance(made, Held)
        held = made.id
    write(
        db_owner,
        "UPDATE capacity_weeks SET supply = array_fill(10, ARRAY[168]) WHERE pool_id = :p",
        p=people,
    )
    with as_tenant("hualan"):
        assert isinstance(hold(1), Answer)
        reservations.move(reservations.find(HUALAN.id, held), ReservationState.CANCELLED)
    with as_tenant("hualan"):
        assert isinstance(hold(10), Held)


def test_the_application_cannot_write_promises_by_itself(people: UUID, as_tenant: As) -> None:
    from muster.db import session  # noqa: PLC0415 — only this test goes round the ledger

    with (
        pytest.raises(ProgrammingError) as refusal,
        as_tenant("hualan"),
    ):
        session.execute(text("UPDATE capacity_weeks SET promised = supply"))
    assert isinstance(refusal.value.orig, InsufficientPrivilege)


def test_an_allocation_is_never_changed_and_what_has_ended_never_goes_on(
    people: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        made = hold(40)
        assert isinstance(made, Held)
        reservations.move(reservations.find(HUALAN.id, made.id), ReservationState.CANCELLED)
    for statement in (
        "UPDATE standby_allocations SET released_at = NULL",
        "UPDATE standby_allocations SET seats = array_fill(0, ARRAY[168])",
        "UPDATE standby_reservations SET state = 'active'",
    ):
        with pytest.raises(IntegrityError):
            write(db_owner, statement)
