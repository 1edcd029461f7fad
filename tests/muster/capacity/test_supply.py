"""Supply follows from facts: each fact changes it, in its hours and in no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, insert, text

from muster.academy.models import Certification, Cohort
from muster.capacity import supply
from muster.capacity.models import Pool
from muster.db import Acting, session, unit_of_work
from muster.places.models import Site
from muster.roster.models import Shift, TimeOff
from muster.workforce.models import SeatAssignment
from tests.cast import ANN, BEN, CAI, HUALAN, OSCAR
from tests.muster.capacity import world

MONDAY = datetime.combine(world.NEXT_MONDAY, time(), UTC)
AGENTS = (ANN, BEN, CAI)


def write(owner: Engine, statement: str, **values: Any) -> None:
    with owner.begin() as connection:
        connection.execute(text(statement), values)


def put(owner: Engine, model: Any, **values: Any) -> None:
    with owner.begin() as connection:
        connection.execute(insert(model).values(**values))


def at(hour: float) -> datetime:
    """So many hours after the Monday, in UTC."""
    return MONDAY + timedelta(hours=hour)


@pytest.fixture
def home(app: Flask, db_owner: Engine) -> UUID:
    """Three agents whom nobody rents, at a site with ten seats, at work on Monday from 1 to 9."""
    site_id = world.site(db_owner, "home", seats=10)
    write(db_owner, "UPDATE seat_assignments SET ended_at = now()")
    write(db_owner, "UPDATE agents SET site_id = :site", site=site_id)
    write(db_owner, "INSERT INTO standby_terms (id, shrinkage, copy_factor, least_probability,"
          " hold_minutes) VALUES (gen_random_uuid(), 0, 8, 0.999, 30)")  # fmt: skip
    for person in AGENTS:
        put(db_owner, Shift, agent_id=person.agent_id, starts_at=at(1), ends_at=at(9), kind="work")
    return site_id


def derive() -> int:
    with unit_of_work(Acting(staff=True)):
        return supply.derive(world.NOW)


def counted(owner: Engine, kind: str = "people", **pool: Any) -> list[int]:
    """Hours of the Monday: how many there are in all pools of a kind."""
    with owner.begin() as connection:
        rows = connection.execute(
            text("SELECT w.supply FROM capacity_weeks w JOIN capacity_pools p ON p.id = w.pool_id"
                 " WHERE p.kind = :kind AND w.week_on = :week"
                 " AND (CAST(:tenant AS uuid) IS NULL"
                 "      OR p.certified_for @> ARRAY[:tenant]::uuid[])"),
            {"kind": kind, "week": world.NEXT_MONDAY, "tenant": pool.get("certified_for")},
        ).scalars().all()  # fmt: skip
    return [sum(hours) for hours in zip(*rows, strict=True)][:24]


def day(**counts: int) -> list[int]:
    """Counts by hour: `h1_9=3` is three from 1 to 9."""
    hours = [0] * 24
    for span, count in counts.items():
        first, last = map(int, span[1:].split("_"))
        hours[first:last] = [count] * (last - first)
    return hours


def test_shifts_give_people_and_the_site_gives_places(home: UUID, db_owner: Engine) -> None:
    derive()
    assert counted(db_owner) == day(h1_9=3)
    assert counted(db_owner, "places") == day(h0_24=10)


def test_deriving_again_from_the_same_facts_writes_nothing(home: UUID, db_owner: Engine) -> None:
    assert derive() > 0
    assert derive() == 0


def rent(owner: Engine, *, dedicated: bool) -> None:
    with owner.begin() as connection:  # the terms of a published plan stand, but for a test
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE seat_plans SET dedicated = :d"), {"d": dedicated})
    put(
        owner,
        SeatAssignment,
        tenant_id=HUALAN.id,
        lease_id=HUALAN.lease_id,
        agent_id=ANN.agent_id,
        assigned_by=OSCAR.id,
    )


def on_call(owner: Engine) -> None:
    put(owner, Shift, agent_id=ANN.agent_id, starts_at=at(21), ends_at=at(24), kind="standby")
    write(
        owner,
        "INSERT INTO agent_addresses (id, agent_id, kind, address, position)"
        " VALUES (gen_random_uuid(), :a, 'sms', '+8613800000000', 1)",
        a=ANN.agent_id,
    )


def a_dedicated_seat(owner: Engine) -> None:
    on_call(owner)
    rent(owner, dedicated=True)


def a_shared_seat(owner: Engine) -> None:
    on_call(owner)
    rent(owner, dedicated=False)


def a_sick_day(owner: Engine) -> None:
    put(
        owner,
        TimeOff,
        agent_id=ANN.agent_id,
        starts_at=at(4.5),
        ends_at=at(30),
        kind="sick",
        state="approved",
        decided_at=world.NOW,
    )


def leave(owner: Engine, last_day: date) -> None:
    write(owner, "UPDATE agents SET left_on = :d WHERE id = :a", d=last_day, a=ANN.agent_id)


def a_departure(owner: Engine) -> None:
    leave(owner, MONDAY.date() - timedelta(days=1))


def a_last_day(owner: Engine) -> None:
    on_call(owner)  # when the day is over by the clock of the site
    leave(owner, MONDAY.date())


def no_rest(owner: Engine) -> None:
    put(owner, Shift, agent_id=ANN.agent_id, starts_at=at(-12), ends_at=at(-4), kind="work")


def half_hours(owner: Engine) -> None:
    write(owner, "UPDATE shifts SET starts_at = :s WHERE agent_id = :a", s=at(1.5), a=ANN.agent_id)


def reserve_without_address(owner: Engine) -> None:
    on_call(owner)
    write(owner, "DELETE FROM agent_addresses")


def site_down(owner: Engine) -> None:
    write(owner, "UPDATE sites SET down_since = now()")


def shrinkage(owner: Engine) -> None:
    write(owner, "UPDATE standby_terms SET shrinkage = 0.3")


FACTS: dict[str, tuple[Callable[[Engine], None], list[int]]] = {
    "standby outside of work": (on_call, day(h1_9=3, h21_24=1)),
    "standby that nobody can reach": (reserve_without_address, day(h1_9=3)),
    "a dedicated seat": (a_dedicated_seat, day(h1_9=2)),
    "a shared seat, beside which one stands by": (a_shared_seat, day(h1_9=2, h21_24=1)),
    "a sick day from 4:30 on": (a_sick_day, day(h1_4=3, h4_9=2)),
    "a departure": (a_departure, day(h1_9=2)),
    "the last day of somebody who leaves": (a_last_day, day(h1_9=3)),
    "a shift after too little rest": (no_rest, day(h1_9=2)),
    "a shift from 1:30 on": (half_hours, day(h1_2=2, h2_9=3)),
    "a site that is down": (site_down, day()),
    "shrinkage, rounded down once for the site": (shrinkage, day(h1_9=2)),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_changes_supply(home: UUID, db_owner: Engine, name: str) -> None:
    derive()
    happen, expected = FACTS[name]
    happen(db_owner)
    with unit_of_work(Acting(staff=True)):
        assert supply.due(world.NOW)
    derive()
    assert counted(db_owner) == expected


def test_who_sits_on_a_rented_seat_takes_a_place(home: UUID, db_owner: Engine) -> None:
    rent(db_owner, dedicated=True)
    derive()
    assert counted(db_owner, "places") == [9 if 1 <= hour < 9 else 10 for hour in range(24)]


def test_a_certificate_counts_for_the_hours_that_it_covers(home: UUID, db_owner: Engine) -> None:
    put(
        db_owner,
        Certification,
        tenant_id=HUALAN.id,
        agent_id=ANN.agent_id,
        certified_at=at(2.5),
        expires_at=at(7.5),
    )
    derive()
    assert counted(db_owner, certified_for=HUALAN.id) == day(h3_7=1)
    assert counted(db_owner) == day(h1_9=3)


def test_students_are_there_by_day_until_they_graduate(home: UUID, db_owner: Engine) -> None:
    write(db_owner, "UPDATE standby_terms SET shrinkage = 0")
    put(
        db_owner,
        Cohort,
        code="c",
        college="College",
        programme="Nursing",
        headcount=100,
        starts_on=world.NOW.date() - timedelta(days=30),
        graduates_on=world.NEXT_MONDAY + timedelta(days=1),
        skills=["sales"],
        languages=["zh"],
        graduation_share=0.8,
        hazard_zone="hills",
        weekly_hours=14,
        site_id=None,
    )
    derive()
    assert counted(db_owner, "cohort") == day(h7_23=10)
    with unit_of_work(Acting(staff=True)):
        assert session.query(Pool).filter(Pool.kind == "cohort").one().hazard_zone == "hills"


def test_what_was_derived_twice_is_known_until_something_changes(
    home: UUID, db_owner: Engine
) -> None:
    for _ in range(2):
        derive()
    now = datetime.now(UTC)
    with unit_of_work(Acting(staff=True)):
        assert not supply.due(now)
        assert supply.due(now + timedelta(hours=2))
    put(db_owner, Site, code="b", name_en="B", name_zh="B", region="cn", time_zone="UTC",
        hazard_zone="z", seats=1)  # fmt: skip
    with unit_of_work(Acting(staff=True)):
        assert supply.due(now)
