"""What happens to standby by the clock. Nobody acts here; each step says for whom it does."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from muster.capacity import confirming, ledger, pots, reservations, supply
from muster.capacity.models import ENDED, Pot, Reservation, ReservationState, Statement
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import DomainError
from muster.tenancy.operations import system_door

STAFF = Acting(staff=True)
BATCH = 5000
log = logging.getLogger(__name__)


def derive() -> None:
    """Derive supply anew if facts have changed, or an hour has passed."""
    now = datetime.now(UTC)
    with unit_of_work(STAFF):
        if supply.due(now):
            changed = supply.derive(now)
            log.info("supply derived: %s weeks of pools changed", changed)


def expire() -> None:
    """End what nobody has paid for in time."""
    with unit_of_work(STAFF):
        ledger.free_expired()


def daily() -> None:
    """Begin, end and charge reservations, and state how likely shared promises are, once a day."""
    now = datetime.now(UTC)
    for tenant_id, reservation_id in _running():
        try:
            with unit_of_work(Acting(tenant_ids=(tenant_id,))):
                confirming.settle(reservations.find(tenant_id, reservation_id, lock=True), now)
        except DomainError:
            log.info("reservation %s was changed meanwhile", reservation_id)
    state_probabilities(now)


def _running() -> list[tuple[UUID, UUID]]:
    with system_door() as across:
        rows = across.execute(
            select(Reservation.tenant_id, Reservation.id)
            .where(Reservation.state.in_(confirming.RUNNING))
            .order_by(Reservation.id)
            .limit(BATCH)
        )
        return [(row[0], row[1]) for row in rows]


def state_probabilities(now: datetime) -> None:
    """Write down for each part of a pot how likely it can be honoured as of today."""
    with unit_of_work(STAFF):
        judged = pots.risks()
        open_pots = session.scalars(select(Pot).where(Pot.closed_at.is_(None)).limit(1000)).all()
        with system_door() as across:
            stated = [
                (
                    pot.id,
                    pot.seats,
                    pots.probability(pot.seats, pot.zone_seats, everybody, judged),
                    len(everybody),
                )
                for pot in open_pots
                if (everybody := pots.holders(across, pot.id))
            ]
    for pot_id, seats, chance, count in stated:
        _state(pot_id, seats, chance, count, now)


def _state(pot_id: UUID, seats: int, chance: float, count: int, now: datetime) -> None:
    with system_door() as across:
        parts = across.execute(
            select(Reservation.tenant_id, Reservation.id).where(
                Reservation.pot_id == pot_id,
                Reservation.state.not_in((*ENDED, ReservationState.PAYMENT_PENDING)),
            )
        ).all()
    if not parts:
        return
    with unit_of_work(Acting(tenant_ids=tuple({row[0] for row in parts}))):
        session.execute(
            insert(Statement).on_conflict_do_nothing(
                index_elements=["reservation_id", "stated_on"]
            ),
            [
                {
                    "id": uuid7(),
                    "tenant_id": tenant_id,
                    "reservation_id": reservation_id,
                    "stated_on": now.date(),
                    "probability": chance,
                    "pot_seats": seats,
                    "holders": count,
                }
                for tenant_id, reservation_id in parts
            ],
        )
