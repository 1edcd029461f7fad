"""Whatever is bought, cancelled, left unpaid, hired and dismissed in whatever order: the books fit.

A state machine against the real database. The model knows nothing of pools and hours but this:
what is promised is the sum of what lives, and no sale ever promises more than there is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, text

from muster.capacity import ledger, reservations
from muster.capacity.asking import Step
from muster.capacity.facts import Held
from muster.capacity.models import ReservationState
from muster.db import uuid7
from tests.cast import HUALAN, OLGA, RITA, RIVAL
from tests.muster.capacity import world

As = Callable[[str], AbstractContextManager[None]]
COMPANIES = {"hualan": (HUALAN, OLGA), "rival": (RIVAL, RITA)}
WINDOWS = (world.OFFICE, {}, {"mon": [["00:00", "06:00"]], "sun": [["22:00", "02:00"]]})
BOOKS = text("""
SELECT w.pool_id, w.week_on, w.supply, w.promised,
       ARRAY(SELECT COALESCE(sum(a.seats[hour]), 0)::integer
             FROM generate_series(1, 168) AS hour
             LEFT JOIN standby_allocations a ON a.pool_id = w.pool_id AND a.week_on = w.week_on
                  AND a.released_at IS NULL
             GROUP BY hour ORDER BY hour) AS living
FROM capacity_weeks w
""")
ENDED_BUT_HELD = text("""
SELECT count(*) FROM standby_allocations a JOIN standby_reservations r ON r.id = a.reservation_id
WHERE r.state IN ('expired', 'cancelled', 'failed') AND a.released_at IS NULL
""")
TABLES = ("standby_allocations", "standby_changes", "standby_reservations", "capacity_weeks",
          "capacity_pools", "sites")  # fmt: skip


class Market(RuleBasedStateMachine):
    """Two companies buy of three pools at two sites."""

    owner: Engine
    as_tenant: As

    @initialize()
    def open(self) -> None:
        coast, hills = world.site(self.owner, "coast"), world.site(self.owner, "hills")
        self.pools = [
            world.pool(self.owner, 6, site_id=coast, certified_for=[HUALAN.id]),
            world.pool(self.owner, [5, 9] * 84, site_id=coast),
            world.pool(self.owner, 8, site_id=hills, certified_for=[HUALAN.id, RIVAL.id]),
            world.pool(self.owner, 10, site_id=coast, kind="places"),
            world.pool(self.owner, 7, site_id=hills, kind="places"),
        ]
        self.bought: list[tuple[str, UUID, UUID]] = []
        self.before = self.books()

    def books(self) -> dict[Any, Any]:
        with self.owner.begin() as connection:
            assert connection.execute(ENDED_BUT_HELD).scalar_one() == 0
            rows = connection.execute(BOOKS).all()
        return {(r.pool_id, r.week_on): (r.supply, r.promised, r.living) for r in rows}

    @rule(
        who=st.sampled_from(sorted(COMPANIES)),
        seats=st.integers(1, 12),
        hot=st.integers(0, 4),
        window=st.sampled_from(WINDOWS),
        base_seats=st.integers(0, 2),
    )
    def buy(self, who: str, seats: int, hot: int, window: Any, base_seats: int) -> None:
        company, person = COMPANIES[who]
        ramp = (Step(seats, 240),) if not hot else (Step(hot, 15), Step(hot + seats, 240))
        key = uuid7()
        with self.as_tenant(who):
            made = ledger.hold(
                world.buyer(company.id, base_seats),
                world.ask(ramp=ramp, window=window),
                person_id=person.id,
                key=key,
            )
            if isinstance(made, Held):
                self.bought.append((who, made.id, key))
            else:
                assert made.shortage is not None

    @rule(number=st.integers(0, 9))
    def cancel(self, number: int) -> None:
        if number < len(self.bought):
            who, reservation_id, _ = self.bought.pop(number)
            with self.as_tenant(who):
                found = reservations.find(COMPANIES[who][0].id, reservation_id)
                if found.state != ReservationState.EXPIRED:
                    reservations.move(found, ReservationState.CANCELLED)

    @rule(number=st.integers(0, 9))
    def leave_unpaid(self, number: int) -> None:
        if number < len(self.bought):
            with self.owner.begin() as connection:
                connection.execute(
                    text("UPDATE standby_reservations SET hold_expires_at = now() WHERE id = :id"
                         " AND hold_expires_at IS NOT NULL"),
                    {"id": self.bought[number][1]},
                )  # fmt: skip

    @rule(number=st.integers(0, 4), count=st.integers(0, 12))
    def change_supply(self, number: int, count: int) -> None:
        with self.owner.begin() as connection:
            connection.execute(
                text("UPDATE capacity_weeks SET supply = array_fill(:n, ARRAY[168])"
                     " WHERE pool_id = :p"),
                {"n": count, "p": self.pools[number]},
            )  # fmt: skip

    @invariant()
    def the_books_fit(self) -> None:
        after = self.books()
        for key, (supply, promised, living) in after.items():
            assert promised == living
            earlier = self.before[key][1]
            for have, now, was in zip(supply, promised, earlier, strict=True):
                assert now <= max(have, was)
        self.before = after

    def teardown(self) -> None:
        with self.owner.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in TABLES:
                connection.execute(text(f"DELETE FROM {table}"))


def test_the_books_fit_after_any_sequence_of_events(db_owner: Engine, as_tenant: As) -> None:
    def opened() -> Market:
        Market.owner, Market.as_tenant = db_owner, staticmethod(as_tenant)
        return Market()

    run_state_machine_as_test(
        opened,
        settings=settings(max_examples=8, stateful_step_count=12),
    )
