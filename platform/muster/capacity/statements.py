"""How likely a shared promise was, day by day, as it was stated to its holder."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from muster.capacity.models import Reservation, Statement
from muster.db import session

MOST = 14


def of_reservation(reservation: Reservation) -> Sequence[Statement]:
    """The last statements about a reservation, newest first."""
    if reservation.pot_id is None:
        return []
    return session.scalars(
        select(Statement)
        .where(
            Statement.tenant_id == reservation.tenant_id,
            Statement.reservation_id == reservation.id,
        )
        .order_by(Statement.stated_on.desc())
        .limit(MOST)
    ).all()
