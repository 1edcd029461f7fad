"""Who could be seated when: read from shifts, leases, time off, certificates and sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from muster.leasing.earmarks import KEPT

SINCE, UNTIL = "CAST(:since AS timestamptz)", "CAST(:until AS timestamptz)"


def _up(moment: str) -> str:
    """The next whole hour, in SQL, or the moment itself if it is one."""
    return f"date_trunc('hour', {moment} + interval '1 hour' - interval '1 microsecond')"


def _hours(moment: str) -> str:
    """Whole hours since the beginning, in SQL."""
    return f"(extract(epoch FROM {moment} - {SINCE}) / 3600)::integer"


def _wanted(agent: str) -> str:
    """Condition, in SQL: one of the agents asked for; NULL asks for everybody."""
    return f"(CAST(:agents AS uuid[]) IS NULL OR {agent} = ANY (CAST(:agents AS uuid[])))"


# Time is kept in spans of whole hours until the very end; counting them hour by hour is numpy's.
# An hour counts if a shift covers all of it and no time off touches it. Who comes from another
# shift with less than eleven hours between is not rested. `rented`: the person is promised to
# whoever rents the seat, or kept for it. Somebody on a dedicated seat serves one company and
# stands by for nobody; on a shared one, outside of the hours in which they sit there.
WORKED = f"""
WITH able AS (
    SELECT a.id, a.site_id, s.hazard_zone, s.region, s.time_zone, s.down_since, a.abilities,
           a.languages,
           COALESCE({_up("(a.left_on + 1)::timestamp AT TIME ZONE s.time_zone")}, {UNTIL})
               AS leaves_at,
           EXISTS (SELECT FROM agent_addresses d WHERE d.agent_id = a.id) AS reachable
    FROM agents a JOIN sites s ON s.id = a.site_id
    WHERE a.retired_at IS NULL AND {_wanted("a.id")}
), off AS (
    SELECT agent_id,
           range_agg(tstzrange(date_trunc('hour', starts_at), {_up("ends_at")})) AS away
    FROM time_off WHERE state = 'approved' AND starts_at < {UNTIL} AND ends_at > {SINCE}
    GROUP BY agent_id
), leased AS (
    SELECT a.id AS agent_id, p.dedicated,
           tstzrange({_up("l.starts_on::timestamp AT TIME ZONE a.time_zone")},
                     {_up("l.ends_on::timestamp AT TIME ZONE a.time_zone")}) AS span
    FROM seat_assignments s JOIN able a ON a.id = s.agent_id
    JOIN seat_leases l ON l.id = s.lease_id JOIN seat_plans p ON p.id = l.plan_id
    WHERE s.ended_at IS NULL AND l.ended_at IS NULL
    UNION ALL
    SELECT a.id, k.dedicated,
           tstzrange({_up("k.starts_on::timestamp AT TIME ZONE a.time_zone")},
                     {_up("k.ends_on::timestamp AT TIME ZONE a.time_zone")})
    FROM ({KEPT}) AS k JOIN able a ON a.id = k.agent_id
), rented AS (
    SELECT agent_id, range_agg(span) AS sits, range_agg(span) FILTER (WHERE dedicated) AS serves
    FROM leased GROUP BY agent_id
), followed AS (
    SELECT agent_id, kind, starts_at, ends_at,
           lag(ends_at) OVER earlier AS before, lag(ends_at, 2) OVER earlier AS before_that
    FROM shifts
    WHERE starts_at < {UNTIL} AND ends_at > {SINCE} - interval '2 days' AND {_wanted("agent_id")}
    WINDOW earlier AS (PARTITION BY agent_id ORDER BY starts_at)
), rested AS (
    SELECT f.agent_id, f.kind, greatest({_up("f.starts_at")}, {SINCE}) AS opens,
           least(date_trunc('hour', f.ends_at), a.leaves_at, {UNTIL}) AS closes
    FROM followed f JOIN able a ON a.id = f.agent_id
    WHERE f.kind IN ('work', 'standby') AND f.ends_at > {SINCE}
      AND COALESCE(CASE WHEN f.before < f.starts_at THEN f.before ELSE f.before_that END,
                   '-infinity') <= f.starts_at - interval '11 hours'
), present AS (
    SELECT r.agent_id, r.kind,
           tstzmultirange(tstzrange(r.opens, r.closes)) - COALESCE(o.away, '{{}}') AS there,
           COALESCE(CASE r.kind WHEN 'work' THEN l.sits ELSE l.serves END, '{{}}') AS promised
    FROM rested r LEFT JOIN off o USING (agent_id) LEFT JOIN rented l USING (agent_id)
    WHERE r.opens < r.closes
)
"""  # noqa: S608 — put together from constants of this file
# Certificates count for the hours that they cover wholly. An agent's time is cut where one begins
# or ends; in each piece the set of companies is the same throughout.
STOOD = f"""{WORKED}
, certificates AS (
    SELECT agent_id, tenant_id, {_up("certified_at")} AS since,
           date_trunc('hour', expires_at) AS until
    FROM certifications
    WHERE revoked_at IS NULL AND expires_at > {SINCE} AND certified_at < {UNTIL}
), cuts AS (
    SELECT id AS agent_id, {SINCE} AS cut FROM able
    UNION SELECT agent_id, since FROM certificates WHERE since > {SINCE}
    UNION SELECT agent_id, until FROM certificates WHERE until > {SINCE} AND until < {UNTIL}
), pieces AS (
    SELECT agent_id, cut,
           lead(cut, 1, {UNTIL}) OVER (PARTITION BY agent_id ORDER BY cut)
               AS next_cut
    FROM cuts
), certified AS (
    SELECT p.agent_id, tstzmultirange(tstzrange(p.cut, p.next_cut)) AS piece,
           COALESCE(array_agg(DISTINCT c.tenant_id) FILTER (WHERE c.tenant_id IS NOT NULL), '{{}}')
               AS companies
    FROM pieces p LEFT JOIN certificates c ON c.agent_id = p.agent_id
         AND c.since <= p.cut AND c.until >= p.next_cut
    WHERE p.cut < p.next_cut
    GROUP BY p.agent_id, p.cut, p.next_cut
), spans AS (
    SELECT a.id AS agent_id, a.site_id, a.hazard_zone, a.region, a.abilities, a.languages,
           c.companies,
           unnest((p.there - p.promised) * c.piece) AS span
    FROM present p JOIN able a ON a.id = p.agent_id JOIN certified c USING (agent_id)
    WHERE a.down_since IS NULL AND (a.reachable OR p.kind = 'work')
)
"""  # noqa: S608 — as above
SPANS = (
    f"""array_agg({_hours("lower(span)")}) AS begins, array_agg({_hours("upper(span)")}) AS ends"""
)
STANDING_BY = text(
    f"""{STOOD}
SELECT site_id, hazard_zone, region, abilities, languages, companies, {SPANS}
FROM spans GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 — as above
)
OF_AGENTS = text(
    f"""{STOOD}
SELECT agent_id, site_id, hazard_zone, region, abilities, languages, companies, {SPANS}
FROM spans GROUP BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608 — as above
)
SEATED = text(
    f"""{WORKED}
, seated AS (
    SELECT a.site_id, unnest(p.there * p.promised) AS span
    FROM present p JOIN able a ON a.id = p.agent_id WHERE p.kind = 'work'
), counted AS (
    SELECT site_id, {SPANS} FROM seated GROUP BY site_id
)
SELECT s.id AS site_id, s.hazard_zone, s.region, s.time_zone,
       CASE WHEN s.down_since IS NULL THEN s.seats ELSE 0 END AS seats,
       COALESCE(c.begins, '{{}}') AS begins, COALESCE(c.ends, '{{}}') AS ends
FROM sites s LEFT JOIN counted c ON c.site_id = s.id
"""  # noqa: S608 — as above
)
# PostgreSQL takes the parts of these statements for a few rows each, and loops over all pairs of
# them where a hash finds the one; and many thousand agents take their time in any case.
UNHURRIED = text(
    "SELECT set_config('enable_nestloop', 'off', true),"
    " set_config('statement_timeout', '4min', true)"
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
    """People who are interchangeable, and the spans in which one of them is there, in hours."""

    site_id: UUID
    hazard_zone: str
    region: str
    abilities: list[str]
    languages: list[str]
    companies: list[UUID]
    begins: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class Place:
    """A site's seats (none while it is down), and the spans in which one of them is sat on."""

    site_id: UUID
    hazard_zone: str
    region: str
    time_zone: str
    seats: int
    begins: list[int]
    ends: list[int]


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


def take_time(across: Session) -> None:
    """Let the statements of this transaction be planned for very many people."""
    across.execute(UNHURRIED)


def standing_by(across: Session, since: datetime, until: datetime) -> Sequence[Group]:
    """People who are rested, reachable and nobody else's, by hour from `since` on."""
    rows = _rows(across, STANDING_BY, since=since, until=until, agents=None)
    return [Group(**row) for row in rows]


def of_agents(
    across: Session, agent_ids: Sequence[UUID], since: datetime, until: datetime
) -> list[tuple[UUID, Group]]:
    """The same for some agents, each by itself: with every group in which the agent counts."""
    rows = _rows(across, OF_AGENTS, since=since, until=until, agents=list(agent_ids))
    return [(row.pop("agent_id"), Group(**row)) for row in rows]


def places(across: Session, since: datetime, until: datetime) -> Sequence[Place]:
    """Every site's seats, and who sits there for those who rent."""
    return [Place(**row) for row in _rows(across, SEATED, since=since, until=until, agents=None)]


def students(across: Session, first: date, last: date) -> Sequence[Students]:
    """The cohorts in training between two days."""
    return [Students(**row) for row in _rows(across, COHORTS, first=first, last=last)]


def _rows(across: Session, query: Any, **values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in across.execute(query, values).mappings()]
