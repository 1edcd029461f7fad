"""Who is not there in the hours in which promises lack people, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from muster.capacity.models import PoolKind

# Of a pool those who belong to it since the promise was made: at its site, with its skills and
# languages, certified for its companies. What they lack the promise lacks, if it lies in those
# hours: a day after their last, approved time off, a certificate that ended or was revoked.
ABSENT = text("""
WITH lacking AS (
    SELECT key, pool, made_at, CAST(lacks AS tstzmultirange) AS lacks
    FROM unnest(CAST(:pools AS uuid[]), CAST(:made AS timestamptz[]), CAST(:lacks AS text[]))
         WITH ORDINALITY AS l (pool, made_at, lacks, key)
), ends AS (
    SELECT agent_id, tenant_id, max(least(expires_at, COALESCE(revoked_at, 'infinity'))) AS ended_at
    FROM certifications GROUP BY agent_id, tenant_id
), belonging AS (
    SELECT l.key, l.lacks, l.made_at, a.id, a.display_name, a.left_on,
           (a.left_on + 1)::timestamp AT TIME ZONE s.time_zone AS leaves_at
    FROM lacking l JOIN capacity_pools p ON p.id = l.pool JOIN sites s ON s.id = p.site_id
    JOIN agents a ON a.site_id = s.id AND a.abilities @> p.abilities AND a.abilities <@ p.abilities
         AND a.languages @> p.languages AND a.languages <@ p.languages
         AND (a.retired_at IS NULL OR a.retired_at > l.made_at)
    CROSS JOIN LATERAL (
        SELECT COALESCE(array_agg(e.tenant_id), '{}') AS companies FROM ends e
        WHERE e.agent_id = a.id AND e.ended_at > l.made_at
    ) AS certified
    WHERE certified.companies @> p.certified_for AND certified.companies <@ p.certified_for
), reasons AS (
    SELECT key, id, display_name, 'left' AS why, tstzrange(leaves_at, NULL) AS span
    FROM belonging WHERE leaves_at > made_at
    UNION ALL
    SELECT b.key, b.id, b.display_name, o.kind, tstzrange(o.starts_at, o.ends_at)
    FROM belonging b JOIN time_off o ON o.agent_id = b.id
    WHERE o.state = 'approved' AND o.decided_at > b.made_at
    UNION ALL
    SELECT b.key, b.id, b.display_name, 'certificate', tstzrange(e.ended_at, NULL)
    FROM belonging b JOIN ends e ON e.agent_id = b.id AND e.ended_at > b.made_at
)
SELECT r.key, r.id AS agent_id, r.display_name AS name, r.why, lower(r.span) AS since
FROM reasons r JOIN lacking l ON l.key = r.key
WHERE l.lacks && r.span
ORDER BY r.key, since, name, why
""")


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who is not there. why: `left`, `certificate` or a kind of time off; since then."""

    agent_id: UUID
    name: str
    why: str
    since: datetime


def of(across: Session, broken: Sequence[Any]) -> list[list[Absent]]:
    """For each promise that lacks people (`meter.broken`), who is not there; soonest first.

    across: reads all companies. Where none is known, shifts, addresses or terms have changed.
    """
    values = {
        "pools": [row.pool_id if row.kind == PoolKind.PEOPLE else None for row in broken],
        "made": [row.made_at for row in broken],
        "lacks": [row.lacks for row in broken],
    }
    found: defaultdict[int, list[Absent]] = defaultdict(list)
    if broken:
        for key, *rest in across.execute(ABSENT, values):
            found[key].append(Absent(*rest))
    return [found[number] for number in range(1, len(broken) + 1)]
