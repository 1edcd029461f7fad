"""Leases to try things on: all of Hualan's, by its owner."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, select, text, update

from muster.billing.models import Charge
from muster.db import Acting, session, unit_of_work, uuid7
from muster.leasing import ordering
from muster.workforce.models import SeatAssignment, SeatLease, SeatPlan
from tests.cast import HUALAN, OLGA, OSCAR, PLAN_ID

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Hualan's today."""
    return datetime.now(UTC).astimezone(SHANGHAI).date()


def as_hualan(*, staff: bool = False) -> AbstractContextManager[None]:
    """A unit of work of Hualan's owner."""
    return unit_of_work(Acting(tenant_ids=(HUALAN.id,), person_id=OLGA.id, staff=staff))


def order(seats: int = 2, **other: object) -> SeatLease:
    """Rent seats of the cast's plan from today on."""
    values = {"person_id": OLGA.id, "key": uuid4(), "starts_on": today(), "plan_id": PLAN_ID}
    return ordering.order(HUALAN.id, seats=seats, **values | other)  # type: ignore[arg-type]  # test values


def add_plan(owner: Engine, code: str, **other: object) -> UUID:
    """A published plan in Chinese yuan, shared, for 300 yuan."""
    values = {
        "id": uuid7(),
        "code": code,
        "name_en": f"{code} plan",
        "name_zh": f"{code} 坐席",
        "service_window": {},
        "languages": ["zh"],
        "skills": [],
        "dedicated": False,
        "price_minor": 30000,
        "currency": "CNY",
        "published_at": datetime.now(UTC),
    }
    with owner.begin() as connection:
        connection.execute(insert(SeatPlan).values(values | other))
    return (values | other)["id"]  # type: ignore[return-value]  # a UUID


def move_start(owner: Engine, lease_id: UUID, starts_on: date, **other: object) -> None:
    """Let a lease have begun on another day, with nothing charged yet."""
    values = {"starts_on": starts_on, "ends_on": None, "billed_until": None} | other
    with owner.begin() as connection:
        connection.execute(update(SeatLease).where(SeatLease.id == lease_id).values(values))
        connection.execute(
            text("UPDATE lease_changes SET effective_on = :day WHERE lease_id = :id"),
            {"day": starts_on, "id": lease_id},
        )


def seat(owner: Engine, lease_id: UUID, agent_id: UUID, tenant_id: UUID = HUALAN.id) -> UUID:
    """Put an agent on a seat as the database lets us."""
    assignment_id = uuid7()
    with owner.begin() as connection:
        connection.execute(
            insert(SeatAssignment).values(
                id=assignment_id,
                tenant_id=tenant_id,
                lease_id=lease_id,
                agent_id=agent_id,
                assigned_by=OSCAR.id,
            )
        )
    return assignment_id


def charged(lease_id: UUID) -> list[tuple[str, int]]:
    """What was charged for a lease: kinds and amounts, in order."""
    rows = session.execute(
        select(Charge.kind, Charge.amount_minor)
        .where(Charge.subject_id == lease_id)
        .order_by(Charge.id)
    )
    return [(row.kind, row.amount_minor) for row in rows]
