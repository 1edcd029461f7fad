"""From when on seats can be staffed, and whom an order keeps so that nobody else is sold them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, select, text

from muster.academy.models import Cohort
from muster.db import session, uuid7
from muster.errors import Invalid, Unavailable
from muster.leasing import changing, earmarks, supply
from muster.leasing.models import Earmark
from muster.tenancy.operations import system_door
from muster.workforce.models import SeatLease, SeatPlan
from tests.cast import ANN, BEN, CAI, HUALAN, OLGA
from tests.muster.leasing.build import add_plan, as_hualan, order, seat, today

AGENTS = {ANN.agent_id, BEN.agent_id, CAI.agent_id}


@pytest.fixture
def plan_id(app: object, db_owner: Engine) -> UUID:
    """A plan of dedicated seats. All three agents are free and can do it."""
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_assignments SET ended_at = now()"))
        connection.execute(text("UPDATE seat_leases SET ended_at = now()"))
    return add_plan(db_owner, "own", dedicated=True)


def earliest(plan_id: UUID, seats: int) -> date | None:
    return supply.earliest_start(session.get_one(SeatPlan, plan_id), seats, today())


def cohort(owner: Engine, code: str, graduates_on: date, **other: object) -> None:
    values = {
        "id": uuid7(),
        "code": code,
        "college": "College",
        "programme": "Service",
        "headcount": 10,
        "starts_on": today() - timedelta(days=100),
        "graduates_on": graduates_on,
        "skills": [],
        "languages": ["zh"],
        "graduation_share": 0.5,
        "hazard_zone": "coast",
        "weekly_hours": 20,
    }
    with owner.begin() as connection:
        connection.execute(insert(Cohort).values(values | other))


def kept(lease_id: UUID) -> set[UUID]:
    with system_door() as across:
        return set(earmarks.kept_for(across, lease_id))


def test_an_order_keeps_the_people_whom_the_next_one_cannot_have(plan_id: UUID) -> None:
    with as_hualan():
        lease = order(2, plan_id=plan_id).id
    assert len(kept(lease)) == 2
    assert kept(lease) < AGENTS
    with as_hualan():
        assert earliest(plan_id, 1) == today()
        assert earliest(plan_id, 2) == today() + supply.RECRUITING
    with pytest.raises(Invalid) as refused, as_hualan():
        order(2, plan_id=plan_id)
    assert refused.value.field == "starts_on"


def test_whoever_sits_down_frees_who_was_kept(plan_id: UUID, db_owner: Engine) -> None:
    with as_hualan():
        lease = order(1, plan_id=plan_id).id
    (spared,) = kept(lease)
    seat(db_owner, lease, next(iter(AGENTS - {spared})))
    assert kept(lease) == set()
    with as_hualan():
        assert earliest(plan_id, 2) == today()


def test_who_was_kept_and_sits_elsewhere_is_missed(plan_id: UUID, db_owner: Engine) -> None:
    with as_hualan():
        lease = order(1, plan_id=plan_id).id
        other = order(1, plan_id=plan_id, starts_on=today() + timedelta(days=1)).id
    (spared,) = kept(lease)
    seat(db_owner, other, spared)
    assert kept(lease) == kept(other) == set()
    with as_hualan():  # two are free, and one of them is needed for the first lease
        assert earliest(plan_id, 1) == today()
        assert earliest(plan_id, 2) == today() + supply.RECRUITING


def test_more_seats_keep_more_people(plan_id: UUID) -> None:
    with as_hualan():
        lease = order(1, plan_id=plan_id).id
    with as_hualan():
        on = today() + timedelta(days=3)
        changing.change_quantity(HUALAN.id, lease, 3, on, person_id=OLGA.id, key=uuid7())
    assert kept(lease) == AGENTS
    with as_hualan():
        starts = session.scalars(select(Earmark.starts_on).order_by(Earmark.starts_on)).all()
        assert starts == [today(), on, on]


def test_people_kept_for_a_lease_move_with_it_to_another_plan(
    plan_id: UUID, db_owner: Engine
) -> None:
    other = add_plan(db_owner, "other", dedicated=True)
    with as_hualan():
        lease_id = order(2, plan_id=plan_id).id
    with as_hualan():
        lease, plan = session.get_one(SeatLease, lease_id), session.get_one(SeatPlan, other)
        assert changing.propose_transfer(lease, plan, today(), today()).wanted == 0
        assert earliest(other, 1) == today()  # the third is still free


def test_people_kept_for_later_seats_do_not_make_up_for_those_another_lacks(
    plan_id: UUID, db_owner: Engine
) -> None:
    with as_hualan():
        waiting = order(1, plan_id=plan_id).id
    with as_hualan():
        growing = order(1, plan_id=plan_id).id
    with as_hualan():
        on = today() + timedelta(days=3)
        changing.change_quantity(HUALAN.id, growing, 2, on, person_id=OLGA.id, key=uuid7())
    assert len(kept(growing)) == 2
    with db_owner.begin() as connection:  # who was kept for the first has gone, a new one came
        connection.execute(text("DELETE FROM seat_earmarks WHERE lease_id = :id"), {"id": waiting})
    with as_hualan():  # one is free, and the lease that waits for somebody comes first
        assert earliest(plan_id, 1) == today() + supply.RECRUITING


def test_students_who_finish_are_there_from_that_day_on(plan_id: UUID, db_owner: Engine) -> None:
    soon = today() + timedelta(days=7)
    cohort(db_owner, "near", soon)
    cohort(db_owner, "without-words", today() + timedelta(days=1), languages=["fr"])
    cohort(db_owner, "unskilled", soon, skills=["cooking"], headcount=2)
    with as_hualan():
        assert earliest(plan_id, 3) == today()
        assert earliest(plan_id, 9) == soon
        assert earliest(plan_id, 10) == today() + supply.RECRUITING


def test_students_far_off_come_after_people_who_are_recruited(
    plan_id: UUID, db_owner: Engine
) -> None:
    cohort(db_owner, "far", today() + timedelta(days=90), headcount=1000)
    with as_hualan():
        assert earliest(plan_id, 100) == today() + supply.RECRUITING


def test_who_leaves_a_seat_is_there_the_day_after(plan_id: UUID, db_owner: Engine) -> None:
    with as_hualan():
        lease = order(1, plan_id=plan_id).id
    seat(db_owner, lease, ANN.agent_id)
    ends_on = today() + timedelta(days=5)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE seat_leases SET auto_renews = false, ends_on = :day"),
                           {"day": ends_on})  # fmt: skip
    with as_hualan():
        assert earliest(plan_id, 2) == today()
        assert earliest(plan_id, 3) == ends_on + timedelta(days=1)


def test_who_is_overtaken_looks_again_and_gives_up_in_the_end(
    plan_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[set[UUID]] = []

    def take(agents: object, _day: date) -> None:
        taken.append(set(agents))  # type: ignore[call-overload]  # agents are given as a list
        if len(taken) != 2:
            raise supply.Overtaken

    promises = supply.Promises(lambda agents, _day, wanted: list(agents[:wanted]), take)
    monkeypatch.setattr(supply, "_promises", [promises])
    with as_hualan():
        lease = order(1, plan_id=plan_id).id
    assert len(kept(lease)) == 1
    with pytest.raises(Unavailable), as_hualan():
        order(1, plan_id=plan_id)
    assert len(taken) == 2 + supply.TRIES
    with as_hualan():
        assert session.scalars(select(SeatLease.id).where(SeatLease.ended_at.is_(None))).all() == [
            lease
        ]
