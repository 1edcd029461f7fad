"""Ids of what is rented."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Engine, delete

from muster.db import uuid7
from muster.leasing.models import ChangeKind, LeaseChange
from muster.workforce.models import SeatAssignment, SeatLease, SeatPlan
from tests.cast import CAI, HUALAN, OLGA, OSCAR, PLAN_ID
from tests.watch.making import SOON, add, makes, now


@makes("plan_id")
def plan(owner: Engine) -> UUID:
    code = str(uuid7())
    return add(
        owner,
        SeatPlan,
        code=code,
        name_en=code,
        name_zh=code,
        service_window={},
        languages=["zh"],
        skills=[],
        price_minor=1,
        currency="CNY",
        published_at=now(),
    )


@makes("lease_id")
def lease(owner: Engine) -> UUID:
    return add(
        owner,
        SeatLease,
        tenant_id=HUALAN.id,
        plan_id=plan(owner),
        seats=1,
        starts_on=now().date(),
        price_minor=1,
        currency="CNY",
        ordered_by=OLGA.id,
        request_key=uuid7(),
    )


@makes("assignment_id")
def assignment(owner: Engine) -> UUID:
    """Cai, who else serves the rival, sits on a seat of Hualan's, too."""
    with owner.begin() as connection:
        mine = (SeatAssignment.tenant_id == HUALAN.id) & (SeatAssignment.agent_id == CAI.agent_id)
        connection.execute(delete(SeatAssignment).where(mine))
    return add(
        owner,
        SeatAssignment,
        tenant_id=HUALAN.id,
        lease_id=HUALAN.lease_id,
        agent_id=CAI.agent_id,
        assigned_by=OSCAR.id,
    )


@makes("lease_change_id")
def lease_change(owner: Engine) -> UUID:
    return add(
        owner,
        LeaseChange,
        tenant_id=HUALAN.id,
        lease_id=HUALAN.lease_id,
        kind=ChangeKind.QUANTITY,
        effective_on=(now() + 48 * SOON).date(),
        seats=3,
        plan_id=PLAN_ID,
        price_minor=680000,
        changed_by=OLGA.id,
        request_key=uuid7(),
    )
