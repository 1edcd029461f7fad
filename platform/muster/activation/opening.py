"""Calling seats in: what is asked is checked against what was reserved, and the clock begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text

from muster.activation import ramp
from muster.activation.models import RUNNING, Activation
from muster.activation.states import AtCeiling, Kind, Origin, State
from muster.activation.telling import activation_name, moved, note, step_soon
from muster.capacity import reservations
from muster.capacity.models import Reservation, ReservationState
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid
from muster.tenancy.days import day_said, moment_said
from muster.tenancy.hours import is_open, next_change

LONGEST = timedelta(days=92)
LONGEST_REASON = 500
DRILL_MARGIN = timedelta(minutes=15)  # after the last promised step
READY = (ReservationState.ACTIVE, ReservationState.SCHEDULED)
BUSY = (
    ReservationState.ACTIVATING,
    ReservationState.ACTIVATED,
    ReservationState.DRILLING,
    ReservationState.RELEASING,
)
# Called with company and activation, in the unit of work in which one begins.
began: list[Callable[[UUID, UUID], None]] = []


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. key: made by whoever asks; the same again is the same activation.

    until_at: None for a drill, which ends by itself. ceiling_minor: of the use, None for none.
    """

    seats: int
    reason: str
    key: UUID
    until_at: datetime | None = None
    kind: Kind = Kind.REAL
    origin: Origin = Origin.CLIENT
    announced: bool = True
    ceiling_minor: int | None = None
    at_ceiling: AtCeiling = AtCeiling.WARN


def activate(tenant_id: UUID, reservation_id: UUID, wish: Wish, *, person_id: UUID) -> Activation:
    """Begin an activation or a drill on a reservation; people are called after the commit.

    Raises NotFound, Invalid for what cannot be asked, Conflict for a reservation that is not in
    force now or is being activated already.
    """
    reservation = reservations.find(tenant_id, reservation_id, lock=True)
    known = _known(tenant_id, wish.key)
    if known is not None:
        return known
    now = session.execute(select(func.now())).scalar_one()
    _check_state(reservation)
    _check_times(reservation, now)
    for fault in faults(reservation, wish, now):
        raise fault
    until_at = wish.until_at or _end_of_drill(reservation, wish, now)
    activation = _begin(reservation, wish, until_at, person_id)
    # What is in its period is active, also before the clock has said so.
    reservations.move(reservation, ReservationState.ACTIVE)
    to = ReservationState.DRILLING if wish.kind == Kind.DRILL else ReservationState.ACTIVATING
    reservations.move(reservation, to, person_id=person_id, reason=activation_name(activation))
    return activation


def begin(activation: Activation) -> None:
    """Number an activation, write it and have its people called."""
    tenant_id = activation.tenant_id
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('activations ' || :tenant, 0))"),
        {"tenant": str(tenant_id)},
    )
    highest = session.scalar(
        select(func.max(Activation.number)).where(Activation.tenant_id == tenant_id)
    )
    activation.number = (highest or 0) + 1
    session.add(activation)
    session.flush()
    note(
        activation,
        "begun",
        activation.requested_by,
        seats=activation.seats,
        kind=activation.kind,
        origin=activation.origin,
    )
    moved(tenant_id, activation.id)
    step_soon(tenant_id, activation.id)
    for hear in began:
        hear(tenant_id, activation.id)


def running(tenant_id: UUID, reservation_id: UUID) -> Activation | None:
    """The activation of a reservation that is not over."""
    return session.scalar(
        select(Activation).where(
            Activation.tenant_id == tenant_id,
            Activation.reservation_id == reservation_id,
            text(RUNNING),
        )
    )


def _known(tenant_id: UUID, key: UUID) -> Activation | None:
    return session.scalar(
        select(Activation).where(Activation.tenant_id == tenant_id, Activation.request_key == key)
    )


def _check_state(reservation: Reservation) -> None:
    if reservation.state in BUSY:
        under_way = running(reservation.tenant_id, reservation.id)
        name = activation_name(under_way) if under_way else ""
        raise Conflict(
            _l("These seats are being called already (%(name)s). Look at its board.", name=name)
        )
    if reservation.state == ReservationState.PAYMENT_PENDING:
        raise Conflict(_l("This reservation is not paid yet. Confirm it first."))
    if reservation.state not in READY:
        raise Conflict(_l("This reservation is not in force any more."))


def _check_times(reservation: Reservation, now: datetime) -> None:
    if now.astimezone(ZoneInfo(reservation.time_zone)).date() > reservation.ends_on:
        raise Conflict(_l("This reservation ended on %(day)s.", day=day_said(reservation.ends_on)))
    opens = opens_at(reservation, now)
    if opens is None:
        raise Conflict(_l("The last hours of this reservation are over."))
    if opens > now:
        when = moment_said(opens, reservation.time_zone)
        raise Conflict(
            _l("Outside the hours of this reservation. They begin at %(when)s.", when=when)
        )


def opens_at(reservation: Reservation, now: datetime) -> datetime | None:
    """From when on a reservation can be called in: now in its hours, None after the last of them.

    A reservation without a weekly window has all hours from its first day on.
    """
    zone = ZoneInfo(reservation.time_zone)
    first = max(now, datetime.combine(reservation.starts_on, time(), zone))
    open_then = is_open(reservation.weekly_window, reservation.time_zone, first)
    opens = (
        first if open_then else next_change(reservation.weekly_window, reservation.time_zone, first)
    )
    if opens is None or opens.astimezone(zone).date() > reservation.ends_on:
        return None
    return opens


def faults(reservation: Reservation, wish: Wish, now: datetime) -> list[Invalid]:
    """All that cannot be asked of a reservation, each with the field that it belongs beside."""
    found = [_wrong_seats(reservation, wish), _wrong_reason(wish)]
    if wish.until_at is not None:
        found.append(_wrong_end(reservation, wish.until_at, now))
    if wish.ceiling_minor is not None and wish.ceiling_minor <= 0:
        found.append(Invalid("ceiling", _l("A ceiling above 0, or none.")))
    return [fault for fault in found if fault]


def _wrong_seats(reservation: Reservation, wish: Wish) -> Invalid | None:
    if 1 <= wish.seats <= reservation.seats:
        return None
    return Invalid(
        "seats", _l("Between 1 and %(most)s: so many are reserved.", most=reservation.seats)
    )


def _wrong_reason(wish: Wish) -> Invalid | None:
    if 1 <= len(wish.reason.strip()) <= LONGEST_REASON:
        return None
    return Invalid("reason", _l("Say in 1 to 500 characters what happened."))


def _wrong_end(reservation: Reservation, until_at: datetime, now: datetime) -> Invalid | None:
    if until_at <= now:
        return Invalid("until_at", _l("This moment has passed. Choose a later one."))
    if until_at > now + LONGEST:
        return Invalid("until_at", _l("At most 92 days ahead."))
    if until_at.astimezone(ZoneInfo(reservation.time_zone)).date() > reservation.ends_on:
        return Invalid(
            "until_at",
            _l(
                "The reservation ends on %(day)s. Choose a moment before its end.",
                day=day_said(reservation.ends_on),
            ),
        )
    return None


def _end_of_drill(reservation: Reservation, wish: Wish, now: datetime) -> datetime:
    promise = ramp.steps(reservation.ramp, max(1, wish.seats))
    return now + timedelta(seconds=promise[-1].seconds) + DRILL_MARGIN


def _begin(reservation: Reservation, wish: Wish, until_at: datetime, person_id: UUID) -> Activation:
    activation = Activation(
        id=uuid7(),
        tenant_id=reservation.tenant_id,
        reservation_id=reservation.id,
        request_key=wish.key,
        kind=wish.kind,
        origin=wish.origin,
        announced=wish.announced,
        seats=wish.seats,
        reason=wish.reason.strip(),
        until_at=until_at,
        ramp=reservation.ramp,
        skills=list(reservation.skills),
        languages=list(reservation.languages),
        currency=reservation.currency,
        price_minor=0 if wish.kind != Kind.REAL else reservation.use_price_minor,
        credit_minor=round(reservation.hold_price_minor * reservation.credit_percent / 100),
        copy_factor=reservation.copy_factor,
        avoid_hazard_zones=list(reservation.avoid_hazard_zones),
        avoid_sites=[str(site) for site in reservation.avoid_sites],
        ceiling_minor=wish.ceiling_minor,
        at_ceiling=wish.at_ceiling,
        state=State.OPEN,
        short=0,
        requested_by=person_id,
    )
    begin(activation)
    return activation
