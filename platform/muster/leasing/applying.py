"""The day of a change has come: the lease becomes so, and people leave seats that are no more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update

from muster.db import Acting, acting_within, session
from muster.leasing.models import ChangeKind, LeaseChange
from muster.tenancy.operations import system_door
from muster.workforce import leases
from muster.workforce.models import SeatAssignment, SeatLease, SeatPlan


def apply(lease: SeatLease, change: LeaseChange, *, person_id: UUID) -> None:
    """Make a lease as the change says; whoever sits on a seat too many leaves, the latest first.

    person_id: in whose name they leave.
    """
    lease.seats, lease.plan_id = change.seats, change.plan_id
    lease.price_minor = change.price_minor
    change.applied_at = func.now()
    session.flush()
    seated = seated_on(lease)
    if change.kind == ChangeKind.TRANSFER:
        seated = _seat_as_the_plan_says(lease, seated, person_id)
    for assignment in seated[lease.seats :]:
        take_off(assignment, person_id=person_id)


def take_off(assignment: SeatAssignment, *, person_id: UUID) -> None:
    """Let an agent leave a seat, in somebody's name."""
    # Their conversations are moved on the operator's rows, which the company itself cannot touch.
    who = Acting(tenant_ids=(assignment.tenant_id,), person_id=person_id, staff=True)
    with acting_within(who):
        leases.unassign(assignment.tenant_id, assignment.id, person_id=person_id)


def seated_on(lease: SeatLease) -> Sequence[SeatAssignment]:
    """Who sits there now, the longest first."""
    return session.scalars(
        select(SeatAssignment)
        .where(
            SeatAssignment.tenant_id == lease.tenant_id,
            SeatAssignment.lease_id == lease.id,
            SeatAssignment.ended_at.is_(None),
        )
        .order_by(SeatAssignment.id)
    ).all()


def _seat_as_the_plan_says(
    lease: SeatLease, seated: Sequence[SeatAssignment], person_id: UUID
) -> Sequence[SeatAssignment]:
    """Those who serve others as well cannot stay on seats that become dedicated."""
    dedicated = session.get_one(SeatPlan, lease.plan_id).dedicated
    busy = _serving_others(lease, seated) if dedicated else set()
    for assignment in seated:
        if assignment.agent_id in busy:
            take_off(assignment, person_id=person_id)
    staying = [each for each in seated if each.agent_id not in busy]
    session.execute(
        update(SeatAssignment)
        .where(
            SeatAssignment.tenant_id == lease.tenant_id,
            SeatAssignment.id.in_([each.id for each in staying]),
        )
        .values(dedicated=dedicated)
    )
    return staying


def _serving_others(lease: SeatLease, seated: Sequence[SeatAssignment]) -> set[UUID]:
    with system_door() as across:
        return set(
            across.scalars(
                select(SeatAssignment.agent_id).where(
                    SeatAssignment.agent_id.in_([each.agent_id for each in seated]),
                    SeatAssignment.tenant_id != lease.tenant_id,
                    SeatAssignment.ended_at.is_(None),
                )
            )
        )
