"""Holding what was offered: one statement, which the database accepts whole or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from flask_babel import lazy_gettext as _l
from numpy.typing import NDArray
from psycopg.errors import CheckViolation

from muster.audit.actions import actor
from muster.capacity import facts, offers
from muster.capacity.asking import Ask
from muster.capacity.facts import Buyer, Held
from muster.capacity.models import HOURS_A_WEEK, PoolKind, Tier
from muster.capacity.offers import Answer, Holding
from muster.capacity.reading import Hours
from muster.db import current_acting, uuid7
from muster.db.arrays import array_text
from muster.db.single_trip import single_trip
from muster.errors import Unavailable

# What the ledger refuses because somebody was faster. Anything else is a fault of ours.
OVERTAKEN = ("promised_within_supply", "pot_as_reckoned")
TRIES = 12
BUSY = _l("Very many are buying at this moment. Nothing was held; try again in a few seconds.")

HOLD = """
WITH asked AS (
    INSERT INTO standby_reservations (
        id, tenant_id, number, state, kind, seats, skills, languages, ramp, starts_on, ends_on,
        weekly_window, time_zone, avoid_hazard_zones, avoid_sites, hazard_zone, copy_factor,
        hold_price_minor, use_price_minor, currency, hold_expires_at, request_key, ordered_by,
        pot_id, pot_revision, stated_probability, probability_limit, chance_season, chance_event
    ) VALUES (
        %(id)s, %(tenant_id)s, 0, 'payment_pending', %(kind)s, %(seats)s, %(skills)s::text[],
        %(languages)s::text[], %(ramp)s::jsonb -> 'steps', %(first)s, %(last)s, %(window)s::jsonb,
        %(zone)s, %(avoid_zones)s::text[], %(avoid_sites)s::uuid[], %(hazard_zone)s,
        %(copy_factor)s, %(hold_price)s, %(use_price)s, %(currency)s,
        clock_timestamp() + %(hold)s::interval, %(key)s, %(person_id)s, %(pot_id)s::uuid,
        %(pot_revision)s::integer, %(probability)s::float, %(limit)s::float, %(calm)s::float,
        %(struck)s::float
    ) ON CONFLICT (tenant_id, request_key) DO NOTHING RETURNING id, tenant_id, number, seats
), told AS (
    INSERT INTO standby_changes (id, tenant_id, reservation_id, to_state, changed_by)
    SELECT %(change_id)s, tenant_id, id, 'payment_pending', %(person_id)s FROM asked
), taken AS (
    INSERT INTO standby_allocations (id, tenant_id, reservation_id, pool_id, tier, week_on, seats)
    SELECT part.id, asked.tenant_id, asked.id, part.pool_id, part.tier, part.week_on,
           part.seats::integer[]
    FROM asked, unnest(%(ids)s::uuid[], %(pools)s::uuid[], %(tiers)s::text[], %(weeks)s::date[],
                       %(counts)s::text[]) AS part (id, pool_id, tier, week_on, seats)
), recorded AS (
    INSERT INTO audit_entries (id, tenant_id, person_id, person_name, action, subject, address,
                               detail)
    SELECT %(entry_id)s, tenant_id, %(actor_id)s::uuid, %(actor_name)s, 'standby.held',
           number::text, %(actor_address)s, jsonb_build_object('seats', seats)
    FROM asked
)
SELECT id, number, seats FROM asked
"""


def free_expired() -> int:
    """End the holds that nobody has paid for in time, whoever's; gives how many."""
    return int(single_trip(current_acting(), facts.FREE_EXPIRED, {})[0]["freed"])


def hold(buyer: Buyer, ask: Ask, *, person_id: UUID, key: UUID) -> Answer | Held:
    """Hold what is asked for until it is paid for; gives what holds it, or why nothing does.

    key: made by whoever asks; the same key again gives the same reservation. Under any race
    either everything is held or nothing is, and a "no" was true when it was said. Raises Invalid
    as `offers.answer` does, Unavailable when others were faster a dozen times. It commits by
    itself: nothing that the current unit of work has locked may be in its way.
    """
    for _ in range(TRIES):
        known = facts.read(buyer, ask, key=key)
        if known.held is not None:
            return known.held
        answer = offers.reckon(known, hold=True)
        if not answer.yes:
            return answer
        taken = _take(_values(buyer, answer, person_id=person_id, key=key))
        if taken is not None:
            return taken
    raise Unavailable(BUSY)


def _take(values: dict[str, Any]) -> Held | None:
    """Take it, if nobody was faster; a key that was used takes nothing again."""
    try:
        taken = single_trip(current_acting(), HOLD, values)
    except CheckViolation as refusal:
        if refusal.diag.constraint_name not in OVERTAKEN:
            raise
        return None
    return Held(**taken[0]) if taken else None


def _values(buyer: Buyer, answer: Answer, *, person_id: UUID, key: UUID) -> dict[str, Any]:
    ask, price, part = answer.ask, answer.price, answer.part
    now = answer.terms
    actor_id, actor_name, actor_address = actor.get()
    rows = list(parts(answer.holding)) if answer.holding is not None else []
    return {
        "id": uuid7(),
        "change_id": uuid7(),
        "entry_id": uuid7(),
        "actor_id": actor_id,
        "actor_name": actor_name,
        "actor_address": actor_address,
        "tenant_id": buyer.tenant_id,
        "kind": ask.kind,
        "seats": ask.seats,
        "skills": list(ask.skills),
        "languages": list(ask.languages),
        "ramp": {"steps": [{"seats": step.seats, "minutes": step.minutes} for step in ask.ramp]},
        "first": ask.first,
        "last": ask.last,
        "window": {day: [list(span) for span in spans] for day, spans in ask.window.items()},
        "zone": ask.time_zone,
        "avoid_zones": list(ask.avoid_hazard_zones),
        "avoid_sites": list(ask.avoid_sites),
        "hazard_zone": ask.hazard_zone,
        "copy_factor": now.copy_factor,
        "hold_price": price.hold_minor,
        "use_price": price.use_minor,
        "currency": price.currency,
        "hold": timedelta(minutes=now.hold_minutes),
        "key": key,
        "person_id": person_id,
        "pot_id": part.pot_id if part else None,
        "pot_revision": part.revision if part else None,
        "probability": part.probability if part else None,
        "limit": part.limit if part else None,
        "calm": part.calm if part else None,
        "struck": part.struck if part else None,
        "ids": [uuid7() for _ in rows],
        "pools": [row[0] for row in rows],
        "tiers": [row[1] for row in rows],
        "weeks": [row[2] for row in rows],
        "counts": [row[3] for row in rows],
    }


def parts(holding: Holding) -> Iterator[tuple[UUID, str, date, str]]:
    """Rows of the ledger: pool, tier, week and the 168 counts as PostgreSQL reads an array."""
    free = holding.free
    for pool in holding.pools:
        yield from by_week(free.base, free.at, pool.id, pool.tier, holding.taken[pool.id])
    for pool in free.pools:
        if pool.kind == PoolKind.PLACES and pool.site_id in holding.sites:
            taken = holding.sites[pool.site_id]
            yield from by_week(free.base, free.at, pool.id, Tier.PLACES, taken)


def by_week(
    base: date, at: NDArray[np.intp], pool_id: UUID, tier: str, counts: Hours
) -> Iterator[tuple[UUID, str, date, str]]:
    """Counts of some hours as rows of the ledger, a week each; weeks without any are left out.

    base, at: the Monday from which hours count, and the number of the hour of each count.
    """
    whole = np.zeros((int(at[-1]) // HOURS_A_WEEK + 1, HOURS_A_WEEK), dtype=np.int32)
    whole.reshape(-1)[at] = counts
    for number in np.flatnonzero(whole.any(axis=1)):
        text = array_text(whole[number].tolist())
        yield pool_id, tier, base + timedelta(weeks=int(number)), text
