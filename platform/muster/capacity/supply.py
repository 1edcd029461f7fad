"""Deriving supply: from people and places to pools by the hour, again and again, the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from muster.capacity import hours, people, terms
from muster.capacity.asking import WEEKS_AHEAD
from muster.capacity.models import HOURS_A_WEEK, Derivation, Pool, PoolKind
from muster.capacity.reading import Hours
from muster.db import session, uuid7
from muster.db.arrays import array_text
from muster.tenancy.operations import system_door

WIDTH = WEEKS_AHEAD * HOURS_A_WEEK
AT_LEAST_EVERY = timedelta(hours=1)
# When students can be asked: by day. Their weekly hours spread evenly over it.
AWAKE = {day: [["07:00", "23:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
AWAKE_HOURS = 7 * 16

# Only rows that differ are written, and so locked; in the order of their keys, as the ledger does.
# What somebody has taken from a week since the facts were read stands until the next time.
WRITE = text("""
INSERT INTO capacity_weeks (pool_id, week_on, supply)
SELECT d.pool_id, d.week_on, d.supply::integer[]
FROM unnest(CAST(:pools AS uuid[]), CAST(:weeks AS date[]), CAST(:supplies AS text[]))
     AS d (pool_id, week_on, supply)
LEFT JOIN capacity_weeks w ON w.pool_id = d.pool_id AND w.week_on = d.week_on
WHERE w.supply IS DISTINCT FROM d.supply::integer[]
  AND (w.derived_at IS NULL OR w.derived_at <= :began)
ORDER BY d.pool_id, d.week_on
ON CONFLICT (pool_id, week_on)
DO UPDATE SET supply = EXCLUDED.supply, derived_at = clock_timestamp()
WHERE capacity_weeks.derived_at <= :began
""")
KNOWN_WEEKS = text("""
SELECT pool_id, array_agg(week_on) AS weeks FROM capacity_weeks
WHERE week_on >= :first AND week_on < :last GROUP BY pool_id
""")


@dataclass(frozen=True, slots=True)
class Derived:
    """A pool as it should be, with how many there are in each hour of the weeks ahead."""

    kind: str
    site_id: UUID | None
    cohort_id: UUID | None
    hazard_zone: str
    region: str
    abilities: tuple[str, ...]
    languages: tuple[str, ...]
    certified_for: tuple[UUID, ...]
    counts: Hours

    @property
    def signature(self) -> str:
        """What makes it this pool and no other. Where a site lies is the site's, not the pool's."""
        return _signature(self.kind, self.site_id, self.cohort_id, self.abilities, self.languages,
                          self.certified_for)  # fmt: skip


def _signature(*known: object) -> str:
    return hashlib.sha256(repr(known).encode()).hexdigest()


def places_of(site_id: UUID | None) -> str:
    """The signature of the pool of a site's places."""
    return _signature(PoolKind.PLACES, site_id, None, (), (), ())


def due(now: datetime) -> bool:
    """Whether facts have changed since supply was derived, or that was an hour ago.

    A change counts before it is committed; so what was derived from new facts is derived once
    more before they are taken for known.
    """
    facts = session.scalar(text("SELECT last_value FROM capacity_facts"))
    last = session.execute(
        select(Derivation.facts, Derivation.created_at)
        .order_by(Derivation.created_at.desc(), Derivation.id.desc())
        .limit(2)
    ).all()
    if len(last) < 2 or {facts} != {row.facts for row in last}:
        return True
    return bool(last[0].created_at < now - AT_LEAST_EVERY)


def derive(now: datetime) -> int:
    """Derive supply for the weeks ahead; gives how many weeks of pools changed.

    Acts as staff. The same facts give the same supply: nothing is written then.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("capacity_supply"))))
    facts, began = session.execute(
        text("SELECT last_value, clock_timestamp() FROM capacity_facts")
    ).one()
    base = hours.monday(now.astimezone(UTC).date())
    found = _gather(base, terms.current().shrinkage)
    changed = _write(base, found, began)
    session.execute(insert(Derivation).values(id=uuid7(), facts=facts, changed_weeks=changed))
    session.execute(delete(Derivation).where(Derivation.created_at < now - timedelta(days=7)))
    return changed


def _gather(base: date, shrinkage: float) -> list[Derived]:
    since = datetime.combine(base, time(), UTC)
    until = since + timedelta(weeks=WEEKS_AHEAD)
    with system_door() as across:
        people.take_time(across)
        groups = people.standing_by(across, since, until)
        places = people.places(across, since, until)
        cohorts = people.students(across, base, until.date())
    agents = [of_group(group) for group in groups]
    return [
        *_shrunk(agents, shrinkage),
        *(_of_place(place) for place in places),
        *(_of_cohort(cohort, base, shrinkage) for cohort in cohorts),
    ]


def _counts(begins: Sequence[int], ends: Sequence[int]) -> Hours:
    """How many spans cover each hour."""
    steps = np.zeros(WIDTH + 1, dtype=np.int32)
    np.add.at(steps, begins, 1)
    np.subtract.at(steps, ends, 1)
    return np.cumsum(steps[:-1], dtype=np.int32)


def of_group(group: people.Group) -> Derived:
    """The pool of people who are interchangeable, before anybody does not come."""
    return Derived(
        PoolKind.PEOPLE,
        group.site_id,
        None,
        group.hazard_zone,
        group.region,
        tuple(sorted(group.abilities)),
        tuple(sorted(group.languages)),
        tuple(sorted(group.companies)),
        _counts(group.begins, group.ends),
    )


def _of_place(place: people.Place) -> Derived:
    free = np.maximum(place.seats - _counts(place.begins, place.ends), 0).astype(np.int32)
    return Derived(
        PoolKind.PLACES, place.site_id, None, place.hazard_zone, place.region, (), (), (), free
    )


def _of_cohort(cohort: people.Students, base: date, shrinkage: float) -> Derived:
    at_once = int(cohort.students * cohort.weekly_hours * (1 - shrinkage) / AWAKE_HOURS)
    first = max(cohort.starts_on, base)
    last = min(cohort.graduates_on - timedelta(days=1), base + timedelta(weeks=WEEKS_AHEAD))
    counts = np.zeros(WIDTH, dtype=np.int32)
    if first <= last:
        awake = hours.mask(AWAKE, cohort.time_zone, first, last)
        at = np.flatnonzero(awake) + (hours.weeks(first, last)[0] - base).days * 24
        counts[at[(at >= 0) & (at < WIDTH)]] = at_once
    return Derived(
        PoolKind.COHORT,
        cohort.site_id,
        cohort.id,
        cohort.hazard_zone,
        cohort.region,
        tuple(sorted(cohort.skills)),
        tuple(sorted(cohort.languages)),
        (),
        counts,
    )


def _shrunk(pools: Sequence[Derived], shrinkage: float) -> Iterator[Derived]:
    """Take the share that does not come off each site as a whole, and round down once.

    Rounding each pool down would lose a person in each, and sites with many small pools most.
    """
    by_site: dict[UUID | None, list[Derived]] = {}
    for pool in sorted(pools, key=lambda pool: pool.signature):
        by_site.setdefault(pool.site_id, []).append(pool)
    for members in by_site.values():
        running = np.cumsum([pool.counts for pool in members], axis=0)
        kept = np.floor(running * (1 - shrinkage) + 1e-9).astype(np.int32)
        left = np.diff(kept, axis=0, prepend=np.zeros((1, WIDTH), dtype=np.int32))
        for pool, counts in zip(members, left, strict=True):
            yield _with(pool, counts)


def _with(pool: Derived, counts: Hours) -> Derived:
    return Derived(
        pool.kind, pool.site_id, pool.cohort_id, pool.hazard_zone, pool.region, pool.abilities,
        pool.languages, pool.certified_for, counts,
    )  # fmt: skip


def _write(base: date, found: Sequence[Derived], began: datetime) -> int:
    known = _pools(found)
    weeks = [base + timedelta(weeks=number) for number in range(WEEKS_AHEAD)]
    rows: dict[tuple[UUID, date], str] = {}
    nothing = array_text([0] * HOURS_A_WEEK)
    last = base + timedelta(weeks=WEEKS_AHEAD)
    for row in session.execute(KNOWN_WEEKS, {"first": base, "last": last}):
        rows.update({(row.pool_id, week): nothing for week in row.weeks})
    for pool in found:
        for week, counts in zip(weeks, pool.counts.reshape(-1, HOURS_A_WEEK), strict=True):
            if counts.any():
                rows[known[pool.signature], week] = array_text(counts.tolist())
    values: dict[str, Any] = {
        "began": began,
        "pools": [pool_id for pool_id, _ in rows],
        "weeks": [week for _, week in rows],
        "supplies": list(rows.values()),
    }
    result: Any = session.execute(WRITE, values)
    return int(result.rowcount)


def _pools(found: Sequence[Derived]) -> dict[str, UUID]:
    """The pools' ids by signature; those that are new are made, those that moved are moved."""
    if found:
        rows = [
            {
                "id": uuid7(),
                "kind": pool.kind,
                "site_id": pool.site_id,
                "cohort_id": pool.cohort_id,
                "hazard_zone": pool.hazard_zone,
                "region": pool.region,
                "abilities": list(pool.abilities),
                "languages": list(pool.languages),
                "certified_for": list(pool.certified_for),
                "signature": pool.signature,
            }
            for pool in found
        ]
        made = upsert(Pool)
        moved = (Pool.hazard_zone, made.excluded.hazard_zone)
        session.execute(
            made.on_conflict_do_update(
                index_elements=["signature"],
                set_={"hazard_zone": moved[1], "region": made.excluded.region},
                where=moved[0] != moved[1],
            ),
            rows,
        )
    return {row.signature: row.id for row in session.execute(select(Pool.signature, Pool.id))}
