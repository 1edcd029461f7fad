"""The day a site is lost: what its people did is called in elsewhere, by priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import RowMapping, func, select, text
from sqlalchemy.orm import Session

from muster.activation import candidates, opening
from muster.activation.models import Activation, SiteLoss, SiteLossShare
from muster.activation.states import AtCeiling, Kind, Origin, State
from muster.activation.telling import activation_name
from muster.capacity import reservations
from muster.capacity.models import Reservation, ReservationState
from muster.db import session, uuid7
from muster.jobs import enqueue
from muster.places.models import Site, SiteChange
from muster.workforce.models import Agent

LASTS = timedelta(days=14)
UNRESERVED_MINUTES = 240
MOST_LOOKED_AT = 2000

# Whose seats stand empty, in the order in which they are covered.
LOST = text("""
WITH lost AS (
    SELECT s.tenant_id, count(*) AS seats, bool_or(p.dedicated) AS dedicated,
           min(p.skills) AS skills, min(p.languages) AS languages
    FROM seat_assignments s
    JOIN agents a ON a.id = s.agent_id AND a.site_id = :site AND a.retired_at IS NULL
    JOIN seat_leases l ON l.id = s.lease_id
    JOIN seat_plans p ON p.id = l.plan_id
    WHERE s.ended_at IS NULL
    GROUP BY s.tenant_id
), ranked AS (
    SELECT lost.*, t.locale, t.currency, r.id AS reservation_id,
           CASE WHEN r.kind = 'guaranteed' THEN 'guaranteed' WHEN r.kind = 'shared' THEN 'shared'
                WHEN lost.dedicated THEN 'dedicated' ELSE 'other' END AS priority,
           EXISTS (SELECT FROM standby_reservations b WHERE b.tenant_id = lost.tenant_id
                   AND b.state IN ('drilling','activating','activated','releasing')) AS in_use
    FROM lost JOIN tenants t ON t.id = lost.tenant_id
    LEFT JOIN LATERAL (
        SELECT r.id, r.kind, r.seats FROM standby_reservations r
        WHERE r.tenant_id = lost.tenant_id AND r.state IN ('active','scheduled')
          AND current_date BETWEEN r.starts_on AND r.ends_on
        ORDER BY r.kind, r.seats DESC, r.number LIMIT 1
    ) r ON true
)
SELECT *, row_number() OVER (ORDER BY
    array_position(ARRAY['guaranteed','shared','dedicated','other'], priority), seats DESC,
    tenant_id) AS place
FROM ranked ORDER BY place
""")
# Seats that are promised or wanted, for which nobody is called yet: nobody who is free may be
# taken from these.
PROMISED = text("""
SELECT (SELECT COALESCE(sum(seats), 0) FROM standby_reservations
        WHERE state IN ('active','scheduled') AND current_date BETWEEN starts_on AND ends_on)
     + (SELECT COALESCE(sum(GREATEST(0, a.seats - (
            SELECT count(*) FROM called_people p WHERE p.activation_id = a.id
            AND p.state NOT IN ('declined','timed_out','gone','released')))), 0)
        FROM activations a WHERE a.state = 'open')
""")
SHARES = text("""
SELECT s.*, t.name AS company, a.number, a.state, a.short,
       (SELECT count(*) FROM called_people p WHERE p.activation_id = a.id
          AND p.state IN ('seated','taking')) AS seated
FROM site_loss_shares s JOIN tenants t ON t.id = s.tenant_id
LEFT JOIN activations a ON a.id = s.activation_id
WHERE s.loss_id = :loss ORDER BY s.place
""")
LOSSES = text("""
SELECT l.id, l.created_at, l.handled_at, l.over_at, l.reason, i.name_en, i.name_zh, i.hazard_zone,
       (SELECT COALESCE(sum(lost), 0) FROM site_loss_shares s WHERE s.loss_id = l.id) AS lost,
       (SELECT count(*) FROM site_loss_shares s WHERE s.loss_id = l.id) AS companies
FROM site_losses l JOIN sites i ON i.id = l.site_id ORDER BY l.id DESC LIMIT 100
""")


LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:one, 0))")


@dataclass(frozen=True, slots=True)
class Lost:
    """What one company has lost, and what can be done about it."""

    tenant_id: UUID
    place: int
    priority: str
    seats: int
    reservation_id: UUID | None
    in_use: bool
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    currency: str


def note_down(site_id: UUID) -> None:
    """A site went down, in the unit of work of whoever said so; what follows is a job."""
    change = session.scalars(
        select(SiteChange)
        .where(SiteChange.site_id == site_id, SiteChange.is_down)
        .order_by(SiteChange.id.desc())
        .limit(1)
    ).one()
    loss = SiteLoss(
        id=uuid7(),
        change_id=change.id,
        site_id=site_id,
        reason=change.reason,
        reported_by=change.changed_by,
    )
    session.add(loss)
    session.flush()
    enqueue("activation.cover", key=f"site loss {loss.id}", loss_id=loss.id)


def note_up(site_id: UUID) -> None:
    """A site works again: who was called in for it can go back."""
    open_losses = session.scalars(
        select(SiteLoss).where(SiteLoss.site_id == site_id, SiteLoss.over_at.is_(None))
    ).all()
    for loss in open_losses:
        loss.over_at = func.now()
        enqueue("activation.uncover", key=f"site back {loss.id}", loss_id=loss.id)


def lost(reader: Session, loss: SiteLoss) -> list[Lost]:
    """Whose seats stand empty, those who are covered first in front."""
    return [
        Lost(
            row.tenant_id,
            row.place,
            row.priority,
            row.seats,
            row.reservation_id,
            row.in_use,
            tuple(row.skills),
            _language(row.locale, row.languages),
            row.currency,
        )
        for row in reader.execute(LOST, {"site": loss.site_id})
    ]


def _language(locale: str, spoken: Sequence[str]) -> tuple[str, ...]:
    return (locale,) if locale in spoken else tuple(spoken[:1])


def cover(reader: Session, loss: SiteLoss, one: Lost, *, person_id: UUID) -> None:
    """Call in for one company what it has lost; the same again changes nothing.

    Whoever acts must act for the company and for the operator. person_id: who reported it.
    """
    session.execute(LOCK, {"one": f"{loss.id} {one.tenant_id}"})  # two workers, one share
    known = session.scalar(
        select(SiteLossShare.id).where(
            SiteLossShare.loss_id == loss.id, SiteLossShare.tenant_id == one.tenant_id
        )
    )
    if known is not None:
        return
    activation, why = (
        _from_reserve(loss, one, person_id)
        if one.reservation_id is not None
        else _from_free(reader, loss, one, person_id)
    )
    session.add(
        SiteLossShare(
            id=uuid7(),
            tenant_id=one.tenant_id,
            loss_id=loss.id,
            place=one.place,
            priority=one.priority,
            lost=one.seats,
            wanted=activation.seats if activation else 0,
            activation_id=activation.id if activation else None,
            why=why,
        )
    )
    session.flush()


def _from_reserve(loss: SiteLoss, one: Lost, person_id: UUID) -> tuple[Activation, str]:
    if one.reservation_id is None:
        raise ValueError("no reserve to call in")
    reservation = reservations.find(one.tenant_id, one.reservation_id, lock=True)
    seats = min(one.seats, reservation.seats)
    activation = _activation(loss, one, seats, person_id, reservation)
    opening.begin(activation)
    reservations.move(reservation, ReservationState.ACTIVE)
    reservations.move(
        reservation,
        ReservationState.ACTIVATING,
        person_id=person_id,
        reason=activation_name(activation),
    )
    return activation, "few" if seats < one.seats else ""


def _from_free(
    reader: Session, loss: SiteLoss, one: Lost, person_id: UUID
) -> tuple[Activation | None, str]:
    """People who are free elsewhere and on whom no promise rests."""
    probe = _activation(loss, one, one.seats, person_id, None)
    free = len(candidates.find(reader, probe, MOST_LOOKED_AT))
    promised = int(reader.execute(PROMISED).scalar_one())
    seats = min(one.seats, max(0, free - promised))
    if seats == 0:
        return None, "reserve_used" if one.in_use else "no_reserve"
    activation = _activation(loss, one, seats, person_id, None)
    opening.begin(activation)
    return activation, "few" if seats < one.seats else ""


def _activation(
    loss: SiteLoss, one: Lost, seats: int, person_id: UUID, reservation: Reservation | None
) -> Activation:
    now = session.execute(select(func.now())).scalar_one()
    free_ramp = [{"seats": seats, "minutes": UNRESERVED_MINUTES}]
    zones = list(reservation.avoid_hazard_zones) if reservation else []
    return Activation(
        id=uuid7(),
        tenant_id=one.tenant_id,
        reservation_id=reservation.id if reservation else None,
        site_loss_id=loss.id,
        request_key=uuid5(loss.id, str(one.tenant_id)),
        kind=Kind.SITE_LOSS,
        origin=Origin.SITE_LOSS,
        announced=True,
        seats=seats,
        reason=loss.reason,
        until_at=now + LASTS,
        ramp=list(reservation.ramp) if reservation else free_ramp,
        skills=list(reservation.skills if reservation else one.skills),
        languages=list(reservation.languages if reservation else one.languages),
        currency=one.currency,
        price_minor=0,  # these seats are paid for by their lease
        credit_minor=0,
        copy_factor=reservation.copy_factor if reservation else 10,
        avoid_hazard_zones=sorted({*zones, _zone(loss.site_id)}),
        avoid_sites=[str(site) for site in reservation.avoid_sites] if reservation else [],
        at_ceiling=AtCeiling.WARN,
        state=State.OPEN,
        short=0,
        short_why="",
        requested_by=person_id,
        release_reason="",
    )


def _zone(site_id: UUID) -> str:
    return session.execute(select(Site.hazard_zone).where(Site.id == site_id)).scalar_one()


def shares(reader: Session, loss_id: UUID) -> Sequence[RowMapping]:
    """Who is covered, how far, and who is not and why, in their order."""
    return reader.execute(SHARES, {"loss": loss_id}).mappings().all()


def listed(reader: Session) -> Sequence[RowMapping]:
    """Lost sites, the last one first."""
    return reader.execute(LOSSES).mappings().all()


def find(reader: Session, loss_id: UUID) -> Any:
    """A lost site with its names; None if there is none."""
    return reader.execute(
        select(SiteLoss, Site).join(Site, Site.id == SiteLoss.site_id).where(SiteLoss.id == loss_id)
    ).one_or_none()


def people_there(reader: Session, site_id: UUID) -> int:
    """How many agents work at a site."""
    return (
        reader.scalar(
            select(func.count()).where(Agent.site_id == site_id, Agent.retired_at.is_(None))
        )
        or 0
    )
