"""Confirming a held reservation on account, what it costs month by month, and calling it off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.billing import charges, words
from muster.billing.models import ChargeKind
from muster.capacity import reservations
from muster.capacity.models import Reservation, ReservationState
from muster.db import session
from muster.errors import Conflict
from muster.leasing.months import add_months

DESCRIPTION = "standby.hold"
SUBJECT = "standby_reservation"
OVER = _l("This offer was held for 30 minutes and is free again. Ask anew; it takes a moment.")
RUNNING = (
    ReservationState.SCHEDULED,
    ReservationState.ACTIVE,
    ReservationState.DRILLING,
    ReservationState.ACTIVATING,
    ReservationState.ACTIVATED,
    ReservationState.RELEASING,
)

words.register(
    {DESCRIPTION: _l("Standby no. %(number)s: %(seats)s seats held, %(first_on)s to %(last_on)s")}
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a reservation, or what is left of one; share: of a month's fee."""

    number: int
    first: date
    last: date
    share: Decimal


def confirm(tenant_id: UUID, reservation_id: UUID, *, person_id: UUID) -> Reservation:
    """Confirm on account: the first month is charged. Once confirmed, again changes nothing.

    Raises NotFound, Conflict where the hold is over.
    """
    found = reservations.find(tenant_id, reservation_id, lock=True)
    if found.confirmed_at is not None:
        return found
    now = session.execute(select(func.clock_timestamp())).scalar_one()
    if found.state != ReservationState.PAYMENT_PENDING or not _held(found, now):
        raise Conflict(OVER)
    today = now.astimezone(ZoneInfo(found.time_zone)).date()
    state = ReservationState.ACTIVE if found.starts_on <= today else ReservationState.SCHEDULED
    reservations.move(found, state, person_id=person_id, reason="confirmed")
    found.confirmed_at = now
    session.flush()
    record("standby.confirmed", tenant_id=tenant_id, subject=str(found.number), seats=found.seats)
    charge(found, next(months(found)))
    return found


def _held(reservation: Reservation, now: datetime) -> bool:
    return reservation.hold_expires_at is not None and reservation.hold_expires_at > now


def cancel(tenant_id: UUID, reservation_id: UUID, *, person_id: UUID) -> None:
    """Call a reservation off: all that it holds is free at once. Again changes nothing.

    What was charged stays charged; no further month is. Raises NotFound, Conflict while people
    are called in.
    """
    found = reservations.find(tenant_id, reservation_id, lock=True)
    if found.state == ReservationState.CANCELLED:
        return
    reservations.move(found, ReservationState.CANCELLED, person_id=person_id)
    record("standby.cancelled", tenant_id=tenant_id, subject=str(found.number))


def months(reservation: Reservation) -> Iterator[Month]:
    """The months that a reservation is charged for, the last one by its days."""
    number, first = 1, reservation.starts_on
    while first <= reservation.ends_on:
        following = add_months(reservation.starts_on, number)
        last = min(following - timedelta(days=1), reservation.ends_on)
        share = Decimal((last - first).days + 1) / Decimal((following - first).days)
        yield Month(number, first, last, share)
        number, first = number + 1, following


def key(reservation_id: UUID, month: Month) -> str:
    """Under which a month of a reservation is charged, once."""
    return f"standby/{reservation_id}/{month.number}"


def charge(reservation: Reservation, month: Month) -> None:
    """Charge a company for a month of being held; again changes nothing."""
    charges.post(
        reservation.tenant_id,
        key=key(reservation.id, month),
        kind=ChargeKind.HOLD,
        amount_minor=int((reservation.hold_price_minor * month.share).to_integral_value()),
        currency=reservation.currency,
        period_start=month.first,
        period_end=month.last,
        description=DESCRIPTION,
        params={
            "number": reservation.number,
            "seats": reservation.seats,
            "first_on": month.first.isoformat(),
            "last_on": month.last.isoformat(),
        },
        quantity=month.share.quantize(Decimal("0.0001")),
        unit="month",
        unit_price_minor=reservation.hold_price_minor,
        subject_type=SUBJECT,
        subject_id=reservation.id,
    )


def settle(reservation: Reservation, now: datetime) -> None:
    """Begin and end a reservation whose day has come, and charge the months that have begun."""
    today = now.astimezone(ZoneInfo(reservation.time_zone)).date()
    for month in months(reservation):
        if month.first > today:
            break
        charge(reservation, month)
    if reservation.state == ReservationState.SCHEDULED and reservation.starts_on <= today:
        reservations.move(reservation, ReservationState.ACTIVE, reason="begun")
    if reservation.state == ReservationState.ACTIVE and reservation.ends_on < today:
        reservations.move(reservation, ReservationState.EXPIRED, reason="over")
