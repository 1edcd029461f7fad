"""When an activation ends, and what is left of it: the promise kept or not, and the credit."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, text

from muster.activation import metering, ramp, releasing
from muster.activation.models import Activation, DrillCertificate
from muster.activation.states import Kind, State
from muster.activation.telling import activation_name, note
from muster.capacity import reservations
from muster.capacity.models import ReservationState
from muster.db import session, uuid7

SEATED = text("""
SELECT EXTRACT(epoch FROM p.seated_at - a.created_at)::float
FROM called_people p JOIN activations a ON a.id = p.activation_id
WHERE p.activation_id = :activation AND p.seated_at IS NOT NULL ORDER BY p.seated_at
""")
LEFT = text("""
SELECT EXISTS (SELECT FROM called_people WHERE activation_id = :activation
               AND state NOT IN ('declined','timed_out','gone','released'))
""")


def end_in_time(activation: Activation) -> bool:
    """Begin the release when its time is over; a drill's also once everybody sits."""
    if activation.state != State.OPEN:
        return False
    now = session.execute(select(func.now())).scalar_one()
    if activation.until_at <= now:
        releasing.begin(activation, None, "time")
        return True
    if activation.kind == Kind.DRILL and len(seated_seconds(activation.id)) >= activation.seats:
        releasing.begin(activation, None, "complete")
        return True
    return False


def note_full(activation: Activation) -> None:
    """Say in the reservation that all seats are there."""
    if activation.kind == Kind.DRILL or activation.reservation_id is None:
        return
    if len(seated_seconds(activation.id)) < activation.seats:
        return
    reservation = reservations.find(activation.tenant_id, activation.reservation_id, lock=True)
    reservations.move(
        reservation,
        ReservationState.ACTIVATED,
        person_id=None,
        reason=activation_name(activation),
    )


def end_if_empty(activation: Activation) -> bool:
    """End an activation that is being released, once nobody is left."""
    if activation.state != State.RELEASING:
        return False
    _say_releasing(activation)
    if session.execute(LEFT, {"activation": activation.id}).scalar_one():
        return False
    activation.state, activation.ended_at = State.ENDED, func.now()
    session.flush()
    session.refresh(activation)
    certify(activation)
    metering.charge(activation)
    note(activation, "ended", None)
    if activation.reservation_id is not None:
        reservation = reservations.find(activation.tenant_id, activation.reservation_id, lock=True)
        if reservation.state not in (ReservationState.CANCELLED, ReservationState.EXPIRED):
            reservations.move(
                reservation,
                ReservationState.ACTIVE,
                person_id=activation.released_by,
                reason=activation_name(activation),
            )
    session.flush()
    return True


def certify(activation: Activation) -> DrillCertificate:
    """Write how the promise was kept, and give the credit where it was not. Needs `ended_at`.

    What came due only after the release was asked for is not held against the promise.
    """
    seated = seated_seconds(activation.id)
    promise = ramp.steps(activation.ramp, activation.seats)
    until = _seconds_until_release(activation)
    missing = ramp.missing(promise, seated, until)
    marks = ramp.marks(promise, seated, activation.seats)
    certificate = DrillCertificate(
        id=uuid7(),
        tenant_id=activation.tenant_id,
        activation_id=activation.id,
        seats=activation.seats,
        reached=len(seated),
        marks=[
            {
                "share": mark.share,
                "seats": mark.seats,
                "promised_seconds": mark.promised_seconds,
                "reached_seconds": mark.reached_seconds,
            }
            for mark in marks
        ],
        kept=missing == 0,
        missing=missing,
        credit_minor=activation.credit_minor if missing else 0,
    )
    session.add(certificate)
    session.flush()
    return certificate


def seated_seconds(activation_id: UUID) -> list[float]:
    """The seconds after the call at which seats were taken, in order."""
    return list(session.scalars(SEATED, {"activation": activation_id}))


def _seconds_until_release(activation: Activation) -> float:
    ended = activation.released_at or activation.ended_at
    return (ended - activation.created_at).total_seconds() if ended else 0.0


def _say_releasing(activation: Activation) -> None:
    if activation.reservation_id is None or activation.kind == Kind.DRILL:
        return
    reservation = reservations.find(activation.tenant_id, activation.reservation_id, lock=True)
    if reservation.state in (ReservationState.ACTIVATING, ReservationState.ACTIVATED):
        reservations.move(
            reservation,
            ReservationState.RELEASING,
            person_id=activation.released_by,
            reason=activation_name(activation),
        )
