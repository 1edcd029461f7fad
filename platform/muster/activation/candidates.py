"""Who can be called for an activation, the readiest first. Read across all companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from muster.activation.models import Activation
from muster.activation.states import Tier

# Able, in the languages, not at a lost or avoided place, not away, rested, not called elsewhere,
# not on a dedicated seat. Certified ones first; among equals the pools that were promised, those
# whose shift runs now, and whoever was called longest ago.
FOUND = text("""
WITH pools AS MATERIALIZED (
    SELECT DISTINCT p.site_id, p.abilities, p.languages
    FROM standby_allocations l JOIN capacity_pools p ON p.id = l.pool_id
    WHERE l.reservation_id = CAST(:reservation AS uuid) AND l.released_at IS NULL
      AND p.kind = 'people'
), asked AS MATERIALIZED (
    SELECT agent_id FROM called_people WHERE activation_id = :activation AND agent_id IS NOT NULL
), away AS MATERIALIZED (
    SELECT agent_id FROM time_off
    WHERE starts_at <= now() AND ends_at > now() AND state = 'approved'
), able AS (
    SELECT a.id, a.display_name, a.person_id, a.state, a.site_id, a.abilities, a.languages,
           EXISTS (SELECT FROM certifications c
                   WHERE c.agent_id = a.id AND c.tenant_id = :tenant AND c.certified_at <= now()
                     AND c.expires_at > now() AND c.revoked_at IS NULL) AS certified,
           EXISTS (SELECT FROM shifts h WHERE h.agent_id = a.id AND h.kind <> 'training'
                     AND h.starts_at <= now() AND h.ends_at > now()) AS on_shift
    FROM agents a LEFT JOIN sites s ON s.id = a.site_id
    WHERE a.retired_at IS NULL AND (a.left_on IS NULL OR a.left_on >= current_date)
      AND a.abilities @> CAST(:skills AS text[]) AND a.languages @> CAST(:languages AS text[])
      AND s.down_since IS NULL
      AND (a.site_id IS NULL OR NOT (a.site_id = ANY (CAST(:avoid_sites AS uuid[]))))
      AND (s.hazard_zone IS NULL OR NOT (s.hazard_zone = ANY (CAST(:avoid_zones AS text[]))))
      AND NOT EXISTS (SELECT FROM asked WHERE asked.agent_id = a.id)
      AND NOT EXISTS (SELECT FROM away WHERE away.agent_id = a.id)
      AND NOT EXISTS (SELECT FROM called_people c WHERE c.agent_id = a.id
          AND c.state NOT IN ('declined','timed_out','gone','released'))
      AND NOT EXISTS (SELECT FROM seat_assignments x
          LEFT JOIN seat_leases l ON l.id = x.lease_id
          LEFT JOIN seat_plans p ON p.id = l.plan_id
          WHERE x.agent_id = a.id AND x.ended_at IS NULL
            AND (x.tenant_id = :tenant OR p.dedicated))
)
SELECT a.id, a.display_name, a.certified, a.state <> 'offline' AS at_desk,
       person.email, person.locale,
       COALESCE((SELECT jsonb_agg(jsonb_build_array(d.kind, d.address) ORDER BY d.position, d.id)
                 FROM agent_addresses d WHERE d.agent_id = a.id), '[]') AS addresses
FROM able a JOIN people person ON person.id = a.person_id AND person.disabled_at IS NULL
WHERE a.on_shift OR NOT EXISTS (SELECT FROM shifts h WHERE h.agent_id = a.id
    AND h.ends_at <= now() AND h.ends_at > now() - interval '11 hours')
ORDER BY a.certified DESC,
         EXISTS (SELECT FROM pools WHERE pools.site_id IS NOT DISTINCT FROM a.site_id
                 AND pools.abilities <@ a.abilities AND pools.languages <@ a.languages) DESC,
         a.on_shift DESC,
         (SELECT max(c.called_at) FROM called_people c WHERE c.agent_id = a.id) NULLS FIRST,
         a.id
LIMIT :most
""")

# Places of cohorts that were promised in this hour and are not in use yet.
PLACES = text("""
SELECT p.cohort_id, c.code, c.college,
       GREATEST(0, l.seats[1 + CAST(:hour AS int)]
         - (SELECT count(*) FROM called_people x
            WHERE x.activation_id = :activation AND x.cohort_id = p.cohort_id)) AS places
FROM standby_allocations l
JOIN capacity_pools p ON p.id = l.pool_id AND p.kind = 'cohort'
JOIN cohorts c ON c.id = p.cohort_id
WHERE l.reservation_id = CAST(:reservation AS uuid) AND l.released_at IS NULL
  AND l.week_on = CAST(:week_on AS date)
ORDER BY c.code
""")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be called. addresses: pairs of kind and address, the first one first."""

    agent_id: UUID
    name: str
    tier: Tier
    at_desk: bool
    locale: str | None
    addresses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Seats of a cohort for which students can still be named."""

    cohort_id: UUID
    name: str
    count: int


def find(reader: Session, activation: Activation, most: int) -> list[Candidate]:
    """The people to call next, at most so many."""
    rows = reader.execute(
        FOUND,
        {
            "activation": activation.id,
            "tenant": activation.tenant_id,
            "reservation": activation.reservation_id,
            "skills": activation.skills,
            "languages": activation.languages,
            "avoid_sites": activation.avoid_sites,
            "avoid_zones": activation.avoid_hazard_zones,
            "most": most,
        },
    )
    return [_candidate(row) for row in rows]


def _candidate(row: Any) -> Candidate:
    known = [(kind, address) for kind, address in row.addresses if kind != "desk"]
    if not any(kind == "mail" for kind, _ in known):
        known.append(("mail", row.email))
    tier = Tier.HOT if row.certified else Tier.WARM
    ways = (("desk", ""), *known)
    return Candidate(row.id, row.display_name, tier, row.at_desk, row.locale, ways)


def places(reader: Session, activation: Activation) -> Sequence[Places]:
    """The cohorts that were promised for this hour."""
    if activation.reservation_id is None:
        return []
    begun = activation.created_at
    rows = reader.execute(
        PLACES,
        {
            "activation": activation.id,
            "reservation": activation.reservation_id,
            "hour": begun.weekday() * 24 + begun.hour,
            "week_on": begun.date().fromordinal(begun.date().toordinal() - begun.weekday()),
        },
    )
    return [Places(row.cohort_id, f"{row.college} · {row.code}", row.places) for row in rows]
