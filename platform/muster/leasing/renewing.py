"""How a lease goes on or ends: renewal by itself or not, a longer term, an end with the term."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid
from muster.leasing import history, settling, withdrawing
from muster.leasing.models import PRICED, ChangeKind, LeaseChange
from muster.leasing.months import ONE_DAY, term_end
from muster.leasing.ordering import LONGEST_MONTHS
from muster.workforce.models import SeatLease

SAID = {
    ChangeKind.REINSTATED: "seats.renewal_on",
    ChangeKind.CANCELLED: "seats.cancelled",
    ChangeKind.EXTENDED: "seats.extended",
}
LONGEST_AHEAD = timedelta(days=5 * 366)


def cancel(tenant_id: UUID, lease_id: UUID, *, person_id: UUID, key: UUID) -> None:
    """End a lease with its term; what was charged for days beyond it is given back.

    Cancelling it again changes nothing. Raises NotFound, Conflict if it has ended.
    """
    lease = _running(tenant_id, lease_id)
    if not lease.auto_renews:
        return
    changes = history.with_opening(lease)
    today = history.today(tenant_id)
    lease.ends_on = history.current_term_end(lease, today)
    lease.auto_renews = False
    for change in changes:
        open_ = change.applied_at is None and change.withdrawn_at is None
        if change.kind in PRICED and open_ and change.effective_on > lease.ends_on:
            withdrawing.take_back(lease, change, person_id=person_id)
    _tell(lease, ChangeKind.CANCELLED, person_id, key)
    about = {"plan": settling.named(lease.plan), "last_on": lease.ends_on.isoformat()}
    settling.settle(
        lease, changes, lease.ends_on + ONE_DAY, today, settling.ENDED, about | {"quantity": 1}
    )


def reinstate(tenant_id: UUID, lease_id: UUID, *, person_id: UUID, key: UUID) -> None:
    """Let a lease renew itself (again) when its term is over. Doing it again changes nothing."""
    lease = _running(tenant_id, lease_id)
    if lease.auto_renews:
        return
    changes = history.with_opening(lease)
    today = history.today(tenant_id)
    lease.auto_renews = True
    _tell(lease, ChangeKind.REINSTATED, person_id, key)
    _charge_again(lease, changes, today)


def extend(tenant_id: UUID, lease_id: UUID, months: int, *, person_id: UUID, key: UUID) -> None:
    """Add months to the current term at the price as it is. The same key adds them once.

    Raises Invalid for a number of months that cannot be, Conflict if the lease has ended.
    """
    lease = _running(tenant_id, lease_id)
    if session.scalar(select(LeaseChange.id).where(LeaseChange.request_key == key)):
        return
    today = history.today(tenant_id)
    if not 1 <= months <= LONGEST_MONTHS:
        raise Invalid("months", _l("Between 1 and 36 months."))
    changes = history.with_opening(lease)
    ends_on = term_end(history.current_term_end(lease, today) + ONE_DAY, months)
    if ends_on > today + LONGEST_AHEAD:
        raise Invalid("months", _l("A lease can be extended to five years from now at most."))
    lease.ends_on = ends_on
    _tell(lease, ChangeKind.EXTENDED, person_id, key)
    _charge_again(lease, changes, today)


def _charge_again(lease: SeatLease, changes: list[LeaseChange], day: date) -> None:
    """Charge days that were beyond the end until now, in a month that is charged already."""
    about = {"plan": settling.named(lease.plan), "from_on": day.isoformat(), "quantity": 1}
    settling.settle(lease, changes, day, day, settling.PROLONGED, about)


def _running(tenant_id: UUID, lease_id: UUID) -> SeatLease:
    lease = history.find(tenant_id, lease_id, lock=True)
    if lease.ended_at is not None:
        raise Conflict(_l("This lease has ended."))
    return lease


def _tell(lease: SeatLease, kind: ChangeKind, person_id: UUID, key: UUID) -> None:
    """Write down who wanted it; each of these is known by its key of the request."""
    session.add(
        LeaseChange(
            id=uuid7(),
            tenant_id=lease.tenant_id,
            lease_id=lease.id,
            kind=kind,
            effective_on=lease.ends_on,
            seats=lease.seats,
            plan_id=lease.plan_id,
            price_minor=lease.price_minor,
            ends_on=lease.ends_on,
            changed_by=person_id,
            request_key=key,
            applied_at=func.now(),
        )
    )
    session.flush()
    record(SAID[kind], tenant_id=lease.tenant_id, subject=lease.plan.code)
