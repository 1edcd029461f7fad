"""One company's reservations: finding them, and moving them from state to state."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from muster.capacity.models import Allocation, Reservation, ReservationChange, ReservationState
from muster.db import session, uuid7
from muster.errors import Conflict, existing

S = ReservationState

# What may follow what. Nothing follows an end: what has ended holds nothing any more.
FOLLOWS: dict[str, frozenset[str]] = {
    S.ASSESSING: frozenset({S.PAYMENT_PENDING, S.FAILED}),
    S.PAYMENT_PENDING: frozenset({S.SCHEDULED, S.ACTIVE, S.EXPIRED, S.CANCELLED, S.FAILED}),
    S.SCHEDULED: frozenset({S.ACTIVE, S.CANCELLED, S.FAILED}),
    S.ACTIVE: frozenset({S.DRILLING, S.ACTIVATING, S.EXPIRED, S.CANCELLED}),
    S.DRILLING: frozenset({S.ACTIVE}),
    S.ACTIVATING: frozenset({S.ACTIVATED, S.RELEASING, S.ACTIVE}),
    S.ACTIVATED: frozenset({S.ACTIVATING, S.RELEASING, S.ACTIVE}),
    S.RELEASING: frozenset({S.ACTIVE, S.EXPIRED}),
}
PAGE = 50


def find(tenant_id: UUID, reservation_id: UUID, *, lock: bool = False) -> Reservation:
    """A company's reservation, under our lock if asked; raises NotFound."""
    query = select(Reservation).where(
        Reservation.tenant_id == tenant_id, Reservation.id == reservation_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return existing(session.scalar(query))


def move(
    reservation: Reservation,
    state: ReservationState,
    *,
    person_id: UUID | None = None,
    reason: str = "",
) -> None:
    """Change the state, and write down who did and why. The same state again changes nothing.

    person_id: None for the clock. An end gives back what is held, in the same statement, by the
    database. Raises Conflict if `state` cannot follow, or somebody else was faster.
    """
    before = reservation.state
    if before == state:
        return
    if state not in FOLLOWS.get(before, frozenset()):
        raise Conflict(_l("The reservation is in another state by now. Look at the page again."))
    moved = session.scalar(
        update(Reservation)
        .where(
            Reservation.tenant_id == reservation.tenant_id,
            Reservation.id == reservation.id,
            Reservation.state == before,
        )
        .values(state=state, hold_expires_at=None)
        .returning(Reservation.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        raise Conflict
    session.add(
        ReservationChange(
            id=uuid7(),
            tenant_id=reservation.tenant_id,
            reservation_id=reservation.id,
            from_state=before,
            to_state=state,
            reason=reason,
            changed_by=person_id,
        )
    )
    session.flush()
    session.refresh(reservation)


def listed(tenant_id: UUID, *, state: str = "", before: int | None = None) -> Sequence[Reservation]:
    """A company's reservations, newest first, a page at a time; `before`: smaller numbers."""
    query = (
        select(Reservation)
        .where(Reservation.tenant_id == tenant_id)
        .order_by(Reservation.number.desc())
        .limit(PAGE + 1)
    )
    if state:
        query = query.where(Reservation.state == state)
    if before is not None:
        query = query.where(Reservation.number < before)
    return session.scalars(query).all()


def changes_of(reservation: Reservation) -> Sequence[ReservationChange]:
    """What has happened to a reservation, oldest first."""
    return session.scalars(
        select(ReservationChange)
        .where(
            ReservationChange.tenant_id == reservation.tenant_id,
            ReservationChange.reservation_id == reservation.id,
        )
        .order_by(ReservationChange.created_at, ReservationChange.id)
        .limit(200)
    ).all()


def tiers_of(reservation: Reservation) -> dict[str, int]:
    """How many people of each tier a reservation holds in the hour in which it holds most."""
    most = (
        select(
            Allocation.pool_id,
            Allocation.tier,
            func.max(
                select(func.max(func.unnest(Allocation.seats).column_valued()))
                .correlate(Allocation)
                .scalar_subquery()
            ).label("seats"),
        )
        .where(
            Allocation.tenant_id == reservation.tenant_id,
            Allocation.reservation_id == reservation.id,
        )
        .group_by(Allocation.pool_id, Allocation.tier)
        .subquery()
    )
    rows = session.execute(select(most.c.tier, func.sum(most.c.seats)).group_by(most.c.tier))
    return {row[0]: int(row[1]) for row in rows}
