"""Seats called in by the surge watch, as far as the client has signed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from muster.activation import opening
from muster.activation.opening import Wish
from muster.activation.states import AtCeiling, Origin
from muster.capacity.models import Reservation
from muster.db import session
from muster.errors import Conflict, Invalid
from muster.forecasting.models import SurgeAlarm
from muster.forecasting.signals import SurgeCall


def call_in(call: SurgeCall) -> UUID | None:
    """Activate the first of the company's reserves that is within what was signed.

    Gives the activation; None if none is in force now at such a price, or all are in use. Whoever
    signed the surge watch's terms stands for the activation.
    """
    found = _ready(call.tenant_id).where(
        Reservation.currency == call.currency, Reservation.use_price_minor <= call.price_minor
    )
    for reservation in session.scalars(found).all():
        try:
            return opening.activate(
                call.tenant_id, reservation.id, _wish(call, reservation), person_id=call.signed_by
            ).id
        except (Conflict, Invalid):
            continue  # outside its hours or its period: the next one may be within
    return None


def reserve_for(tenant_id: UUID, now: datetime) -> Reservation | None:
    """What the company could call in for a surge at this moment, the cheapest first."""
    found = session.scalars(_ready(tenant_id))
    return next((each for each in found if opening.opens_at(each, now) == now), None)


def _ready(tenant_id: UUID) -> Select[Reservation]:
    return (
        select(Reservation)
        .where(Reservation.tenant_id == tenant_id, Reservation.state.in_(opening.READY))
        .order_by(Reservation.use_price_minor, Reservation.seats.desc(), Reservation.number)
        .limit(20)
    )


def proposed(wanted: SurgeAlarm | SurgeCall, reservation: Reservation) -> tuple[int, datetime]:
    """How many seats, and until when, as far as the reservation goes."""
    zone = ZoneInfo(reservation.time_zone)
    last = datetime.combine(reservation.ends_on + timedelta(days=1), time(), zone).astimezone(UTC)
    seats = min(wanted.seats, reservation.seats)
    return seats, min(wanted.until_at, last - timedelta(minutes=1))


def _wish(call: SurgeCall, reservation: Reservation) -> Wish:
    seats, until_at = proposed(call, reservation)
    return Wish(
        seats=seats,
        reason=call.reason[: opening.LONGEST_REASON],
        key=call.alarm_id,
        until_at=until_at,
        origin=Origin.SURGE,
        ceiling_minor=call.ceiling_minor,
        at_ceiling=AtCeiling.STOP,
    )
