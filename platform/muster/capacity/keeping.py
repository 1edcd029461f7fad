"""People who are kept for seats: only those on whom no promise of standby rests.

An agent counts in a pool in each hour of work, and at the site takes a place. Both may go where
nothing is promised, or more is there than that. What goes is taken from the ledger at once, not
when supply is derived the next time: nobody can be promised it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import numpy as np
from psycopg.errors import CheckViolation
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from muster.capacity import hours, people, supply
from muster.capacity.asking import WEEKS_AHEAD
from muster.capacity.models import HOURS_A_WEEK, Pool, PoolWeek
from muster.capacity.reading import Hours
from muster.db import session
from muster.db.arrays import array_text
from muster.leasing.supply import Overtaken
from muster.tenancy.operations import system_door

LESSEN = text("SELECT capacity_lessened(:pools, :weeks, :counts)")
LOOKED_AT = 200  # people at a time: each has 14 weeks of hours
Missed = dict[str, Hours]  # by pool's signature: by how many it would be less in each hour


@dataclass(frozen=True, slots=True)
class Known:
    """A pool of the ledger: what is there and what is promised, by hour from the Monday on."""

    id: UUID
    supply: Hours
    promised: Hours


def spare(agent_ids: Sequence[UUID], from_on: date, wanted: int) -> list[UUID]:
    """Those whom no promise would miss from a day on, in their order, until there are `wanted`."""
    chosen: list[UUID] = []
    ledger: dict[str, Known] = {}
    for first in range(0, len(agent_ids), LOOKED_AT):
        several = agent_ids[first : first + LOOKED_AT]
        missed = _missed(several, from_on)
        ledger |= _ledger({name for of in missed.values() for name in of} - ledger.keys())
        for agent_id in several:
            if len(chosen) >= wanted:
                return chosen
            if agent_id in missed:
                if not _fits(ledger, missed[agent_id]):
                    continue
                _lessen(ledger, missed[agent_id])
            chosen.append(agent_id)
    return chosen


def take(agent_ids: Sequence[UUID], from_on: date) -> None:
    """Count on these people no longer, from a day on. Raises Overtaken if somebody does now."""
    together: Missed = {}
    for of in _missed(agent_ids, from_on).values():
        for signature, counts in of.items():
            together[signature] = counts + together.get(signature, 0)
    rows = session.execute(select(Pool.signature, Pool.id).where(Pool.signature.in_(together)))
    parts = [part for name, pool_id in rows for part in _by_week(pool_id, together[name])]
    if not parts:
        return
    values = {
        "pools": [pool_id for pool_id, _, _ in parts],
        "weeks": [week for _, week, _ in parts],
        "counts": [counts for _, _, counts in parts],
    }
    try:
        with session.begin_nested():
            session.execute(LESSEN, values)
    except IntegrityError as refusal:
        if isinstance(refusal.orig, CheckViolation):
            raise Overtaken from refusal
        raise


def _base() -> date:
    return hours.monday(datetime.now(UTC).date())


def _missed(agent_ids: Sequence[UUID], from_on: date) -> dict[UUID, Missed]:
    """By how many each pool and each site's places would be less without an agent, by hour."""
    base = _base()
    since = datetime.combine(base, time(), UTC)
    # Days begin at different moments of the world; the earliest is meant.
    first = max(0, hours.number(base, datetime.combine(from_on, time(), UTC)) - 24)
    found: dict[UUID, Missed] = {}
    with system_door() as across:
        until = since + timedelta(weeks=WEEKS_AHEAD)
        for agent_id, group in people.of_agents(across, agent_ids, since, until):
            pool = supply.of_group(group)
            pool.counts[:first] = 0
            if not pool.counts.any():
                continue
            places = supply.places_of(pool.site_id)
            of = found.setdefault(agent_id, {})
            of[pool.signature] = pool.counts
            of[places] = np.maximum(of.get(places, 0), pool.counts)
    return found


def _ledger(signatures: set[str]) -> dict[str, Known]:
    base, nothing = _base(), np.zeros((WEEKS_AHEAD, HOURS_A_WEEK), dtype=np.int32)
    query = (
        select(Pool.signature, Pool.id, PoolWeek.week_on, PoolWeek.supply, PoolWeek.promised)
        .join(PoolWeek, PoolWeek.pool_id == Pool.id)
        .where(Pool.signature.in_(signatures), PoolWeek.week_on >= base)
    )
    found: dict[str, Known] = {}
    for row in session.execute(query):
        number = (row.week_on - base).days // 7
        if number < WEEKS_AHEAD:
            fresh = Known(row.id, nothing.copy(), nothing.copy())
            known = found.setdefault(row.signature, fresh)
            known.supply[number], known.promised[number] = row.supply, row.promised
    return found


def _fits(ledger: dict[str, Known], missed: Missed) -> bool:
    return all(
        bool(np.all((known.promised == 0) | (known.supply - known.promised >= _weekly(counts))
                    | (_weekly(counts) == 0)))
        for signature, counts in missed.items()
        if (known := ledger.get(signature)) is not None
    )  # fmt: skip


def _lessen(ledger: dict[str, Known], missed: Missed) -> None:
    for signature, counts in missed.items():
        if (known := ledger.get(signature)) is not None:
            np.maximum(known.supply - _weekly(counts), 0, out=known.supply)


def _weekly(counts: Hours) -> Hours:
    return counts.reshape(WEEKS_AHEAD, HOURS_A_WEEK)


def _by_week(pool_id: UUID, counts: Hours) -> Iterator[tuple[UUID, date, str]]:
    base = _base()
    for number, week in enumerate(_weekly(counts)):
        if week.any():
            yield pool_id, base + timedelta(weeks=number), array_text(week.tolist())
