"""How many people and places are free, by pool and hour, for what somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from muster.capacity import hours
from muster.capacity.asking import Ask
from muster.capacity.models import HOURS_A_WEEK, PoolKind, Tier
from muster.db import session

Hours = NDArray[np.int32]
Picked = NDArray[np.intp] | slice
SENT = np.dtype(">i2")  # a smallint as PostgreSQL sends it

FREE = """
SELECT p.id, p.kind, p.site_id, p.hazard_zone, p.certified_for @> ARRAY[%(tenant)s]::uuid[] AS hot,
       cardinality(p.certified_for) + cardinality(p.abilities) AS versatile,
       array_agg(w.week_on ORDER BY w.week_on) AS weeks,
       string_agg(w.free, ''::bytea ORDER BY w.week_on) AS free
FROM capacity_pools p JOIN capacity_weeks w ON w.pool_id = p.id
WHERE w.week_on = ANY (%(weeks)s::date[]) AND (
    p.kind = 'places'
    OR p.abilities @> %(skills)s::text[] AND p.languages @> %(languages)s::text[]
)
GROUP BY p.id
"""


@dataclass(frozen=True, slots=True)
class PoolHours:
    """A pool with what is free of it in each hour that was asked for."""

    id: UUID
    kind: str
    tier: str
    site_id: UUID | None
    hazard_zone: str
    versatile: int
    free: Hours


@dataclass(frozen=True, slots=True)
class Free:
    """What is free. base: the Monday from which hours count; at: the numbers of the hours."""

    base: date
    at: NDArray[np.intp]
    pools: tuple[PoolHours, ...]

    def people(self) -> list[PoolHours]:
        """The pools of people, agents and students."""
        return [pool for pool in self.pools if pool.kind != PoolKind.PLACES]

    def without(self, zones: Sequence[str], sites: Sequence[UUID]) -> Free:
        """The same, without these hazard zones and sites."""
        kept = tuple(
            pool
            for pool in self.pools
            if pool.hazard_zone not in zones and pool.site_id not in sites
        )
        return Free(self.base, self.at, kept)

    def only(self, chosen: NDArray[np.bool_]) -> Free:
        """The same, for some of the hours."""
        pools = tuple(
            PoolHours(p.id, p.kind, p.tier, p.site_id, p.hazard_zone, p.versatile, p.free[chosen])
            for p in self.pools
        )
        return Free(self.base, self.at[chosen], pools)


def open_hours(ask: Ask, now: datetime) -> tuple[date, NDArray[np.intp]]:
    """The Monday from which hours count, and the numbers of those asked for that are to come."""
    base = hours.weeks(ask.first, ask.last)[0]
    covered = hours.mask(ask.window, ask.time_zone, ask.first, ask.last)
    covered[: max(0, hours.number(base, now.astimezone(UTC)))] = False
    return base, np.flatnonzero(covered)


def free_for(tenant_id: UUID, ask: Ask, now: datetime) -> Free:
    """What is free for a company's wish, wherever it may be: one query."""
    base, at = open_hours(ask, now)
    connection = cast("Connection[Any]", session.connection().connection.driver_connection)
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(FREE, wanted(tenant_id, ask, at)).fetchall()
    return found(ask, base, at, rows)


def wanted(tenant_id: UUID, ask: Ask, at: NDArray[np.intp]) -> dict[str, Any]:
    """The values of FREE for a company's wish. at: its hours that are to come, by `open_hours`."""
    return {
        "tenant": tenant_id,
        "weeks": _mondays(ask, at),
        "skills": list(ask.skills),
        "languages": list(ask.languages),
    }


def found(ask: Ask, base: date, at: NDArray[np.intp], rows: Iterable[Sequence[Any]]) -> Free:
    """What is free, from the rows that FREE has given."""
    if not len(at):
        return Free(base, at, ())
    mondays = _mondays(ask, at)
    picked = _picked(at - int(at[0]) // HOURS_A_WEEK * HOURS_A_WEEK)
    return Free(base, at, tuple(_pool(row, mondays, picked) for row in rows))


def _mondays(ask: Ask, at: NDArray[np.intp]) -> list[date]:
    if not len(at):
        return []
    first, last = int(at[0]) // HOURS_A_WEEK, int(at[-1]) // HOURS_A_WEEK
    return hours.weeks(ask.first, ask.last)[first : last + 1]


def _pool(row: Sequence[Any], mondays: list[date], at: Picked) -> PoolHours:
    pool_id, kind, site_id, zone, hot, versatile, weeks, sent = row
    free = np.frombuffer(sent, dtype=SENT)
    if weeks != mondays:  # a week without supply has no row
        whole = np.zeros((len(mondays), HOURS_A_WEEK), dtype=SENT)
        places = [(week - mondays[0]).days // 7 for week in weeks]
        whole[places] = free.reshape(-1, HOURS_A_WEEK)
        free = whole.reshape(-1)
    tier = _tier(kind, hot=hot)
    return PoolHours(pool_id, kind, tier, site_id, zone, versatile, free[at].astype(np.int32))


def _picked(at: NDArray[np.intp]) -> Picked:
    """The same hours as a slice if they follow each other: many pools are cut by them."""
    if len(at) and at[-1] - at[0] + 1 == len(at):
        return slice(int(at[0]), int(at[-1]) + 1)
    return at


def _tier(kind: str, *, hot: bool) -> str:
    if kind == PoolKind.PLACES:
        return Tier.PLACES
    if kind == PoolKind.COHORT:
        return Tier.COLD
    return Tier.HOT if hot else Tier.WARM
