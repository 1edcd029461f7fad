"""Who is certified, whose certification expires, and who is one course away from a queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, func, select, text
from sqlalchemy.orm import Session

from muster.academy.models import Certification
from muster.workforce.models import Agent

SOON_DAYS = 30
PAGE = 50

CLIENTS = text("""
SELECT t.id, t.name, t.requires_certification,
       count(c.agent_id) AS certified,
       count(c.agent_id) FILTER (WHERE c.until < now() + :soon * interval '1 day') AS expiring,
       COALESCE((SELECT count(*) FROM seat_assignments s
                 WHERE s.tenant_id = t.id AND s.ended_at IS NULL), 0) AS seated,
       COALESCE((SELECT count(*) FROM seat_assignments s
                 WHERE s.tenant_id = t.id AND s.ended_at IS NULL
                   AND s.certified_until <= now()), 0) AS shut_out
FROM tenants t
LEFT JOIN (
    SELECT tenant_id, agent_id, max(expires_at) AS until FROM certifications
    WHERE revoked_at IS NULL AND expires_at > now() GROUP BY tenant_id, agent_id
) c ON c.tenant_id = t.id
WHERE EXISTS (SELECT FROM seat_leases l WHERE l.tenant_id = t.id AND l.ended_at IS NULL)
   OR c.agent_id IS NOT NULL
GROUP BY t.id, t.name ORDER BY t.name LIMIT 500
""")

# For a queue an agent lacks the certification, and each skill that is missing or not good enough.
# Who lacks one thing alone is a course away; a language is no course.
ONE_AWAY = text("""
SELECT a.id AS agent_id, a.display_name, t.id AS tenant_id, t.name AS company, q.name AS queue,
       lacks.skills, NOT lacks.certified AS certification
FROM agents a
JOIN tenants t ON CAST(:tenant AS uuid) IS NULL OR t.id = CAST(:tenant AS uuid)
JOIN queues q ON q.tenant_id = t.id AND q.retired_at IS NULL
CROSS JOIN LATERAL (
    SELECT ARRAY(SELECT DISTINCT split_part(need, ':', 1) FROM unnest(q.needs) AS n(need)
                 WHERE need <> ALL (a.abilities)) AS skills,
           NOT t.requires_certification OR EXISTS (
               SELECT FROM certifications c
               WHERE c.tenant_id = t.id AND c.agent_id = a.id AND c.revoked_at IS NULL
                 AND c.expires_at > now()) AS certified
) lacks
WHERE a.retired_at IS NULL AND q.languages <@ a.languages
  AND EXISTS (SELECT FROM seat_leases l WHERE l.tenant_id = t.id AND l.ended_at IS NULL)
  AND cardinality(lacks.skills) + CASE WHEN lacks.certified THEN 0 ELSE 1 END = 1
  AND (CAST(:skill AS text) = '' OR CAST(:skill AS text) = ANY (lacks.skills))
ORDER BY a.display_name, a.id, t.name, q.name LIMIT :most OFFSET :skipped
""")

EXPIRING = text("""
SELECT c.tenant_id, t.name AS company, c.agent_id, a.display_name, c.expires_at,
       s.id IS NOT NULL AS seated
FROM (
    SELECT tenant_id, agent_id, max(expires_at) AS expires_at FROM certifications
    WHERE revoked_at IS NULL AND expires_at > now()
    GROUP BY tenant_id, agent_id
) c
JOIN tenants t ON t.id = c.tenant_id
JOIN agents a ON a.id = c.agent_id AND a.retired_at IS NULL
LEFT JOIN seat_assignments s ON s.tenant_id = c.tenant_id AND s.agent_id = c.agent_id
 AND s.ended_at IS NULL
WHERE c.expires_at < now() + :soon * interval '1 day'
  AND (CAST(:tenant AS uuid) IS NULL OR c.tenant_id = CAST(:tenant AS uuid))
ORDER BY c.expires_at, a.display_name LIMIT :most
""")

CERTIFIED = text("""
SELECT a.id AS agent_id, a.display_name, max(c.expires_at) AS expires_at,
       min(c.certified_at) AS certified_at, bool_or(s.id IS NOT NULL) AS seated
FROM certifications c JOIN agents a ON a.id = c.agent_id AND a.retired_at IS NULL
LEFT JOIN seat_assignments s ON s.tenant_id = c.tenant_id AND s.agent_id = c.agent_id
 AND s.ended_at IS NULL
WHERE c.tenant_id = :tenant AND c.revoked_at IS NULL AND c.expires_at > now()
  AND a.display_name > :after
GROUP BY a.id, a.display_name ORDER BY a.display_name, a.id LIMIT :most
""")

CANDIDATES = text("""
SELECT a.id, a.display_name FROM agents a
WHERE a.retired_at IS NULL ORDER BY
    EXISTS (SELECT FROM seat_assignments s WHERE s.tenant_id = :tenant AND s.agent_id = a.id
            AND s.ended_at IS NULL) DESC, a.display_name LIMIT 500
""")

OF_AGENT = text("""
SELECT t.id AS tenant_id, t.name AS company, max(c.expires_at) FILTER (WHERE c.revoked_at IS NULL)
           AS expires_at,
       COALESCE(bool_or(c.revoked_at IS NULL AND c.expires_at > now()), false) AS valid
FROM certifications c JOIN tenants t ON t.id = c.tenant_id
WHERE c.agent_id = :agent GROUP BY t.id, t.name ORDER BY t.name LIMIT 200
""")


@dataclass(frozen=True, slots=True)
class Away:
    """Agents one course away from a queue; `more` says that there are others behind."""

    rows: Sequence[RowMapping]
    more: bool


def clients(across: Session) -> Sequence[RowMapping]:
    """Companies with seats or certified agents: how many are certified, expire soon, shut out."""
    return across.execute(CLIENTS, {"soon": SOON_DAYS}).mappings().all()


def one_away(
    across: Session, *, tenant_id: UUID | None = None, skill: str = "", page: int = 1
) -> Away:
    """Agents who lack one thing alone for a queue: a certification, or one skill."""
    values = {"tenant": tenant_id, "skill": skill, "most": PAGE + 1, "skipped": (page - 1) * PAGE}
    rows = across.execute(ONE_AWAY, values).mappings().all()
    return Away(rows[:PAGE], len(rows) > PAGE)


def expiring(across: Session, *, tenant_id: UUID | None = None) -> Sequence[RowMapping]:
    """Certifications that expire in the coming 30 days without a later one, the first first."""
    values = {"tenant": tenant_id, "soon": SOON_DAYS, "most": 200}
    return across.execute(EXPIRING, values).mappings().all()


def certified(across: Session, tenant_id: UUID, after: str = "") -> Sequence[RowMapping]:
    """Agents who are certified for a company now, by name, those behind `after`; 101 at most."""
    values = {"tenant": tenant_id, "after": after, "most": 101}
    return across.execute(CERTIFIED, values).mappings().all()


def candidates(across: Session, tenant_id: UUID) -> Sequence[RowMapping]:
    """Agents who could be certified for a company, those who sit for it first."""
    return across.execute(CANDIDATES, {"tenant": tenant_id}).mappings().all()


def of_agent(across: Session, agent_id: UUID) -> Sequence[RowMapping]:
    """For whom an agent is or was certified, and until when."""
    return across.execute(OF_AGENT, {"agent": agent_id}).mappings().all()


def is_certified_for(tenant_id: UUID) -> ColumnElement[bool]:
    """Condition on an agent: certified for this company at this moment."""
    return (
        select(Certification.id)
        .where(
            Certification.tenant_id == tenant_id,
            Certification.agent_id == Agent.id,
            Certification.revoked_at.is_(None),
            Certification.expires_at > func.now(),
        )
        .exists()
    )
