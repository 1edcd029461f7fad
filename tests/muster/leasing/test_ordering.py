"""Seats are ordered at what was shown, from a day on which there are people, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, insert, select, text

from muster.db import Acting, session, unit_of_work
from muster.errors import Invalid, NotFound
from muster.leasing import ordering, supply
from muster.leasing.months import days_in, term_end
from muster.roster.models import Shift, ShiftKind
from muster.workforce import plans
from muster.workforce.models import SeatLease, SeatPlan
from muster.workforce.plans import Terms
from tests.cast import CAI, OSCAR, PLAN_ID
from tests.muster.leasing.build import add_plan, as_hualan, charged, order, today

pytestmark = pytest.mark.usefixtures("app")


def terms(price_minor: int, **other: object) -> Terms:
    values = {
        "name_en": "5×8 chat",
        "name_zh": "5×8 在线客服",
        "description_en": "",
        "description_zh": "",
        "service_window": {"hours": {}},
        "languages": ["zh"],
        "skills": [],
        "level": 1,
        "dedicated": False,
        "minimum_months": 1,
        "price_minor": price_minor,
        "currency": "CNY",
    }
    return Terms(**values | other)  # type: ignore[arg-type]  # test values


def reprice(price_minor: int, effective_on: date | None = None) -> None:
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        plans.change_plan(PLAN_ID, terms(price_minor), effective_on)


def offer(seats: int = 2) -> ordering.Offer:
    plan = plans.offered("chat-5x8", today())
    assert plan is not None
    return ordering.offer(plan, seats, today(), 1, today())


def test_the_first_month_and_set_up_are_charged_at_once(db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "setup", setup_minor=5000, price_minor=31000)
    left = days_in(today()) - today().day + 1
    with as_hualan():
        lease = order(2, plan_id=plan_id)
        expected = (2 * 31000 * 2 * left + days_in(today())) // (2 * days_in(today()))
        assert charged(lease.id) == [("seat", expected), ("setup", 10000)]
        assert lease.ends_on == term_end(today(), 1)


def test_the_same_request_twice_is_one_lease_charged_once() -> None:
    key = uuid4()
    with as_hualan():
        first = order(key=key).id
    with as_hualan():
        assert order(key=key).id == first
        assert len(charged(first)) == 1


def test_what_was_agreed_to_is_ordered() -> None:
    with as_hualan():
        seen = offer()
        lease = order(agreement=seen.agreement)
        assert charged(lease.id) == [("seat", seen.now_minor)]


def test_a_price_that_changes_in_the_cart_needs_another_yes() -> None:
    with as_hualan():
        seen = offer().agreement
    reprice(700000)
    with pytest.raises(ordering.PriceChanged), as_hualan():
        order(agreement=seen)
    with as_hualan():
        assert session.scalar(select(func.count()).select_from(SeatLease)) == 1
        again = offer()
        assert again.plan.version == 2
        assert order(agreement=again.agreement).price_minor == 700000


def test_a_price_from_tomorrow_on_is_not_today_s() -> None:
    reprice(700000, today() + timedelta(days=2))
    with as_hualan():
        assert order().price_minor == 680000
        later = plans.offered("chat-5x8", today() + timedelta(days=2))
        assert later is not None
        assert later.price_minor == 700000


def test_published_terms_stand_in_the_database(db_owner: Engine) -> None:
    with pytest.raises(Exception, match="terms of a published plan stand"), db_owner.begin() as c:
        c.execute(text("UPDATE seat_plans SET price_minor = 1"))


def test_leased_seats_keep_their_version() -> None:
    with as_hualan():
        lease_id = order().id
    reprice(1)
    with as_hualan():
        lease = session.get_one(SeatLease, lease_id)
        assert lease.price_minor == 680000
        assert session.get_one(SeatPlan, lease.plan_id).price_minor == 680000


@pytest.mark.parametrize("seats", [0, -1, 501, 10**9])
def test_an_impossible_number_of_seats_is_refused(seats: int) -> None:
    with pytest.raises(Invalid) as refused, as_hualan():
        order(seats)
    assert refused.value.field == "seats"


@pytest.mark.parametrize("days", [-1, -400, 367, 40_000])
def test_a_day_that_cannot_be_is_refused(days: int) -> None:
    with pytest.raises(Invalid) as refused, as_hualan():
        order(starts_on=today() + timedelta(days=days))
    assert refused.value.field == "starts_on"


@pytest.mark.parametrize("months", [-1, 1, 2, 37, 10**6])
def test_a_term_shorter_than_the_least_or_too_long_is_refused(
    db_owner: Engine, months: int
) -> None:
    plan_id = add_plan(db_owner, "long", minimum_months=3)
    with pytest.raises(Invalid) as refused, as_hualan():
        order(plan_id=plan_id, months=months)
    assert refused.value.field == "months"


def test_a_withdrawn_plan_cannot_be_rented() -> None:
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        plans.withdraw_plan(PLAN_ID)
    with pytest.raises(NotFound), as_hualan():
        order()


def test_a_skill_that_nobody_has_is_not_sold(db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "rare", skills=["sales"], skill_levels={"sales": 5})
    with pytest.raises(Invalid) as refused, as_hualan():
        order(1, plan_id=plan_id)
    assert refused.value.field == "seats"


def test_who_stands_by_for_others_is_not_sold_as_a_seat(db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "own", dedicated=True)
    now = datetime.now(UTC)
    later = now.date() + timedelta(days=2)

    def found(plan: SeatPlan, seats: int) -> date:
        return supply.earliest_start(plan, seats, now.date()) or date.max

    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_assignments SET ended_at = now()"))
        connection.execute(text("UPDATE seat_leases SET ended_at = now()"))
    with as_hualan():
        plan = session.get_one(SeatPlan, plan_id)
        assert found(plan, 3) < later
    with db_owner.begin() as connection:
        connection.execute(
            insert(Shift).values(
                agent_id=CAI.agent_id,
                kind=ShiftKind.STANDBY,
                starts_at=now + timedelta(days=1),
                ends_at=now + timedelta(days=1, hours=8),
            )
        )
    with as_hualan():
        plan = session.get_one(SeatPlan, plan_id)
        assert found(plan, 2) < later
        assert found(plan, 3) > later


def test_more_seats_than_people_begin_when_people_are_trained(db_owner: Engine) -> None:
    plan_id = add_plan(db_owner, "own", dedicated=True)  # and everybody serves somebody
    with pytest.raises(Invalid) as refused, as_hualan():
        order(1, plan_id=plan_id)
    assert refused.value.field == "starts_on"
    with as_hualan():
        lease = order(1, plan_id=plan_id, starts_on=today() + supply.RECRUITING)
        assert lease.seats == 1
