"""Charging a lease: month by month in advance, and the difference whenever something changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from muster.billing import charges
from muster.billing.models import Charge, ChargeKind
from muster.db import session
from muster.leasing.history import billed_until, stretches
from muster.leasing.models import LeaseChange
from muster.leasing.months import days_in, first_of, last_of, months_between
from muster.leasing.pricing import Part, Stretch, parts
from muster.workforce.models import SeatLease, SeatPlan

SUBJECT = "seat_lease"
WHOLE, PARTLY = "seat.month", "seat.part"
CHANGED, TRANSFERRED, ENDED, WITHDRAWN, PROLONGED = (
    "seat.change", "seat.transfer", "seat.ended", "seat.withdrawn", "seat.prolonged",
)  # fmt: skip
OF_SEATS = (WHOLE, PARTLY, CHANGED, TRANSFERRED, ENDED, WITHDRAWN, PROLONGED)


def named(plan: SeatPlan) -> dict[str, str]:
    """A plan's name as charges keep it: in both languages, whatever it is called later."""
    return {"en": plan.name_en, "zh": plan.name_zh}


def charge_month(lease: SeatLease, changes: Sequence[LeaseChange], month: date) -> None:
    """Charge the month of this day, a charge for each of its parts; once."""
    month = first_of(month)
    if _posted(lease, month)[1]:
        return
    for number, part in enumerate(parts(stretches(lease, changes), month)):
        plan = session.get_one(SeatPlan, part.plan_id)
        _post_part(lease, plan, month, number, part)
    lease.billed_until = last_of(month)


def settle(
    lease: SeatLease,
    changes: Sequence[LeaseChange],
    from_on: date,
    day: date,
    about: str,
    params: Mapping[str, Any],
) -> int:
    """Charge or credit what the months that are charged already should have cost by now.

    from_on: the first day that is different. about, params: the sentence that explains it.
    Gives the difference in minor units.
    """
    bought, until, sum_of = stretches(lease, changes), billed_until(lease, day), 0
    for month in months_between(from_on, until):
        sum_of += _settle_month(lease, bought, month, from_on, about, params)
    return sum_of


def difference(
    before: Sequence[Stretch], after: Sequence[Stretch], from_on: date, until: date
) -> int:
    """What would be charged (or credited, below 0) at once for a change, in minor units."""
    return sum(
        sum(part.amount_minor for part in parts(after, month))
        - sum(part.amount_minor for part in parts(before, month))
        for month in months_between(from_on, until)
    )


def _settle_month(
    lease: SeatLease,
    bought: Sequence[Stretch],
    month: date,
    from_on: date,
    about: str,
    params: Mapping[str, Any],
) -> int:
    posted, count = _posted(lease, month)
    if not count:
        return 0  # nothing was charged for it yet; whoever charges it knows of the change
    missing = sum(part.amount_minor for part in parts(bought, month)) - posted
    if missing:
        first = max(from_on, month)
        charges.post(
            lease.tenant_id,
            key=_key(lease, month, count),
            kind=ChargeKind.SEAT if missing > 0 else ChargeKind.CREDIT,
            amount_minor=missing,
            currency=lease.currency,
            period_start=first,
            period_end=last_of(month),
            description=about,
            params={
                **params,
                "days": (last_of(month) - first).days + 1,
                "of_days": days_in(month),
            },
            quantity=params.get("quantity", 1),
            unit_price_minor=params.get("price_minor", missing),
            subject_type=SUBJECT,
            subject_id=lease.id,
        )
    return missing


def _posted(lease: SeatLease, month: date) -> tuple[int, int]:
    row = session.execute(
        select(func.coalesce(func.sum(Charge.amount_minor), 0), func.count()).where(
            Charge.tenant_id == lease.tenant_id,
            Charge.subject_id == lease.id,
            Charge.description.in_(OF_SEATS),
            Charge.period_start >= month,
            Charge.period_start <= last_of(month),
        )
    ).one()
    return int(row[0]), row[1]


def _post_part(lease: SeatLease, plan: SeatPlan, month: date, number: int, part: Part) -> None:
    charges.post(
        lease.tenant_id,
        key=_key(lease, month, number),
        kind=ChargeKind.SEAT,
        amount_minor=part.amount_minor,
        currency=lease.currency,
        period_start=part.first,
        period_end=part.last,
        description=WHOLE if part.is_whole else PARTLY,
        params={
            "plan": named(plan),
            "seats": part.seats,
            "days": part.days,
            "of_days": part.of_days,
        },
        quantity=part.seats,
        unit_price_minor=part.price_minor,
        subject_type=SUBJECT,
        subject_id=lease.id,
    )


def charge_setup(
    lease: SeatLease,
    plan: SeatPlan,
    seats: int,
    day: date,
    each_minor: int,
    change: LeaseChange | None = None,
) -> None:
    """Charge the set-up of so many seats, once for each time that seats are added.

    change: the one that adds them; none for the order.
    """
    if seats <= 0 or each_minor <= 0:
        return
    count = session.scalar(
        select(func.count()).where(
            Charge.tenant_id == lease.tenant_id,
            Charge.subject_id == lease.id,
            Charge.kind == ChargeKind.SETUP,
        )
    )
    charges.post(
        lease.tenant_id,
        key=f"setup {lease.id} {count}",
        kind=ChargeKind.SETUP,
        amount_minor=each_minor * seats,
        currency=lease.currency,
        period_start=day,
        period_end=day,
        description="seat.setup",
        params={"plan": named(plan), "seats": seats} | (_of(change) if change else {}),
        quantity=seats,
        unit_price_minor=each_minor,
        subject_type=SUBJECT,
        subject_id=lease.id,
    )


def return_setup(lease: SeatLease, change: LeaseChange) -> None:
    """Give back the set-up that was charged with a change that does not come; once."""
    posted = session.scalar(
        select(Charge).where(
            Charge.tenant_id == lease.tenant_id,
            Charge.subject_id == lease.id,
            Charge.kind == ChargeKind.SETUP,
            Charge.params.contains(_of(change)),
        )
    )
    if posted is None:
        return
    charges.post(
        lease.tenant_id,
        key=f"setup back {change.id}",
        kind=ChargeKind.CREDIT,
        amount_minor=-posted.amount_minor,
        currency=posted.currency,
        period_start=posted.period_start,
        period_end=posted.period_end,
        description="seat.setup_returned",
        params=posted.params,
        quantity=posted.quantity,
        unit_price_minor=-posted.unit_price_minor,
        subject_type=SUBJECT,
        subject_id=lease.id,
    )


def _of(change: LeaseChange) -> dict[str, str]:
    return {"change": str(change.id)}


def _key(lease: SeatLease, month: date, number: int) -> str:
    return f"lease {lease.id} {month:%Y-%m} {number}"
