"""Taking back a change of a lease before its day, and all that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from muster.audit.actions import record
from muster.db import session
from muster.errors import Conflict, existing
from muster.leasing import history, settling
from muster.leasing.models import PRICED, ChangeKind, LeaseChange
from muster.leasing.months import ONE_DAY, term_end
from muster.tenancy.days import day_said
from muster.workforce.models import SeatLease

# What makes a term longer. No change makes it shorter, so the last day of all of them holds.
OF_TERM = (ChangeKind.ORDERED, ChangeKind.TRANSFER, ChangeKind.EXTENDED, ChangeKind.RENEWED)


def withdraw(tenant_id: UUID, lease_id: UUID, change_id: UUID, *, person_id: UUID) -> None:
    """Take back a change that is still to come: what it was charged, set-up and longer term.

    Withdrawing it again changes nothing. Raises NotFound; Conflict once its day has come, or
    while a later change builds on it.
    """
    lease = history.locked(tenant_id, lease_id)
    changes = history.with_opening(lease)
    change = existing(next((c for c in changes if c.id == change_id), None))
    if change.withdrawn_at is not None:
        return
    if change.applied_at is not None:
        raise Conflict(_l("This change has taken effect. Make another one."))
    _check_nothing_builds_on(change, changes)
    today = history.today(tenant_id)
    take_back(lease, change, person_id=person_id)
    if change.kind == ChangeKind.TRANSFER:
        lease.ends_on = _term_without(lease, changes, today)
    about = {"from_on": change.effective_on.isoformat(), "quantity": change.seats}
    settling.settle(lease, changes, change.effective_on, today, settling.WITHDRAWN, about)
    record("seats.change_withdrawn", tenant_id=tenant_id, subject=lease.plan.code)


def take_back(lease: SeatLease, change: LeaseChange, *, person_id: UUID) -> None:
    """Mark a change as withdrawn and give back its set-up; settling is the caller's."""
    change.withdrawn_at, change.withdrawn_by = func.now(), person_id
    session.flush()
    session.refresh(change)
    settling.return_setup(lease, change)


def _check_nothing_builds_on(change: LeaseChange, changes: Sequence[LeaseChange]) -> None:
    """Seats that are moved keep their number, and a number its plan: neither without the other."""
    for later in changes[changes.index(change) + 1 :]:
        open_ = later.applied_at is None and later.withdrawn_at is None
        moved = ChangeKind.TRANSFER in (change.kind, later.kind)
        if later.kind in PRICED and open_ and moved:
            raise Conflict(
                _l(
                    "The change of %(day)s builds on this one. Withdraw that one first.",
                    day=day_said(later.effective_on),
                )
            )


def _term_without(lease: SeatLease, changes: Sequence[LeaseChange], today: date) -> date | None:
    """The last day of the term by the changes that stand."""
    standing = (c for c in changes if c.kind in OF_TERM and c.withdrawn_at is None)
    last = max((c.ends_on for c in standing if c.ends_on), default=lease.ends_on)
    while last is not None and last < today:  # renewed meanwhile, had it not been longer
        last = term_end(last + ONE_DAY, lease.term_months)
    return last
