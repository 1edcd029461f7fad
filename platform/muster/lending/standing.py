"""Who stands by idly and could be lent, and whom something calls back. Read across companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

HOT_MINUTES = 15  # the promise that hot standby is there for, whether or not one is sold yet
OFFLINE_MINUTES = 5
PAGE = 200

ON_SHIFT = """EXISTS (SELECT FROM shifts h WHERE h.agent_id = a.id AND h.kind = 'standby'
    AND h.starts_at <= now() AND h.ends_at > now())"""
CALLED = """EXISTS (SELECT FROM called_people c WHERE c.agent_id = a.id
    AND c.state NOT IN ('declined','timed_out','gone','released'))"""
AWAY = """EXISTS (SELECT FROM time_off o WHERE o.agent_id = a.id AND o.state = 'approved'
    AND o.starts_at <= now() AND o.ends_at > now())"""
LEFT = "(a.retired_at IS NOT NULL OR a.left_on < current_date)"
# {company}: for whom. Who is certified knows the company, and is hot for it.
CERTIFIED = """EXISTS (SELECT FROM certifications k WHERE k.agent_id = a.id
    AND k.tenant_id = {company} AND k.certified_at <= now() AND k.expires_at > now()
    AND k.revoked_at IS NULL)"""
# Somebody is being activated for whom this person stands by.
ACTIVATED = f"""EXISTS (SELECT FROM activations v WHERE v.state = 'open'
    AND ARRAY(SELECT jsonb_array_elements_text(v.skills)) <@ a.abilities
    AND ARRAY(SELECT jsonb_array_elements_text(v.languages)) <@ a.languages
    AND NOT COALESCE(v.avoid_sites ? a.site_id::text, false)
    AND NOT COALESCE(v.avoid_hazard_zones ? s.hazard_zone, false)
    AND {CERTIFIED.format(company="v.tenant_id")})"""
# The shortest promise that rests on each of `people` in the hours of the longest shift. A person
# is in the pool of the same site, abilities and languages; hot for whom the person is certified.
LEADS = f"""
hours AS MATERIALIZED (
    SELECT date_trunc('week', at)::date AS week_on,
           1 + (extract(isodow FROM at)::integer - 1) * 24 + extract(hour FROM at)::integer AS hour
    FROM generate_series(date_trunc('hour', now() AT TIME ZONE 'UTC'),
                         date_trunc('hour', now() AT TIME ZONE 'UTC') + interval '16 hours',
                         interval '1 hour') AS g (at)
), kinds AS MATERIALIZED (
    SELECT DISTINCT site_id, abilities, languages FROM people
), pools AS MATERIALIZED (
    SELECT k.site_id, k.abilities, k.languages, p.id
    FROM kinds k JOIN capacity_pools p ON p.kind = 'people' AND p.site_id = k.site_id
     AND p.abilities @> k.abilities AND p.abilities <@ k.abilities
     AND p.languages @> k.languages AND p.languages <@ k.languages
), held AS MATERIALIZED (
    SELECT DISTINCT p.site_id, p.abilities, p.languages, r.tenant_id,
           (r.ramp->0->>'minutes')::integer AS minutes
    FROM pools p
    JOIN standby_allocations l ON l.pool_id = p.id AND l.released_at IS NULL AND l.tier = 'hot'
     AND EXISTS (SELECT FROM hours h WHERE h.week_on = l.week_on AND l.seats[h.hour] > 0)
    JOIN standby_reservations r ON r.id = l.reservation_id
     AND r.state NOT IN ('expired','cancelled','failed')
    UNION
    SELECT p.site_id, p.abilities, p.languages, NULL, o.lead_minutes
    FROM pools p
    JOIN pot_allocations l ON l.pool_id = p.id AND l.released_at IS NULL
     AND EXISTS (SELECT FROM hours h WHERE h.week_on = l.week_on AND l.seats[h.hour] > 0)
    JOIN pots o ON o.id = l.pot_id AND o.closed_at IS NULL
), leads AS MATERIALIZED (
    SELECT a.id, min(h.minutes) AS minutes, count(*) AS promises
    FROM people a JOIN held h ON h.site_id = a.site_id AND h.abilities = a.abilities
     AND h.languages = a.languages
    WHERE h.tenant_id IS NULL OR {CERTIFIED.format(company="h.tenant_id")}
    GROUP BY a.id
)
"""  # noqa: S608 — constants of this file
LOOKED_AT = f"""
WITH borrower AS MATERIALIZED (
    SELECT t.id, t.requires_certification, q.needs, q.languages
    FROM queues q JOIN tenants t ON t.id = q.tenant_id WHERE q.id = :queue
), people AS MATERIALIZED (
    SELECT a.id, a.site_id, a.abilities, a.languages FROM agents a
    WHERE CASE WHEN CAST(:agents AS uuid[]) IS NULL THEN {ON_SHIFT}
               ELSE a.id = ANY (CAST(:agents AS uuid[])) END
), {LEADS}, looked_at AS (
    SELECT a.id, a.display_name, a.state, a.state_since, s.name_en, s.name_zh, shift.ends_at,
           COALESCE(leads.minutes, {HOT_MINUTES}) AS lead_minutes,
           COALESCE(leads.promises, 0) AS promises,
           array_remove(ARRAY[
               CASE WHEN {LEFT} THEN 'left' END,
               CASE WHEN shift.ends_at IS NULL THEN 'shift' END,
               CASE WHEN {CALLED} THEN 'called' END,
               CASE WHEN EXISTS (SELECT FROM loans l WHERE l.agent_id = a.id
                                   AND l.ended_at IS NULL) THEN 'lent' END,
               CASE WHEN {ACTIVATED} THEN 'activated' END,
               CASE WHEN EXISTS (SELECT FROM seat_assignments x WHERE x.agent_id = a.id
                                   AND x.tenant_id = b.id AND x.ended_at IS NULL) THEN 'serves' END,
               CASE WHEN EXISTS (SELECT FROM seat_assignments x WHERE x.agent_id = a.id
                                   AND x.dedicated AND x.ended_at IS NULL) THEN 'dedicated' END,
               CASE WHEN NOT b.needs <@ a.abilities THEN 'skills' END,
               CASE WHEN cardinality(b.languages) > 0
                         AND NOT b.languages && a.languages THEN 'languages' END,
               CASE WHEN b.requires_certification
                         AND NOT {CERTIFIED.format(company="b.id")} THEN 'certification' END,
               CASE WHEN s.down_since IS NOT NULL THEN 'site' END,
               CASE WHEN {AWAY} THEN 'away' END,
               CASE WHEN a.state = 'offline' THEN 'offline' END
           ], NULL) AS lacks
    FROM people JOIN agents a ON a.id = people.id CROSS JOIN borrower b
    LEFT JOIN sites s ON s.id = a.site_id
    LEFT JOIN leads ON leads.id = a.id
    LEFT JOIN LATERAL (SELECT max(h.ends_at) AS ends_at FROM shifts h
        WHERE h.agent_id = a.id AND h.kind = 'standby'
          AND h.starts_at <= now() AND h.ends_at > now()) shift ON true
)
"""  # noqa: S608 — constants of this file
# On whom no promise rests, or the least urgent one, comes first; then who was idle longest.
SUGGESTED = text(f"""{LOOKED_AT}
SELECT * FROM looked_at WHERE cardinality(lacks) = 0
ORDER BY promises > 0, lead_minutes DESC, state_since, id LIMIT :most
""")  # noqa: S608 — constants of this file
REASONS = text(f"""{LOOKED_AT}
SELECT COALESCE(lacks[1], '') AS why, count(*) AS people FROM looked_at GROUP BY 1
ORDER BY people DESC, why
""")  # noqa: S608 — constants of this file
THESE = text(f"{LOOKED_AT} SELECT * FROM looked_at ORDER BY id")  # noqa: S608 — as above
# Loans that have to end, and why. The seat may have been taken away by others meanwhile.
CALLED_BACK = text(f"""
WITH lent AS MATERIALIZED (
    SELECT * FROM loans WHERE ended_at IS NULL AND recalled_at IS NULL
), people AS MATERIALIZED (
    SELECT a.id, a.site_id, a.abilities, a.languages FROM agents a
    WHERE a.id IN (SELECT agent_id FROM lent)
), {LEADS}, judged AS (
    SELECT l.id, l.tenant_id, CASE
        WHEN {CALLED} THEN 'called'
        WHEN {ACTIVATED} THEN 'activated'
        WHEN {LEFT} OR {AWAY} OR s.down_since IS NOT NULL OR x.ended_at IS NOT NULL THEN 'gone'
        WHEN q.retired_at IS NOT NULL OR NOT q.takes_lent THEN 'queue'
        WHEN leads.minutes < l.recall_minutes THEN 'promise'
        WHEN l.until_at - make_interval(mins => l.recall_minutes) <= now()
             OR NOT {ON_SHIFT} THEN 'time'
        WHEN a.state = 'offline'
             AND a.state_since < now() - interval '{OFFLINE_MINUTES} minutes' THEN 'offline'
        END AS reason
    FROM lent l JOIN agents a ON a.id = l.agent_id
    JOIN queues q ON q.id = l.queue_id
    LEFT JOIN sites s ON s.id = a.site_id
    LEFT JOIN seat_assignments x ON x.id = l.assignment_id
    LEFT JOIN leads ON leads.id = a.id
)
SELECT id, tenant_id, reason FROM judged WHERE reason IS NOT NULL ORDER BY id
""")  # noqa: S608 — constants of this file
RECALLED = text("""
SELECT id, tenant_id FROM loans WHERE ended_at IS NULL AND recalled_at IS NOT NULL ORDER BY id
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody on standby, seen for one queue. lacks: codes of what keeps them from being lent.

    lead_minutes: of the shortest promise that rests on them, or the usual one of hot standby.
    """

    agent_id: UUID
    name: str
    state: str
    site_en: str
    site_zh: str
    shift_ends_at: datetime | None
    lead_minutes: int
    promises: int
    lacks: tuple[str, ...]


def suggested(reader: Session, queue_id: UUID, *, most: int = PAGE) -> list[Standing]:
    """Who can be lent to this queue now, the least needed first."""
    values = {"queue": queue_id, "agents": None, "most": most}
    return [_standing(row) for row in reader.execute(SUGGESTED, values)]


def reasons(reader: Session, queue_id: UUID) -> dict[str, int]:
    """How many people on standby cannot be lent to this queue now, by why; "" for who can."""
    rows = reader.execute(REASONS, {"queue": queue_id, "agents": None})
    return {row.why: row.people for row in rows}


def these(reader: Session, queue_id: UUID, agent_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """These agents, whether they can be lent or not."""
    values = {"queue": queue_id, "agents": list(agent_ids)}
    return {row.id: _standing(row) for row in reader.execute(THESE, values)}


def called_back(reader: Session) -> Sequence[Any]:
    """Loans that something ends, with its reason: rows of id, tenant_id and reason."""
    return reader.execute(CALLED_BACK).all()


def recalled(reader: Session) -> Sequence[Any]:
    """Loans whose people are on the way back: rows of id and tenant_id."""
    return reader.execute(RECALLED).all()


def _standing(row: Any) -> Standing:
    return Standing(
        row.id,
        row.display_name,
        row.state,
        row.name_en or "",
        row.name_zh or "",
        row.ends_at,
        row.lead_minutes,
        row.promises,
        tuple(row.lacks),
    )
