"""A no says what is short, and offers what would be a yes: each alternative is tried here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster.capacity import facts, offers, opening
from muster.capacity.asking import Ask, Step
from muster.capacity.offers import Answer
from muster.db import Acting, unit_of_work
from tests.cast import HUALAN
from tests.muster.capacity import world

As = Callable[[str], AbstractContextManager[None]]
RAMP = (Step(20, 15), Step(60, 240), Step(100, 4320))


@pytest.fixture
def sites(app: Flask, db_owner: Engine) -> dict[str, UUID]:
    """On the coast 30 who know Hualan and 20 who do not; 50 students; in the hills 40 more."""
    coast = world.site(db_owner, "coast", zone="coast")
    hills = world.site(db_owner, "hills", zone="hills")
    for site, zone in ((coast, "coast"), (hills, "hills")):
        world.pool(db_owner, 200, site_id=site, kind="places", zone=zone)
    world.pool(db_owner, 30, site_id=coast, certified_for=[HUALAN.id])
    world.pool(db_owner, 20, site_id=coast)
    world.pool(db_owner, 50, site_id=coast, kind="cohort")
    world.pool(db_owner, 40, site_id=hills, zone="hills", certified_for=[HUALAN.id])
    return {"coast": coast, "hills": hills}


def answer(as_tenant: As, base_seats: int = 10, **changes: Any) -> Answer:
    """The answer; and every alternative is answered with yes."""
    buyer = world.buyer(base_seats=base_seats)
    with as_tenant("hualan"):
        said = offers.reckon(facts.read(buyer, world.ask(**changes)), hold=True)
        for other in said.alternatives:
            assert offers.answer(buyer, other.ask).yes, other.reason
    return said


def offered(said: Answer) -> dict[str, Ask]:
    return {each.reason: each.ask for each in said.alternatives}


def test_a_ramp_is_met_by_hot_then_warm_then_cold(sites: dict[str, UUID], as_tenant: As) -> None:
    said = answer(as_tenant, ramp=RAMP)
    assert said.yes
    assert [(line.tier, line.seats) for line in said.price.lines] == [
        ("hot", 20), ("warm", 40), ("cold", 40),
    ]  # fmt: skip
    assert said.price.hold_minor == sum(line.amount_minor for line in said.price.lines)


def test_what_is_short_is_named_by_hour_tier_and_site(
    sites: dict[str, UUID], as_tenant: As
) -> None:
    said = answer(as_tenant, ramp=(Step(75, 15),))
    assert said.shortage is not None
    assert (said.shortage.tier, said.shortage.have, said.shortage.needed) == ("hot", 70, 75)
    assert said.shortage.at.hour == 9
    assert said.shortage.hours == 40
    assert {(s.site_id, s.people) for s in said.shortage.sites} == {
        (sites["coast"], 30), (sites["hills"], 40),
    }  # fmt: skip


def test_fewer_seats_or_a_part_of_them_later(sites: dict[str, UUID], as_tenant: As) -> None:
    found = offered(answer(as_tenant, ramp=(Step(75, 15),)))
    assert found["fewer"].ramp == (Step(70, 15),)
    assert found["later"].ramp == (Step(70, 15), Step(75, 240))


def test_where_nothing_near_can_be_had_it_is_fewer_and_later(
    app: Flask, db_owner: Engine, as_tenant: As
) -> None:
    home = world.site(db_owner, "home")
    world.pool(db_owner, 100, site_id=home, kind="places")
    world.pool(db_owner, 30, site_id=home)  # nobody of them knows the client
    found = offered(answer(as_tenant, ramp=(Step(5000, 15),)))
    assert {reason: wish.ramp for reason, wish in found.items()} == {
        "fewer_later": (Step(30, 3 * 24 * 60),)
    }


def test_from_the_places_that_were_to_be_avoided(sites: dict[str, UUID], as_tenant: As) -> None:
    found = offered(
        answer(
            as_tenant,
            ramp=(Step(60, 15),),
            avoid_hazard_zones=("hills",),
            avoid_sites=(sites["hills"],),
        )
    )
    assert found["elsewhere"].avoid_hazard_zones == ()
    assert found["fewer"].ramp == (Step(30, 15),)


def test_from_a_later_day_on(app: Flask, db_owner: Engine, as_tenant: As) -> None:
    home = world.site(db_owner, "home")
    world.pool(db_owner, 100, site_id=home, kind="places")
    tuesday_on = [0] * 24 + [9] * 144
    world.pool(db_owner, tuesday_on, site_id=home, certified_for=[HUALAN.id])
    found = offered(answer(as_tenant, ramp=(Step(9, 15),)))
    assert found["start_later"].first == world.NEXT_MONDAY + timedelta(days=1)


def test_shared_instead_of_guaranteed_and_the_other_way_round(
    sites: dict[str, UUID], as_tenant: As
) -> None:
    with unit_of_work(Acting(staff=True)):
        opening.open_pot(
            world.ask(60, 240), code="p", name_en="P", name_zh="P", limit=0.9, now=world.NOW,
            today=world.NOW.date(),
        )  # fmt: skip
    said = answer(as_tenant, ramp=(Step(60, 240),))
    assert offered(said)["shared"].kind == "shared"
    [shared] = [each for each in said.alternatives if each.reason == "shared"]
    assert shared.probability is not None
    assert shared.price.hold_minor < said.price.hold_minor
    no = answer(as_tenant, ramp=(Step(20, 15),), kind="shared")
    assert no.refused == "no_pot"
    assert offered(no)["guaranteed"].kind == "guaranteed"


def test_who_cannot_be_led_is_not_promised(sites: dict[str, UUID], as_tenant: As) -> None:
    said = answer(as_tenant, base_seats=0, ramp=(Step(8, 240),), avoid_hazard_zones=("hills",))
    assert said.yes
    assert said.need.led == 1
    none = answer(as_tenant, base_seats=0, ramp=(Step(110, 4320),), avoid_hazard_zones=("hills",))
    assert none.shortage is not None
    assert (none.shortage.tier, none.shortage.needed) == ("cold", 110)


def test_no_zone_of_the_client_holds_anybody_if_it_is_avoided(
    sites: dict[str, UUID], as_tenant: As
) -> None:
    said = answer(as_tenant, ramp=(Step(40, 15),), avoid_hazard_zones=("coast",))
    assert said.holding is not None
    assert {pool.hazard_zone for pool in said.holding.pools} == {"hills"}


def test_where_nobody_is_left_only_a_part_of_a_pot_can_be_had(
    db_owner: Engine, as_tenant: As
) -> None:
    home = world.site(db_owner, "home")
    world.pool(db_owner, 5, site_id=home, kind="places")
    world.pool(db_owner, 0, site_id=home, certified_for=[HUALAN.id])
    said = answer(as_tenant, ramp=(Step(1, 15),))
    assert said.shortage is not None
    assert (said.shortage.have, said.shortage.needed) == (0, 1)
    assert offered(said) == {}


def test_who_avoids_every_place_that_has_people_is_offered_them(
    sites: dict[str, UUID], as_tenant: As
) -> None:
    said = answer(as_tenant, ramp=(Step(20, 15),), avoid_hazard_zones=("coast", "hills"))
    assert said.shortage is not None
    assert offered(said)["elsewhere"].avoid_hazard_zones == ()
