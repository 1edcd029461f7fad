"""What the clock does to leases: changes whose day has come, months to charge, terms that end."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select

from muster.audit.actions import record
from muster.billing import charges
from muster.billing.models import ChargeKind
from muster.conversations.models import Contact
from muster.db import Acting, session, unit_of_work, uuid7
from muster.leasing import applying, history, settling
from muster.leasing.models import PRICED, ChangeKind, LeaseChange
from muster.leasing.months import ONE_DAY, add_months, first_of, term_end
from muster.leasing.pricing import included
from muster.tenancy.models import Tenant
from muster.tenancy.operations import system_door
from muster.workforce.models import SeatAssignment, SeatLease, SeatPlan

MOST_AT_ONCE = 500


def run_due() -> int:
    """Bring every lease up to its company's today, each in a transaction of its own.

    Doing it again changes nothing. Gives how many leases had something due. What goes wrong with
    one lease keeps no other from its day; all of it is raised together at the end.
    """
    found, wrong = _due(), []
    for tenant_id, lease_id in found:
        try:
            with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
                bring_up(tenant_id, lease_id)
        except Exception as error:  # noqa: BLE001 — raised below, with the others'
            error.add_note(f"of lease {lease_id}")
            wrong.append(error)
    if wrong:
        raise ExceptionGroup("leases could not be brought up to today", wrong)
    return len(found)


def _due() -> list[tuple[UUID, UUID]]:
    today = func.timezone(Tenant.time_zone, func.now()).cast(SeatLease.starts_on.type)
    change_due = (
        select(LeaseChange.id)
        .where(
            LeaseChange.tenant_id == SeatLease.tenant_id,
            LeaseChange.lease_id == SeatLease.id,
            LeaseChange.applied_at.is_(None),
            LeaseChange.withdrawn_at.is_(None),
            LeaseChange.effective_on <= today,
        )
        .exists()
    )
    to_charge = and_(
        SeatLease.starts_on <= today,
        or_(SeatLease.billed_until.is_(None), SeatLease.billed_until < today),
    )
    with system_door() as across:
        rows = across.execute(
            select(SeatLease.tenant_id, SeatLease.id)
            .join(Tenant, Tenant.id == SeatLease.tenant_id)
            .where(
                SeatLease.ended_at.is_(None),
                or_(to_charge, SeatLease.ends_on < today, change_due),
            )
            .order_by(SeatLease.tenant_id, SeatLease.id)
            .limit(MOST_AT_ONCE)
        ).all()
    return [(row[0], row[1]) for row in rows]


def bring_up(tenant_id: UUID, lease_id: UUID) -> None:
    """Do what is due for one lease by its company's today."""
    lease = history.find(tenant_id, lease_id, lock=True)
    today = history.today(tenant_id)
    changes = history.with_opening(lease)
    for change in changes:
        due = change.effective_on <= today and change.kind in PRICED
        if due and change.applied_at is None and change.withdrawn_at is None:
            applying.apply(lease, change, person_id=change.changed_by or lease.ordered_by)
    while lease.ended_at is None and lease.ends_on is not None and lease.ends_on < today:
        _renew_or_end(lease, changes)
    _charge(lease, changes, today)


def _renew_or_end(lease: SeatLease, changes: list[LeaseChange]) -> None:
    ended = lease.ends_on
    if ended is None:
        return
    if not lease.auto_renews:
        for assignment in applying.seated_on(lease):
            applying.take_off(assignment, person_id=lease.ordered_by)
        lease.ended_at = session.execute(select(func.now())).scalar_one()
        charge_overage(lease, changes, first_of(ended))
        _tell(lease, ChangeKind.ENDED, ended)
        record("seats.ended", tenant_id=lease.tenant_id, subject=lease.plan.code)
        return
    lease.ends_on = term_end(ended + ONE_DAY, lease.term_months)
    _tell(lease, ChangeKind.RENEWED, ended + ONE_DAY)


def _tell(lease: SeatLease, kind: ChangeKind, on: date) -> None:
    session.add(
        LeaseChange(
            id=uuid7(),
            tenant_id=lease.tenant_id,
            lease_id=lease.id,
            kind=kind,
            effective_on=on,
            seats=lease.seats,
            plan_id=lease.plan_id,
            price_minor=lease.price_minor,
            ends_on=lease.ends_on,
            request_key=uuid7(),
            applied_at=func.now(),
        )
    )
    session.flush()


def _charge(lease: SeatLease, changes: list[LeaseChange], today: date) -> None:
    """Charge the months up to the current one, and the overage of each that is over."""
    last = min(today, history.last_day(lease) or today)
    while history.billed_until(lease, today) < last:
        month = max(
            first_of(history.billed_until(lease, today) + ONE_DAY), first_of(lease.starts_on)
        )
        charge_overage(lease, changes, add_months(month, -1))
        settling.charge_month(lease, changes, month)
        if history.billed_until(lease, today) < month:
            lease.billed_until = add_months(month, 1) - ONE_DAY


def charge_overage(lease: SeatLease, changes: list[LeaseChange], month: date) -> None:
    """Charge the contacts of a month beyond those that its seats include; once.

    Those count that agents on this lease's seats took while they sat there.
    """
    stretches = history.stretches(lease, changes)
    last = history.standing(stretches, add_months(month, 1) - ONE_DAY) or (
        stretches[-1] if stretches else None
    )
    plan = session.get_one(SeatPlan, last.plan_id) if last else None
    if plan is None or plan.overage_minor is None or not plan.included_contacts:
        return
    allowed = included(stretches, month, plan.included_contacts)
    taken = _taken(lease, month)
    if taken <= allowed or not allowed:
        return
    charges.post(
        lease.tenant_id,
        key=f"overage {lease.id} {month:%Y-%m}",
        kind=ChargeKind.OVERAGE,
        amount_minor=(taken - allowed) * plan.overage_minor,
        currency=lease.currency,
        period_start=month,
        period_end=add_months(month, 1) - ONE_DAY,
        description="seat.overage",
        params={"plan": settling.named(plan), "contacts": taken, "included": allowed},
        quantity=taken - allowed,
        unit="contact",
        unit_price_minor=plan.overage_minor,
        subject_type=settling.SUBJECT,
        subject_id=lease.id,
    )


def _taken(lease: SeatLease, month: date) -> int:
    zone = ZoneInfo(
        session.execute(select(Tenant.time_zone).where(Tenant.id == lease.tenant_id)).scalar_one()
    )
    begins = datetime(month.year, month.month, 1, tzinfo=zone)
    after = add_months(month, 1)
    sat = (
        select(SeatAssignment.id)
        .where(
            SeatAssignment.tenant_id == lease.tenant_id,
            SeatAssignment.lease_id == lease.id,
            SeatAssignment.agent_id == Contact.agent_id,
            SeatAssignment.created_at <= Contact.opened_at,
            or_(SeatAssignment.ended_at.is_(None), SeatAssignment.ended_at > Contact.opened_at),
        )
        .exists()
    )
    return (
        session.scalar(
            select(func.count()).where(
                Contact.tenant_id == lease.tenant_id,
                Contact.opened_at >= begins,
                Contact.opened_at < datetime(after.year, after.month, 1, tzinfo=zone),
                sat,
            )
        )
        or 0
    )
