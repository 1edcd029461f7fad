"""Capacity that several clients share, and how likely a further part of it can be honoured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from muster.audit.actions import record
from muster.capacity import hours
from muster.capacity.asking import Ask
from muster.capacity.models import ENDED, Reservation
from muster.capacity.probability import Holder, yearly
from muster.capacity.terms_models import Risk
from muster.db import session, uuid7
from muster.db.exchange import Row
from muster.tenancy.operations import system_door

# Pots that are open for all of a wish's days, are large enough and soon enough.
OPEN = """
SELECT id, seats, revision, zone_seats, least_probability, weekly_window, time_zone, starts_on,
       ends_on
FROM pots
WHERE closed_at IS NULL AND starts_on <= %(first)s::date AND ends_on >= %(last)s::date
  AND seats >= %(seats)s::integer AND lead_minutes <= %(minutes)s::integer
  AND skills @> %(skills)s::text[] AND languages @> %(languages)s::text[]
ORDER BY id LIMIT 20
"""
NO_POT, TOO_RISKY, NOT_LED = "no_pot", "too_risky", "not_led"


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely a zone is hit, by season, and how likely a client needs its seats."""

    seasons: tuple[float, float, float, float]
    calm: float
    struck: float


# For zones that operations have not judged: a hit in fifty years or so, and a client that needs
# its standby every third year.
UNJUDGED = Chances((0.005, 0.005, 0.005, 0.005), 0.08, 0.9)


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a pot would be; `refused` says why it cannot be had."""

    refused: str = ""
    pot_id: UUID | None = None
    revision: int = 0
    probability: float = 0.0
    limit: float = 1.0
    calm: float = 0.0
    struck: float = 0.0
    holders: int = 0


def part_for(ask: Ask, pots: Sequence[Row], *, led: int) -> Part:
    """The likeliest part of any pot for a wish.

    pots: what OPEN has found for it. led: how many people who know the client it lacks to lead
    the others; with any there is none.
    """
    fitting = [pot for pot in pots if _covers(pot, ask)]
    if not fitting:
        return Part(NO_POT)
    if led:
        return Part(NOT_LED)
    judged = risks()
    own = judged.get(ask.hazard_zone, UNJUDGED)
    parts = [_part(pot, ask, own, judged) for pot in fitting]
    return max(parts, key=lambda part: (not part.refused, part.probability))


def _part(pot: Row, ask: Ask, own: Chances, judged: dict[str, Chances]) -> Part:
    # The revision was read before the holders are: whoever comes in between raises it, and this
    # probability cannot be sold.
    with system_door() as across:
        others = holders(across, pot["id"])
    everybody = [*others, Holder(ask.hazard_zone, ask.seats, own.calm, own.struck)]
    chance = probability(pot["seats"], pot["zone_seats"], everybody, judged)
    limit = pot["least_probability"]
    refused = TOO_RISKY if chance < limit else ""
    return Part(
        refused, pot["id"], pot["revision"], chance, limit, own.calm, own.struck, len(everybody)
    )


def probability(
    seats: int,
    zone_seats: Mapping[str, int],
    everybody: Sequence[Holder],
    judged: Mapping[str, Chances],
) -> float:
    """How likely a pot honours these holders through a year. zone_seats: see Pot."""
    zones = {holder.zone for holder in everybody} | set(zone_seats)
    hits = {zone: judged.get(zone, UNJUDGED).seasons for zone in zones if zone}
    return yearly(seats, zone_seats, everybody, hits)


def holders(across: Session, pot_id: UUID) -> list[Holder]:
    """Who shares a pot now, of whatever company."""
    return holders_of(across, [pot_id])[pot_id]


def holders_of(across: Session, pot_ids: Sequence[UUID]) -> dict[UUID, list[Holder]]:
    """The same for several pots: one query."""
    rows = across.execute(
        select(
            Reservation.pot_id,
            Reservation.hazard_zone,
            Reservation.seats,
            Reservation.chance_season,
            Reservation.chance_event,
        ).where(Reservation.pot_id.in_(pot_ids), Reservation.state.not_in(ENDED))
    )
    found: dict[UUID, list[Holder]] = {pot_id: [] for pot_id in pot_ids}
    for row in rows:
        found[cast(UUID, row[0])].append(Holder(row[1], row[2], row[3] or 0.0, row[4] or 0.0))
    return found


def risks() -> dict[str, Chances]:
    """What operations have judged, by hazard zone."""
    rows = session.scalars(select(Risk).limit(1000))
    return {
        row.hazard_zone: Chances(
            (row.seasons[0], row.seasons[1], row.seasons[2], row.seasons[3]), row.calm, row.struck
        )
        for row in rows
    }


def judge(zone: str, chances: Chances) -> None:
    """Judge a zone; what is sold keeps the chances it was sold with, hits hold for all."""
    values = {
        "seasons": list(chances.seasons),
        "calm": chances.calm,
        "struck": chances.struck,
    }
    session.execute(
        insert(Risk)
        .values(id=uuid7(), hazard_zone=zone, **values)
        .on_conflict_do_update(index_elements=["hazard_zone"], set_=values)
    )
    record("standby.risk_judged", subject=zone)


def _covers(pot: Row, ask: Ask) -> bool:
    """Whether a pot is open whenever the wish is, and nowhere that is to be avoided."""
    if set(pot["zone_seats"]) & set(ask.avoid_hazard_zones):
        return False
    first, last = pot["starts_on"], pot["ends_on"]
    wanted = hours.mask(ask.window, ask.time_zone, ask.first, ask.last)
    offered = hours.mask(pot["weekly_window"], pot["time_zone"], first, last)
    behind = (hours.weeks(ask.first, ask.last)[0] - hours.weeks(first, last)[0]).days
    at = np.flatnonzero(wanted) + behind * 24
    return bool(at.size) and at[0] >= 0 and at[-1] < len(offered) and bool(offered[at].all())
