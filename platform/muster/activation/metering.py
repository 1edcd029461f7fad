"""What an activation costs, from the rows that its board shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from muster.activation.models import Activation, DrillCertificate
from muster.activation.states import AtCeiling, Kind, State
from muster.activation.telling import activation_name, note
from muster.billing import charges
from muster.billing.models import Charge, ChargeKind
from muster.capacity.models import Reservation
from muster.db import session

SUBJECT = "activation"
HOUR = Decimal(3600)
# Seat seconds by day in the company's zone. Each seat counts from sitting down until leaving.
BY_DAY = text("""
SELECT day::date AS day, sum(EXTRACT(epoch FROM
           LEAST(COALESCE(p.left_at, now()), (day + interval '1 day') AT TIME ZONE t.time_zone)
         - GREATEST(p.seated_at, day AT TIME ZONE t.time_zone)))::numeric AS seconds
FROM called_people p JOIN tenants t ON t.id = p.tenant_id
CROSS JOIN LATERAL generate_series(
    date_trunc('day', p.seated_at AT TIME ZONE t.time_zone),
    date_trunc('day', COALESCE(p.left_at, now()) AT TIME ZONE t.time_zone),
    interval '1 day') AS day
WHERE p.activation_id = :activation AND p.seated_at IS NOT NULL
GROUP BY day ORDER BY day
""")
TODAY = text("SELECT (now() AT TIME ZONE time_zone)::date FROM tenants WHERE id = :tenant")
DRILLS = text("""
SELECT count(*) FROM activations
WHERE reservation_id = :reservation AND kind = 'drill' AND id < :activation
  AND created_at >= date_trunc('year', CAST(:begun AS timestamptz))
""")


def seat_hours(activation_id: UUID) -> Decimal:
    """Seat hours so far, to the ten-thousandth."""
    rows = session.execute(BY_DAY, {"activation": activation_id})
    return hours(sum((row.seconds for row in rows), Decimal(0)))


def hours(seconds: Decimal) -> Decimal:
    """Seconds as hours, to the ten-thousandth."""
    return (seconds / HOUR).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def cost_minor(activation: Activation, used: Decimal) -> int:
    """What so many seat hours cost, never above a ceiling that stops."""
    whole = int((used * activation.price_minor).quantize(Decimal(1), ROUND_HALF_UP))
    if activation.at_ceiling == AtCeiling.STOP and activation.ceiling_minor is not None:
        return min(whole, activation.ceiling_minor)
    return whole


def at_ceiling(activation: Activation) -> bool:
    """Say once that the cost has reached the ceiling; gives whether it has just done so."""
    if activation.ceiling_minor is None or not activation.price_minor:
        return False
    if activation.state != State.OPEN or activation.ceiling_told_at is not None:
        return False
    used = seat_hours(activation.id)
    if cost_minor(activation, used) < activation.ceiling_minor:
        return False
    activation.ceiling_told_at = func.now()
    note(activation, "ceiling", None, at=activation.at_ceiling)
    session.flush()
    return True


def charge(activation: Activation) -> None:
    """Charge what is over: whole days, and the last one once the activation has ended.

    Each day is one charge, whose key keeps it from being charged twice.
    """
    if activation.kind == Kind.DRILL:
        _charge_drill(activation)
    elif activation.price_minor:
        _charge_use(activation)
    if activation.state == State.ENDED:
        _give_credit(activation)


def _charge_use(activation: Activation) -> None:
    today = session.execute(TODAY, {"tenant": activation.tenant_id}).scalar_one()
    rows = session.execute(BY_DAY, {"activation": activation.id}).all()
    before = Decimal(0)
    for row in rows:
        used = hours(row.seconds)
        amount = cost_minor(activation, before + used) - cost_minor(activation, before)
        before += used
        if row.day < today or activation.state == State.ENDED:
            _post(activation, ChargeKind.USE, f"use {activation.id} {row.day}", row.day,
                  amount=amount, quantity=used, unit="seat_hour",
                  unit_price=activation.price_minor)  # fmt: skip


def _charge_drill(activation: Activation) -> None:
    """Drills beyond those that a reservation includes each year cost an hour of each seat."""
    if activation.reservation_id is None:
        return
    reservation = session.execute(
        select(Reservation).where(
            Reservation.tenant_id == activation.tenant_id,
            Reservation.id == activation.reservation_id,
        )
    ).scalar_one()
    earlier = session.execute(
        DRILLS,
        {
            "reservation": reservation.id,
            "activation": activation.id,
            "begun": activation.created_at,
        },
    ).scalar_one()
    price = 0 if earlier < reservation.drills_included else reservation.use_price_minor
    day = session.execute(TODAY, {"tenant": activation.tenant_id}).scalar_one()
    _post(activation, ChargeKind.DRILL, f"drill {activation.id}", day,
          amount=price * activation.seats, quantity=Decimal(activation.seats), unit="seat_hour",
          unit_price=price)  # fmt: skip


def _give_credit(activation: Activation) -> None:
    certificate = session.scalar(
        select(DrillCertificate).where(DrillCertificate.activation_id == activation.id)
    )
    if certificate is None or not certificate.credit_minor:
        return
    day = session.execute(TODAY, {"tenant": activation.tenant_id}).scalar_one()
    _post(activation, ChargeKind.CREDIT, f"credit {activation.id}", day,
          amount=-certificate.credit_minor, quantity=Decimal(1), unit="piece",
          unit_price=-certificate.credit_minor, missing=certificate.missing)  # fmt: skip


def _post(
    activation: Activation,
    kind: ChargeKind,
    key: str,
    day: date,
    *,
    amount: int,
    quantity: Decimal,
    unit: str,
    unit_price: int,
    **params: Any,
) -> None:
    charges.post(
        activation.tenant_id,
        key=key,
        kind=kind,
        amount_minor=amount,
        currency=activation.currency,
        period_start=day,
        period_end=day,
        description=f"activation.{kind}",
        params={"number": activation_name(activation), **params},
        quantity=quantity,
        unit=unit,
        unit_price_minor=unit_price,
        subject_type=SUBJECT,
        subject_id=activation.id,
    )


def charged(tenant_id: UUID, activation_id: UUID) -> Sequence[Any]:
    """The charges of an activation, as they stand in the company's list."""
    return session.scalars(
        select(Charge)
        .where(Charge.tenant_id == tenant_id, Charge.subject_id == activation_id)
        .order_by(Charge.id)
    ).all()
