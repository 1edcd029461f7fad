"""All that the answer to a wish rests on, read in one network round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from muster.capacity import pots, reading, terms
from muster.capacity.asking import Ask
from muster.capacity.reading import Free
from muster.db import current_acting
from muster.db.exchange import Row
from muster.db.single_trip import together
from muster.workforce import skill_names

FREE_EXPIRED = "SELECT free_expired_holds() AS freed"
STANDING = """
SELECT h.id, h.number, h.seats,
       ARRAY(SELECT code FROM unnest(%(codes)s::text[]) AS code WHERE NOT EXISTS (
           SELECT FROM capacity_pools WHERE abilities @> ARRAY[code])) AS unknown_skills,
       ARRAY(SELECT code FROM unnest(%(languages)s::text[]) AS code WHERE NOT EXISTS (
           SELECT FROM capacity_pools WHERE languages @> ARRAY[code])) AS unknown_languages,
       (SELECT COALESCE(sum(l.seats), 0)::integer FROM seat_leases l
        WHERE l.tenant_id = %(tenant)s::uuid AND l.ended_at IS NULL
          AND l.starts_on <= %(first)s::date
          AND (l.ends_on IS NULL OR l.ends_on > %(last)s::date)) AS rented
FROM (SELECT) AS one
LEFT JOIN standby_reservations h
    ON h.tenant_id = %(tenant)s::uuid AND h.request_key = %(key)s::uuid
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation that holds what was asked for: its id, its number in the company, its seats."""

    id: UUID
    number: int
    seats: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who asks: a company, its currency, the moment, and how many seats it rents throughout.

    base_seats: None for as many as its leases say.
    """

    tenant_id: UUID
    currency: str
    now: datetime
    base_seats: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so for a buyer's wish.

    held: what the same request has held before. unknown_skills, unknown_languages: codes asked
    for that nobody has. base_seats: how many seats the buyer rents throughout the period.
    skill_names, in_force, pots: what skill_names.NAMES, terms.IN_FORCE and pots.OPEN have found.
    everywhere: what is free, also where it is to be avoided.
    """

    buyer: Buyer
    ask: Ask
    held: Held | None
    unknown_skills: list[str]
    unknown_languages: list[str]
    base_seats: int
    skill_names: list[Row]
    in_force: Row
    pots: list[Row]
    everywhere: Free


def read(buyer: Buyer, ask: Ask, *, key: UUID | None = None) -> Facts:
    """What is so for a buyer's wish. key: of the request, to know it again.

    What nobody has paid for in time is freed first, whoever holds it. It sees what is committed,
    and nothing of the current unit of work.
    """
    base, at = reading.open_hours(ask, buyer.now)
    values = reading.wanted(buyer.tenant_id, ask, at) | {
        "codes": skill_names.codes(ask.skills),
        "currency": buyer.currency,
        "first": ask.first,
        "last": ask.last,
        "seats": ask.seats,
        "minutes": ask.ramp[0].minutes,
        "key": key,
    }
    asked = (FREE_EXPIRED, STANDING, skill_names.NAMES, terms.IN_FORCE, pots.OPEN, reading.FREE)
    _freed, [standing], named, [in_force], open_pots, pools = together(
        current_acting(), *((sql, values) for sql in asked)
    )
    return Facts(
        buyer=buyer,
        ask=ask,
        held=Held(standing["id"], standing["number"], standing["seats"])
        if standing["id"]
        else None,
        unknown_skills=standing["unknown_skills"],
        unknown_languages=standing["unknown_languages"],
        base_seats=standing["rented"] if buyer.base_seats is None else buyer.base_seats,
        skill_names=named,
        in_force=in_force,
        pots=open_pots,
        everywhere=reading.found(ask, base, at, [(*row.values(),) for row in pools]),
    )
