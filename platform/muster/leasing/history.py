"""A lease over time: what it was, is, and will be, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from muster.db import session, uuid7
from muster.errors import existing
from muster.leasing.models import PRICED, ChangeKind, LeaseChange
from muster.leasing.months import ONE_DAY, term_end
from muster.leasing.pricing import Stretch
from muster.tenancy.models import Tenant
from muster.workforce.models import SeatLease, SeatPlan

FAR = timedelta(days=3660)


def today(tenant_id: UUID) -> date:
    """The day that it is now in the company's own zone."""
    zone = session.execute(select(Tenant.time_zone).where(Tenant.id == tenant_id)).scalar_one()
    now: datetime = session.execute(select(func.now())).scalar_one()
    return now.astimezone(ZoneInfo(zone)).date()


def find(tenant_id: UUID, lease_id: UUID, *, lock: bool = False) -> SeatLease:
    """A company's lease with its plan, under our lock if wanted. Raises NotFound."""
    query = (
        select(SeatLease)
        .options(joinedload(SeatLease.plan))
        .where(SeatLease.tenant_id == tenant_id, SeatLease.id == lease_id)
    )
    if lock:
        query = query.with_for_update(of=SeatLease).execution_options(populate_existing=True)
    return existing(session.scalar(query))


def locked(tenant_id: UUID, lease_id: UUID) -> SeatLease:
    """A company's lease that is about to change. Raises NotFound.

    The same order of locks as when seats are ordered: who comes second sees whose people are
    gone, and what the lease has become.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("seats are ordered"))))
    return find(tenant_id, lease_id, lock=True)


def changes_of(lease: SeatLease) -> list[LeaseChange]:
    """Everything that happened to a lease, in the order in which it takes effect."""
    rows = session.scalars(
        select(LeaseChange)
        .options(joinedload(LeaseChange.plan))
        .where(LeaseChange.tenant_id == lease.tenant_id, LeaseChange.lease_id == lease.id)
        .order_by(LeaseChange.effective_on, LeaseChange.id)
        .limit(500)
    ).all()
    return (
        list(rows)
        if any(row.kind == ChangeKind.ORDERED for row in rows)
        else [
            _opening(lease),
            *rows,
        ]
    )


def with_opening(lease: SeatLease) -> list[LeaseChange]:
    """The same, and a lease from before there were such rows gets the first of them."""
    changes = changes_of(lease)
    opening = next(change for change in changes if change.kind == ChangeKind.ORDERED)
    if opening.id is None:
        opening.id = uuid7()
        opening.plan_id = lease.plan_id
        session.add(opening)
        lease.first_seats = lease.first_seats or lease.seats
        session.flush()
    return changes


def _opening(lease: SeatLease) -> LeaseChange:
    return LeaseChange(
        tenant_id=lease.tenant_id,
        lease_id=lease.id,
        kind=ChangeKind.ORDERED,
        effective_on=lease.starts_on,
        seats=lease.first_seats or lease.seats,
        plan_id=lease.plan_id,
        price_minor=lease.price_minor,
        ends_on=lease.ends_on,
        changed_by=lease.ordered_by,
        request_key=lease.request_key,
        created_at=lease.created_at,
        applied_at=lease.created_at,
        withdrawn_at=None,
    )


def last_day(lease: SeatLease) -> date | None:
    """The last day on which the lease runs, as far as it is known; None: it renews itself."""
    if lease.ended_at is not None or not lease.auto_renews:
        return lease.ends_on
    return None


def stretches(lease: SeatLease, changes: Iterable[LeaseChange]) -> list[Stretch]:
    """The days of a lease with the seats and the price of each; as far ahead as anybody asks."""
    priced = sorted(
        (c for c in changes if c.kind in PRICED and c.withdrawn_at is None),
        key=lambda change: change.effective_on,
    )
    end = last_day(lease) or lease.starts_on + FAR
    found = []
    for number, change in enumerate(priced):
        after = priced[number + 1].effective_on - ONE_DAY if number + 1 < len(priced) else end
        last = min(after, end)
        if change.effective_on <= last:
            found.append(
                Stretch(change.effective_on, last, change.seats, change.price_minor, change.plan_id)
            )
    return found


def standing(stretches_: Sequence[Stretch], day: date) -> Stretch | None:
    """What holds on a day; None if the lease does not run then."""
    return next((each for each in stretches_ if each.first <= day <= each.last), None)


def billed_until(lease: SeatLease, day: date) -> date:
    """The last day that is charged; for leases older than charges, the end of last month."""
    return lease.billed_until or day.replace(day=1) - ONE_DAY


def current_term_end(lease: SeatLease, day: date) -> date:
    """The last day of the term in which `day` lies; for leases without one, month by month."""
    if lease.ends_on is not None:
        return lease.ends_on
    minimum = term_end(lease.starts_on, lease.plan.minimum_months)
    months = 1
    while term_end(lease.starts_on, months) < day:
        months += 1
    return max(minimum, term_end(lease.starts_on, months))


def commitment_end(changes: Iterable[LeaseChange], day: date) -> date:
    """The last day of the minimum term, as it stands on a day.

    Each plan's begins when the lease moves to it, and no move ends an earlier one. Until then the
    seats first ordered stay, at their price or a higher one.
    """
    begun = (
        change
        for change in changes
        if change.kind in (ChangeKind.ORDERED, ChangeKind.TRANSFER)
        and change.withdrawn_at is None
        and change.effective_on <= day
    )
    return max(
        term_end(change.effective_on, session.get_one(SeatPlan, change.plan_id).minimum_months)
        for change in begun
    )
