"""A pot is sold more than once, and never below what operations set, whatever races."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from psycopg.errors import CheckViolation
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from muster.capacity import clock, confirming, facts, ledger, offers, opening, pots, reservations
from muster.capacity.facts import Held
from muster.capacity.offers import Answer
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import Invalid
from tests.cast import HUALAN, OLGA, OSCAR, RITA, RIVAL
from tests.muster.capacity import world

As = Callable[[str], AbstractContextManager[None]]
STAFF = Acting(staff=True, person_id=OSCAR.id)


@pytest.fixture
def pot(app: Flask, db_owner: Engine) -> UUID:
    """Forty seats that several companies share, on people of two hazard zones."""
    for code, zone, count in (("home", "coast", 30), ("hill", "hills", 20)):
        site = world.site(db_owner, code, zone=zone)
        world.pool(db_owner, 500, site_id=site, kind="places", zone=zone)
        world.pool(db_owner, count, site_id=site, zone=zone)
    with unit_of_work(STAFF):
        return open_pot(40, 0.97)


def open_pot(seats: int, limit: float) -> UUID:
    return opening.open_pot(
        world.ask(seats, 240),
        code=str(uuid7()),
        name_en="Coast",
        name_zh="沿海",
        limit=limit,
        now=world.NOW,
        today=world.NOW.date(),
    ).id


def buy(seats: int, tenant_id: UUID = HUALAN.id, zone: str = "plain") -> Answer | Held:
    return ledger.hold(
        world.buyer(tenant_id, base_seats=10),
        world.ask(seats, 240, kind="shared", hazard_zone=zone),
        person_id=OLGA.id if tenant_id == HUALAN.id else RITA.id,
        key=uuid7(),
    )


def test_a_pot_takes_its_people_out_of_the_ledger(pot: UUID, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        promised = connection.execute(
            text("SELECT sum(w.promised[10]) FROM capacity_weeks w JOIN capacity_pools p"
                 " ON p.id = w.pool_id WHERE p.kind = 'people' AND w.week_on = :week"),
            {"week": world.NEXT_MONDAY},
        )  # fmt: skip
        zones = connection.execute(text("SELECT zone_seats FROM pots")).scalar_one()
        assert promised.scalar() == 40
        assert sum(zones.values()) == 40
    with unit_of_work(STAFF), pytest.raises(Invalid) as refused:
        open_pot(11, 0.99)
    assert refused.value.field == "seats"


def test_a_part_is_sold_with_its_probability_and_the_next_lowers_it(
    pot: UUID, as_tenant: As
) -> None:
    with as_tenant("hualan"):
        first = buy(30)
        assert isinstance(first, Held)
        stated = reservations.find(HUALAN.id, first.id).stated_probability
        assert stated is not None
        assert 0.97 <= stated < 1
    with as_tenant("rival"):
        second = buy(10, RIVAL.id)
        assert isinstance(second, Held)
        lower = reservations.find(RIVAL.id, second.id).stated_probability
        assert lower is not None
        assert lower <= stated


def test_a_part_that_would_fall_below_the_limit_is_refused(pot: UUID, as_tenant: As) -> None:
    with as_tenant("hualan"):
        assert isinstance(buy(40, zone="plain"), Answer | Held)
    with as_tenant("rival"):
        answer = buy(40, RIVAL.id, zone="plain")
        assert isinstance(answer, Answer)
        assert answer.refused == pots.TOO_RISKY


def test_a_probability_that_was_reckoned_with_other_holders_cannot_be_sold(
    pot: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        wish = world.ask(5, 240, kind="shared", hazard_zone="plain")
        before = offers.reckon(facts.read(world.buyer(base_seats=10), wish), hold=True)
    with as_tenant("rival"):
        assert isinstance(buy(5, RIVAL.id), Held)
    with as_tenant("hualan"):
        values = ledger._values(world.buyer(base_seats=10), before, person_id=OLGA.id, key=uuid7())
        with pytest.raises(CheckViolation) as refused:
            ledger.single_trip(Acting(tenant_ids=(HUALAN.id,)), ledger.HOLD, values)
    assert refused.value.diag.constraint_name == "pot_as_reckoned"


def test_not_even_by_hand_is_a_part_sold_below_its_limit(
    pot: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        assert isinstance(buy(10), Held)
    with pytest.raises(IntegrityError, match="honourable"), db_owner.begin() as connection:
        connection.execute(text("UPDATE standby_reservations SET stated_probability = 0.5"))


def test_who_wants_to_stay_away_from_the_zones_of_a_pot_gets_no_part(
    pot: UUID, as_tenant: As
) -> None:
    with as_tenant("hualan"):
        wish = world.ask(5, 240, kind="shared", avoid_hazard_zones=("coast", "hills"))
        assert offers.answer(world.buyer(base_seats=10), wish).refused == pots.NO_POT
        led = world.ask(5, 240, kind="shared")
        assert offers.answer(world.buyer(base_seats=0), led).refused == pots.NOT_LED


def test_each_day_every_holder_is_told_how_likely_it_is(
    pot: UUID, as_tenant: As, db_owner: Engine
) -> None:
    with as_tenant("hualan"):
        made = buy(20)
        assert isinstance(made, Held)
        confirming.confirm(HUALAN.id, made.id, person_id=OLGA.id)
        reservation_id = made.id
        stated = reservations.find(HUALAN.id, made.id).stated_probability
    with db_owner.begin() as connection:
        connection.execute(text('UPDATE pots SET zone_seats = \'{"coast": 40, "hills": 40}\''))
    for day in (0, 0, 1):
        clock.state_probabilities(world.NOW + timedelta(days=day))
    with as_tenant("hualan"):
        rows = session.execute(
            text("SELECT reservation_id, probability FROM standby_statements ORDER BY stated_on")
        ).all()
    assert [row[0] for row in rows] == [reservation_id] * 2
    assert stated is not None
    assert rows[0][1] < stated
