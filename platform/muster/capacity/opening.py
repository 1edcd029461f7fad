"""Opening a pot: the operator takes capacity aside for several clients to share."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import numpy as np
from flask_babel import lazy_gettext as _l
from psycopg.errors import CheckViolation
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from muster.audit.actions import record
from muster.capacity import allocating, choices, ledger
from muster.capacity.allocating import Need
from muster.capacity.asking import COLD_MINUTES, WARM_MINUTES, Ask, check, check_known
from muster.capacity.models import Pot, PotAllocation
from muster.capacity.offers import Holding
from muster.capacity.reading import free_for
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid

NOBODY = UUID(int=0)  # no company is certified for: nobody is hot for all of them


def open_pot(
    ask: Ask, *, code: str, name_en: str, name_zh: str, limit: float, now: datetime, today: date
) -> Pot:
    """Take what `ask` says out of the ledger as a pot. limit: see Pot.least_probability.

    People of a pot know none of its holders before: four hours is the soonest. Raises Invalid
    for what cannot be meant or is not there, Conflict if somebody was faster.
    """
    known = choices.known()
    check(ask, today=today)
    codes = {skill.partition(":")[0] for skill in ask.skills}
    check_known(codes - known.skills, set(ask.languages) - known.languages)
    if len(ask.ramp) > 1 or ask.ramp[0].minutes < WARM_MINUTES:
        raise Invalid("lead", _l("A shared reserve is ready in four hours at the soonest."))
    free = free_for(NOBODY, ask, now).without(ask.avoid_hazard_zones, ask.avoid_sites)
    needed = Need(0, ask.within(COLD_MINUTES), ask.seats, 0)
    within = allocating.reach(free)
    if any(missing.any() for missing in within.short(needed).values()):
        most = allocating.least(within.warm if needed.warm else within.all)
        raise Invalid("seats", _l("In some hour there are only %(most)s of them.", most=most))
    holding = Holding(*allocating.assign(free, needed), free)
    pot = Pot(
        id=uuid7(),
        code=code,
        name_en=name_en,
        name_zh=name_zh,
        seats=ask.seats,
        skills=list(ask.skills),
        languages=list(ask.languages),
        lead_minutes=ask.ramp[0].minutes,
        starts_on=ask.first,
        ends_on=ask.last,
        weekly_window={day: [list(s) for s in spans] for day, spans in ask.window.items()},
        time_zone=ask.time_zone,
        least_probability=limit,
        zone_seats=zone_seats(holding),
    )
    _take(pot, holding)
    record("standby.pot_opened", subject=code, seats=ask.seats)
    return pot


def _take(pot: Pot, holding: Holding) -> None:
    rows = [
        {
            "id": uuid7(),
            "pot_id": pot.id,
            "pool_id": pool_id,
            "tier": tier,
            "week_on": week,
            "seats": [int(count) for count in counts.strip("{}").split(",")],
        }
        for pool_id, tier, week, counts in ledger.parts(holding)
    ]
    try:
        with session.begin_nested():
            session.add(pot)
            session.flush()
            # One statement: its trigger takes all rows in the order of their keys.
            session.execute(insert(PotAllocation).values(rows))
    except IntegrityError as refusal:
        if isinstance(refusal.orig, CheckViolation):
            raise Conflict from refusal
        raise Invalid("code", _l("Another shared reserve has this code.")) from refusal


def zone_seats(holding: Holding) -> dict[str, int]:
    """How many seats rest on each hazard zone in the hour in which most do."""
    sums: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int32]]] = {}
    for pool in holding.pools:
        taken = holding.taken[pool.id]
        sums[pool.hazard_zone] = sums.get(pool.hazard_zone, np.zeros_like(taken)) + taken
    return {zone: int(total.max()) for zone, total in sorted(sums.items()) if total.any()}
