"""Seats and standby are never sold the same people, whichever is sold first."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import ProgrammingError

from muster.capacity import keeping, ledger, supply
from muster.capacity.facts import Held
from muster.db import Acting, session, unit_of_work, uuid7
from muster.leasing.supply import RECRUITING, Overtaken, earliest_start
from muster.roster.models import Shift
from muster.workforce.models import SeatPlan
from tests.cast import ANN, BEN, CAI, HUALAN, OLGA
from tests.muster.capacity import world
from tests.muster.leasing.build import add_plan, as_hualan, order, today

AGENTS = [ANN.agent_id, BEN.agent_id, CAI.agent_id]
MONDAY = datetime.combine(world.NEXT_MONDAY, time(), UTC)

NO_SHRINKAGE = """
INSERT INTO standby_terms (id, shrinkage, copy_factor, least_probability, hold_minutes)
VALUES (gen_random_uuid(), 0, 8, 0.999, 30)
"""


@pytest.fixture
def home(app: Flask, db_owner: Engine) -> UUID:
    """Three agents whom nobody rents, at work next Monday from 1 to 9 (UTC), supply derived."""
    site_id = world.site(db_owner, "home", seats=10)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_assignments SET ended_at = now()"))
        connection.execute(text("UPDATE seat_leases SET ended_at = now()"))
        connection.execute(
            text("UPDATE agents SET site_id = :site, languages = '{zh}', skills = '{sales}'"),
            {"site": site_id},
        )
        connection.execute(text(NO_SHRINKAGE))
        starts, ends = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=9)
        connection.execute(
            insert(Shift),
            [
                {"agent_id": each, "starts_at": starts, "ends_at": ends, "kind": "work"}
                for each in AGENTS
            ],
        )
    derive()
    return site_id


def derive() -> None:
    with unit_of_work(Acting(staff=True)):
        supply.derive(world.NOW)


def stand_by(seats: int) -> object:
    """Reserve standby for Monday from 2 to 6, of whoever can be there within four hours."""
    window = {"mon": [["02:00", "06:00"]]}
    asked = world.ask(seats, 240, window=window, last=world.NEXT_MONDAY)
    with as_hualan():
        return ledger.hold(world.buyer(base_seats=5), asked, person_id=OLGA.id, key=uuid7())


def monday(owner: Engine, kind: str = "people") -> tuple[set[int], set[int]]:
    """What the ledger has for the hours from 1 to 9: counts that occur, and those promised."""
    with owner.begin() as connection:
        rows = connection.execute(
            text(
                "SELECT w.supply[2:9] AS supply, w.promised[2:9] AS promised FROM capacity_weeks w"
                " JOIN capacity_pools p ON p.id = w.pool_id"
                " WHERE p.kind = :kind AND w.week_on = :week"
            ),
            {"kind": kind, "week": world.NEXT_MONDAY},
        ).all()
    return {n for row in rows for n in row.supply}, {n for row in rows for n in row.promised}


def spare(wanted: int, from_on: date | None = None) -> list[UUID]:
    with as_hualan():
        return keeping.spare(AGENTS, from_on or today(), wanted)


def test_whoever_is_promised_is_not_sold_with_a_seat(home: UUID) -> None:
    assert spare(5) == AGENTS
    assert isinstance(stand_by(2), Held)
    assert spare(5) == AGENTS[:1]
    assert spare(5, world.NEXT_MONDAY + timedelta(days=2)) == AGENTS  # the promise is over


def test_who_is_looked_at_later_finds_what_is_left(
    home: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(stand_by(2), Held)
    monkeypatch.setattr(keeping, "LOOKED_AT", 1)
    assert spare(5) == AGENTS[:1]


def test_an_order_of_seats_takes_people_from_the_ledger_at_once(
    home: UUID, db_owner: Engine
) -> None:
    plan_id = add_plan(db_owner, "own", dedicated=True, skills=["sales"])
    with as_hualan():
        order(2, plan_id=plan_id)
    assert monday(db_owner) == ({1}, {0})
    assert monday(db_owner, "places") == ({8}, {0})
    assert not isinstance(stand_by(2), Held)
    assert isinstance(stand_by(1), Held)
    derive()
    assert monday(db_owner) == ({1}, {0, 1})
    assert monday(db_owner, "places") == ({8}, {0, 1})


def supply_of_seats(plan_id: UUID) -> date | None:
    return earliest_start(session.get_one(SeatPlan, plan_id), 1, today())


def test_with_standby_sold_first_the_order_waits(home: UUID, db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "own", dedicated=True, skills=["sales"])
    assert isinstance(stand_by(3), Held)
    with as_hualan():
        assert supply_of_seats(plan_id) == today() + RECRUITING


def test_places_that_are_promised_stay_free(home: UUID, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE sites SET seats = 2"))
    derive()
    assert isinstance(stand_by(2), Held)
    assert spare(3) == []  # one agent could be spared, but no place


def test_what_is_promised_meanwhile_is_not_taken(home: UUID, db_owner: Engine) -> None:
    chosen = spare(3)
    assert isinstance(stand_by(1), Held)
    with pytest.raises(Overtaken), as_hualan():
        keeping.take(chosen, today())
    assert monday(db_owner) == ({3}, {0, 1})


def test_what_was_taken_while_supply_was_derived_stays_taken(
    home: UUID, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = supply._gather
    lessen = text("UPDATE capacity_weeks SET supply = array_fill(2, ARRAY[168]),"
                  " derived_at = clock_timestamp()")  # fmt: skip

    def gather(base: date, shrinkage: float) -> list[supply.Derived]:
        found = read(base, shrinkage)
        with db_owner.begin() as connection:
            connection.execute(lessen)
        return found

    with db_owner.begin() as connection:
        connection.execute(text("UPDATE sites SET seats = 20"))
    monkeypatch.setattr(supply, "_gather", gather)
    derive()
    assert monday(db_owner)[0] == {2}


def test_nobody_lessens_supply_who_acts_for_nobody(app: Flask, home: UUID) -> None:
    nothing = {"pools": [], "weeks": [], "counts": []}
    with pytest.raises(ProgrammingError, match="nobody is acting"), unit_of_work(Acting()):
        session.execute(keeping.LESSEN, nothing)


def test_hualan_is_who_orders(home: UUID, db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "own", dedicated=True, skills=["sales"])
    with as_hualan():
        order(1, plan_id=plan_id)
    with db_owner.connect() as connection:
        kept = connection.execute(text("SELECT tenant_id, agent_id FROM seat_earmarks")).all()
    assert [(row.tenant_id, row.agent_id in AGENTS) for row in kept] == [(HUALAN.id, True)]
