"""Who could be seated when: read from shifts, leases, time off, certificates and sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

# An hour counts if a shift covers all of it. `busy`: the person is promised to whoever rents the
# seat. Somebody on a dedicated seat serves one company and stands by for nobody; somebody on a
# shared one may stand by outside of the hours in which they sit there.
WORKED = """
WITH able AS (
    SELECT a.id, a.site_id, s.hazard_zone, s.region, s.time_zone, s.down_since, a.abilities,
           a.languages, a.left_on,
           EXISTS (SELECT FROM agent_addresses d WHERE d.agent_id = a.id) AS reachable
    FROM agents a JOIN sites s ON s.id = a.site_id WHERE a.retired_at IS NULL
), rested AS (
    SELECT h.agent_id, h.kind,
           date_trunc('hour', h.starts_at + interval '1 hour' - interval '1 microsecond') AS opens,
           date_trunc('hour', h.ends_at) AS closes
    FROM shifts h
    WHERE h.kind IN ('work', 'standby') AND h.starts_at < :until AND h.ends_at > :since
      AND NOT EXISTS (SELECT FROM shifts b WHERE b.agent_id = h.agent_id
                      AND b.starts_at < h.starts_at AND b.ends_at < h.starts_at
                      AND b.starts_at > h.starts_at - interval '27 hours'
                      AND b.ends_at > h.starts_at - interval '11 hours')
), present AS (
    SELECT r.agent_id, r.kind, hour
    FROM rested r, generate_series(greatest(r.opens, :since),
                                   least(r.closes, :until) - interval '1 hour',
                                   interval '1 hour') AS hour
    WHERE NOT EXISTS (SELECT FROM time_off t WHERE t.agent_id = r.agent_id
                      AND t.state = 'approved' AND t.starts_at < hour + interval '1 hour'
                      AND t.ends_at > hour)
), rented AS (
    SELECT s.agent_id, p.dedicated, l.starts_on, l.ends_on
    FROM seat_assignments s JOIN seat_leases l ON l.id = s.lease_id
    JOIN seat_plans p ON p.id = l.plan_id
    WHERE s.ended_at IS NULL AND l.ended_at IS NULL
), worked AS (
    SELECT p.agent_id, p.kind, p.hour, a.site_id, a.hazard_zone, a.region, a.abilities,
           a.languages, a.down_since, a.reachable,
           EXISTS (SELECT FROM rented r WHERE r.agent_id = p.agent_id
                   AND r.starts_on <= (p.hour AT TIME ZONE a.time_zone)::date
                   AND (r.ends_on IS NULL OR r.ends_on > (p.hour AT TIME ZONE a.time_zone)::date)
                   AND (r.dedicated OR p.kind = 'work')) AS busy
    FROM present p JOIN able a ON a.id = p.agent_id
    WHERE a.left_on IS NULL OR (p.hour AT TIME ZONE a.time_zone)::date < a.left_on
)
"""
# Certificates count for the hours that they cover wholly. An agent's time is cut where one begins
# or ends; in each piece the set of companies is the same throughout.
STANDING_BY = text(
    WORKED  # noqa: S608 — put together from constants of this file
    + """
, certificates AS (
    SELECT agent_id, tenant_id,
           date_trunc('hour', certified_at + interval '1 hour' - interval '1 microsecond') AS since,
           date_trunc('hour', expires_at) AS until
    FROM certifications WHERE revoked_at IS NULL AND expires_at > :since AND certified_at < :until
), cuts AS (
    SELECT id AS agent_id, CAST(:since AS timestamptz) AS cut FROM able
    UNION SELECT agent_id, since FROM certificates WHERE since > :since
    UNION SELECT agent_id, until FROM certificates WHERE until > :since AND until < :until
), pieces AS (
    SELECT agent_id, cut,
           lead(cut, 1, CAST(:until AS timestamptz)) OVER (PARTITION BY agent_id ORDER BY cut)
               AS next_cut
    FROM cuts
), certified AS (
    SELECT p.agent_id, p.cut, p.next_cut,
           COALESCE(array_agg(DISTINCT c.tenant_id) FILTER (WHERE c.tenant_id IS NOT NULL), '{}')
               AS companies
    FROM pieces p LEFT JOIN certificates c ON c.agent_id = p.agent_id
         AND c.since <= p.cut AND c.until >= p.next_cut
    GROUP BY p.agent_id, p.cut, p.next_cut
), counted AS (
    SELECT w.site_id, w.hazard_zone, w.region, w.abilities, w.languages, c.companies,
           (extract(epoch FROM w.hour - CAST(:since AS timestamptz)) / 3600)::integer AS hour,
           count(*)::integer AS people
    FROM worked w JOIN certified c ON c.agent_id = w.agent_id
         AND w.hour >= c.cut AND w.hour < c.next_cut
    WHERE NOT w.busy AND w.down_since IS NULL AND (w.reachable OR w.kind = 'work')
    GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT site_id, hazard_zone, region, abilities, languages, companies,
       array_agg(hour) AS hours, array_agg(people) AS people
FROM counted GROUP BY 1, 2, 3, 4, 5, 6
"""
)
SEATED = text(
    WORKED  # noqa: S608 — put together from constants of this file
    + """
, counted AS (
    SELECT site_id,
           (extract(epoch FROM hour - CAST(:since AS timestamptz)) / 3600)::integer AS hour,
           count(*)::integer AS people
    FROM worked WHERE busy AND kind = 'work' GROUP BY 1, 2
)
SELECT s.id AS site_id, s.hazard_zone, s.region, s.time_zone,
       CASE WHEN s.down_since IS NULL THEN s.seats ELSE 0 END AS seats,
       COALESCE(array_agg(c.hour) FILTER (WHERE c.hour IS NOT NULL), '{}') AS hours,
       COALESCE(array_agg(c.people) FILTER (WHERE c.hour IS NOT NULL), '{}') AS people
FROM sites s LEFT JOIN counted c ON c.site_id = s.id GROUP BY s.id
"""
)
COHORTS = text("""
SELECT c.id, c.site_id, c.hazard_zone, COALESCE(s.region, '') AS region,
       COALESCE(s.time_zone, 'UTC') AS time_zone, c.skills, c.languages, c.starts_on,
       c.graduates_on, floor(c.headcount * c.graduation_share)::integer AS students, c.weekly_hours
FROM cohorts c LEFT JOIN sites s ON s.id = c.site_id
WHERE c.graduates_on > :first AND c.starts_on < :last
""")


@dataclass(frozen=True, slots=True)
class Group:
    """People who are interchangeable, and how many of them there are in which hours."""

    site_id: UUID
    hazard_zone: str
    region: str
    abilities: list[str]
    languages: list[str]
    companies: list[UUID]
    hours: list[int]
    people: list[int]


@dataclass(frozen=True, slots=True)
class Place:
    """A site's seats (none while it is down), and how many are sat on in which hours."""

    site_id: UUID
    hazard_zone: str
    region: str
    time_zone: str
    seats: int
    hours: list[int]
    people: list[int]


@dataclass(frozen=True, slots=True)
class Students:
    """Students of a cohort who will finish it, and how much each could work."""

    id: UUID
    site_id: UUID | None
    hazard_zone: str
    region: str
    time_zone: str
    skills: list[str]
    languages: list[str]
    starts_on: date
    graduates_on: date
    students: int
    weekly_hours: int


def standing_by(across: Session, since: datetime, until: datetime) -> Sequence[Group]:
    """People who are rested, reachable and nobody else's, by hour from `since` on."""
    return [Group(**row) for row in _rows(across, STANDING_BY, since=since, until=until)]


def places(across: Session, since: datetime, until: datetime) -> Sequence[Place]:
    """Every site's seats, and who sits there for those who rent."""
    return [Place(**row) for row in _rows(across, SEATED, since=since, until=until)]


def students(across: Session, first: date, last: date) -> Sequence[Students]:
    """The cohorts in training between two days."""
    return [Students(**row) for row in _rows(across, COHORTS, first=first, last=last)]


def _rows(across: Session, query: Any, **values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in across.execute(query, values).mappings()]
