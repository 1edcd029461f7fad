"""Honourability: what is promised against who is there, by site, week and hour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from muster.capacity.models import ENDED

WEEKS = 13
MOST = 50
# What floors above show beside the meter: a template, and the `values` that it is drawn from.
beside: list[Callable[[Session], tuple[str, object]]] = []

# Of each site and day: the hour in which the promises are tightest, people and seats apart.
TIGHTEST = text("""
WITH hours AS (
    SELECT COALESCE(p.site_id, p.cohort_id) AS place, p.kind = 'places' AS is_seats,
           w.week_on + ((h.hour - 1) / 24)::integer AS day, h.hour,
           sum(h.promised) AS promised, sum(h.supply) AS supply,
           sum(greatest(h.promised - h.supply, 0)) AS missing
    FROM capacity_weeks w JOIN capacity_pools p ON p.id = w.pool_id,
         unnest(w.promised, w.supply) WITH ORDINALITY AS h (promised, supply, hour)
    WHERE w.week_on >= :since AND w.week_on < :until
      AND EXISTS (SELECT FROM unnest(w.promised) AS n (p) WHERE n.p > 0)
    GROUP BY 1, 2, 3, 4
)
SELECT DISTINCT ON (place, is_seats, day) place, is_seats, day, (hour - 1) % 24 AS hour,
       promised, supply, missing
FROM hours WHERE promised > 0
ORDER BY place, is_seats, day, missing DESC, promised::float / greatest(supply, 1) DESC, hour
""")
# Promises whose people are not all there any more: whose they are, and from when on.
BROKEN = text(f"""
SELECT r.tenant_id, r.id, r.number, r.created_at AS made_at, t.name AS company, p.id AS pool_id,
       p.kind, p.hazard_zone, p.site_id, s.down_since,
       COALESCE(s.name_en, c.code, '') AS place_en, COALESCE(s.name_zh, c.code, '') AS place_zh,
       min((w.week_on + (h.hour - 1) * interval '1 hour') AT TIME ZONE 'UTC') AS since,
       (min((w.week_on + (h.hour - 1) * interval '1 hour') AT TIME ZONE 'UTC')
           AT TIME ZONE COALESCE(s.time_zone, 'UTC'))::date AS since_on,
       max(least(h.held, h.promised - h.supply)) AS missing,
       range_agg(tstzrange((w.week_on + (h.hour - 1) * interval '1 hour') AT TIME ZONE 'UTC',
                           (w.week_on + h.hour * interval '1 hour') AT TIME ZONE 'UTC'))::text
           AS lacks
FROM capacity_weeks w
JOIN capacity_pools p ON p.id = w.pool_id
JOIN standby_allocations a ON a.pool_id = w.pool_id AND a.week_on = w.week_on
     AND a.released_at IS NULL
JOIN standby_reservations r ON r.id = a.reservation_id
JOIN tenants t ON t.id = r.tenant_id
LEFT JOIN sites s ON s.id = p.site_id
LEFT JOIN cohorts c ON c.id = p.cohort_id,
     unnest(a.seats, w.promised, w.supply) WITH ORDINALITY AS h (held, promised, supply, hour)
WHERE w.week_on >= :since AND w.week_on < :until AND h.held > 0 AND h.promised > h.supply
  AND (w.week_on + h.hour * interval '1 hour') AT TIME ZONE 'UTC' > :now
  AND r.state NOT IN {tuple(map(str, ENDED))}
GROUP BY r.tenant_id, r.id, t.name, p.id, s.id, c.id
ORDER BY since, company, number, p.id LIMIT :most
""")  # noqa: S608 — made of a constant of ours
# Zones on which promises of several companies rest, or all of one promise.
ZONES = text(f"""
SELECT p.hazard_zone, count(DISTINCT r.tenant_id) AS companies, count(DISTINCT r.id) AS promises,
       sum(r.seats) AS seats,
       count(*) FILTER (WHERE r.alone) AS alone
FROM (SELECT r.id, r.tenant_id, r.seats,
             (SELECT count(DISTINCT q.hazard_zone) = 1 FROM standby_allocations b
              JOIN capacity_pools q ON q.id = b.pool_id AND q.kind <> 'places'
              WHERE b.reservation_id = r.id AND b.released_at IS NULL) AS alone
      FROM standby_reservations r
      WHERE r.state NOT IN {tuple(map(str, ENDED))} AND r.kind = 'guaranteed') r
JOIN (SELECT DISTINCT a.reservation_id, p.hazard_zone FROM standby_allocations a
      JOIN capacity_pools p ON p.id = a.pool_id AND p.kind <> 'places'
      WHERE a.released_at IS NULL AND a.week_on >= :since) p ON p.reservation_id = r.id
GROUP BY p.hazard_zone HAVING count(DISTINCT r.id) > 0 ORDER BY companies DESC, p.hazard_zone
""")  # noqa: S608 — made of a constant of ours
PLACES = text("""
SELECT id, code, name_en, name_zh, hazard_zone, down_since IS NOT NULL AS is_down FROM sites
UNION ALL SELECT id, code, college, college, hazard_zone, false FROM cohorts
ORDER BY code
""")


@dataclass(frozen=True, slots=True)
class Cell:
    """The tightest hour of a week at a place. missing: promises for which nobody is there."""

    at: datetime
    promised: int
    supply: int
    missing: int

    @property
    def load(self) -> float:
        """Promised ÷ there; above 1 it cannot be kept."""
        return self.promised / self.supply if self.supply else 9.99

    @property
    def level(self) -> str:
        """How it stands: `broken`, `full` (above nine tenths), `busy` (above half) or `easy`."""
        if self.missing:
            return "broken"
        return "full" if self.load > 0.9 else "busy" if self.load > 0.5 else "easy"


@dataclass(frozen=True, slots=True)
class Row:
    """A site's or a college's weeks, None where nothing is promised."""

    place: Any
    is_seats: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Meter:
    """The map: weeks as columns, places as rows; and what it warns of."""

    weeks: tuple[date, ...]
    rows: tuple[Row, ...]
    broken: Sequence[Any]
    zones: Sequence[Any]

    @property
    def missing(self) -> int:
        """In the worst hour of any place: promises for which nobody is there."""
        return max((c.missing for row in self.rows for c in row.cells if c), default=0)


def read(across: Session, now: datetime) -> Meter:
    """How promises stand now and for the next 13 weeks, over all companies."""
    first = now.date() - timedelta(days=now.weekday())
    weeks = tuple(first + timedelta(weeks=n) for n in range(WEEKS))
    span = {"since": first, "until": first + timedelta(weeks=WEEKS)}
    tightest: dict[tuple[UUID, bool, date], Cell] = {}
    for row in across.execute(TIGHTEST, span):
        if row.day < now.date():
            continue
        at = datetime.combine(row.day, datetime.min.time(), now.tzinfo) + timedelta(hours=row.hour)
        cell = Cell(at, row.promised, row.supply, row.missing)
        key = (row.place, row.is_seats, row.day - timedelta(days=row.day.weekday()))
        if key not in tightest or (cell.missing, cell.load) > (
            tightest[key].missing,
            tightest[key].load,
        ):
            tightest[key] = cell
    rows = tuple(
        Row(place, is_seats, cells)
        for place in across.execute(PLACES)
        for is_seats in (False, True)
        if any(cells := tuple(tightest.get((place.id, is_seats, week)) for week in weeks))
    )
    zones = across.execute(ZONES, {"since": first}).all()
    return Meter(weeks, rows, broken(across, now), zones)


def broken(session: Session, now: datetime) -> Sequence[Any]:
    """Promises that stand on people who are not there any more, soonest first.

    session: reads all companies, or the one that acts.
    """
    first = now.date() - timedelta(days=now.weekday())
    values = {"since": first, "until": first + timedelta(weeks=WEEKS), "now": now, "most": MOST}
    return session.execute(BROKEN, values).all()
