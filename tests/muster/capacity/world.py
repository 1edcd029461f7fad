"""Sites, pools and their hours, written straight into the database of a test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, text

from muster.capacity import hours
from muster.capacity.asking import Ask, Step
from muster.capacity.facts import Buyer
from muster.capacity.models import HOURS_A_WEEK, Pool, PoolWeek
from muster.db import uuid7
from muster.places.models import Site
from tests.cast import HUALAN

NOW = datetime.now(UTC)
NEXT_MONDAY = hours.monday(NOW.date()) + timedelta(weeks=1)
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def site(owner: Engine, code: str, *, zone: str = "coast", seats: int = 1000) -> UUID:
    """A site that is up."""
    site_id = uuid7()
    with owner.begin() as connection:
        connection.execute(
            insert(Site).values(
                id=site_id,
                code=code,
                name_en=code.title(),
                name_zh=code,
                region="cn",
                time_zone="Asia/Shanghai",
                hazard_zone=zone,
                seats=seats,
            )
        )
    return site_id


def pool(
    owner: Engine,
    count: int | Sequence[int],
    *,
    site_id: UUID | None = None,
    kind: str = "people",
    zone: str = "coast",
    certified_for: Sequence[UUID] = (),
    skills: Sequence[str] = ("sales",),
    weeks: int = 2,
) -> UUID:
    """A pool with so many in every hour of some weeks from next Monday's on."""
    pool_id = uuid7()
    week = list(count) if isinstance(count, Sequence) else [count] * HOURS_A_WEEK
    with owner.begin() as connection:
        connection.execute(
            insert(Pool).values(
                id=pool_id,
                kind=kind,
                site_id=site_id,
                hazard_zone=zone,
                region="cn",
                abilities=[] if kind == "places" else list(skills),
                languages=[] if kind == "places" else ["zh"],
                certified_for=list(certified_for),
                signature=str(pool_id),
            )
        )
        connection.execute(
            insert(PoolWeek),
            [
                {"pool_id": pool_id, "week_on": NEXT_MONDAY + timedelta(weeks=n), "supply": week}
                for n in range(weeks)
            ],
        )
    return pool_id


def ask(seats: int = 10, minutes: int = 15, **changes: Any) -> Ask:
    """A wish for next week's office hours, in UTC."""
    values: dict[str, Any] = {
        "ramp": (Step(seats, minutes),),
        "skills": ("sales",),
        "languages": ("zh",),
        "first": NEXT_MONDAY,
        "last": NEXT_MONDAY + timedelta(days=4),
        "time_zone": "UTC",
        "window": OFFICE,
    }
    return Ask(**values | changes)


def buyer(tenant_id: UUID = HUALAN.id, base_seats: int = 0) -> Buyer:
    """A company that asks."""
    return Buyer(tenant_id, "CNY", NOW, base_seats)


def promised(owner: Engine, pool_id: UUID, week: date = NEXT_MONDAY) -> list[int]:
    """What the ledger says is promised of a pool in a week."""
    with owner.begin() as connection:
        return list(
            connection.execute(
                text("SELECT promised FROM capacity_weeks WHERE pool_id = :p AND week_on = :w"),
                {"p": pool_id, "w": week},
            ).scalar_one()
        )
