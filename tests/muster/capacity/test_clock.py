"""By the clock reservations begin, are charged month by month, end, and unpaid holds go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from muster.capacity import clock, confirming, ledger, reservations
from muster.capacity.facts import Held
from muster.db import session, uuid7
from tests.cast import HUALAN, OLGA
from tests.muster.capacity import world

As = Callable[[str], AbstractContextManager[None]]
LAST = world.NEXT_MONDAY + timedelta(days=45)


@pytest.fixture
def held(as_tenant: As, db_owner: Engine) -> UUID:
    """Ten people held for six and a half weeks."""
    world.pool(db_owner, 50, certified_for=[HUALAN.id], weeks=8)
    with as_tenant("hualan"):
        made = ledger.hold(world.buyer(), world.ask(10, last=LAST), person_id=OLGA.id, key=uuid7())
        assert isinstance(made, Held)
        return made.id


def settle(as_tenant: As, reservation_id: UUID, day: date) -> str:
    noon = datetime.combine(day, time(12), UTC)
    with as_tenant("hualan"):
        found = reservations.find(HUALAN.id, reservation_id, lock=True)
        confirming.settle(found, noon)
        return found.state


def charged(as_tenant: As) -> list[tuple[date, date, bool]]:
    with as_tenant("hualan"):
        rows = session.execute(
            text("SELECT period_start, period_end, amount_minor = unit_price_minor AS whole"
                 " FROM charges ORDER BY period_start")
        )  # fmt: skip
        return [(row[0], row[1], row[2]) for row in rows]


def test_it_begins_is_charged_each_month_and_is_over(
    held: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        confirming.confirm(HUALAN.id, held, person_id=OLGA.id)
    first = world.NEXT_MONDAY
    [(start, first_end, whole)] = charged(as_tenant)
    assert (start, whole) == (first, True)
    assert settle(as_tenant, held, first) == "active"
    assert len(charged(as_tenant)) == 1
    following = first_end + timedelta(days=1)
    for _ in range(2):
        assert settle(as_tenant, held, following) == "active"
    assert charged(as_tenant)[1] == (following, LAST, False)
    assert settle(as_tenant, held, LAST) == "active"
    assert settle(as_tenant, held, LAST + timedelta(days=1)) == "expired"
    with db_owner.begin() as connection:
        left = connection.execute(
            text("SELECT count(*) FROM standby_allocations WHERE released_at IS NULL")
        )
        assert left.scalar() == 0


def test_unpaid_holds_end_by_the_clock(held: UUID, as_tenant: As, db_owner: Engine) -> None:
    clock.expire()
    with as_tenant("hualan"):
        assert reservations.find(HUALAN.id, held).state == "payment_pending"
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE standby_reservations SET hold_expires_at = now()"))
    clock.expire()
    with as_tenant("hualan"):
        assert reservations.find(HUALAN.id, held).state == "expired"


def test_each_day_what_runs_is_settled_and_nothing_else(held: UUID, as_tenant: As) -> None:
    clock.daily()
    assert charged(as_tenant) == []
    with as_tenant("hualan"):
        confirming.confirm(HUALAN.id, held, person_id=OLGA.id)
    clock.daily()
    assert len(charged(as_tenant)) == 1


def test_supply_is_derived_when_it_is_due(as_tenant: As, db_owner: Engine) -> None:
    world.site(db_owner, "home", seats=3)
    for _ in range(3):
        clock.derive()
    with db_owner.begin() as connection:
        changed = connection.execute(
            text("SELECT changed_weeks > 0 FROM capacity_derivations ORDER BY created_at")
        ).scalars().all()  # fmt: skip
    assert changed == [True, False]
