"""What agents did in a span of time, as rows: a query for states, one for contacts, one for seats.

Row-level security decides what of it is there: a company finds states from the time in which an
agent sat for it, and its own contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session, scoped_session

from muster.db.ids import first_id

Source = Session | scoped_session[Any]
MOST = 20_000
# A contact that was open at midnight began before: at most so long, or its beginning is cut off.
BEFORE = timedelta(days=1)

STATES = text("""
WITH wanted AS (
    SELECT id, person_id FROM agents WHERE id = ANY (:agents)
), found AS (
    SELECT ch.* FROM agent_state_changes ch
    WHERE ch.agent_id = ANY (:agents) AND ch.id >= :first AND ch.id < :last
    UNION ALL
    SELECT earlier.* FROM wanted, LATERAL (
        SELECT * FROM agent_state_changes ch
        WHERE ch.agent_id = wanted.id AND ch.id < :first ORDER BY ch.id DESC LIMIT 1
    ) AS earlier
)
SELECT f.agent_id, f.state, f.reason, f.created_at, f.changed_by IS NULL AS by_itself,
       f.changed_by = wanted.person_id AS by_agent, p.name AS by_name
FROM found f JOIN wanted ON wanted.id = f.agent_id LEFT JOIN people p ON p.id = f.changed_by
ORDER BY f.id LIMIT :most
""")

CONTACTS = text("""
WITH touched AS (
    SELECT DISTINCT contact_id FROM contact_changes
    WHERE agent_id = ANY (:agents) AND id >= :before AND id < :last
)
SELECT ch.contact_id, ch.state, ch.agent_id, ch.created_at, c.language, c.tenant_id,
       left(c.opening, 80) AS opening
FROM touched JOIN contact_changes ch ON ch.contact_id = touched.contact_id
JOIN contacts c ON c.id = ch.contact_id
ORDER BY ch.contact_id, ch.id LIMIT :most
""")

SEATS = text("""
SELECT agent_id, created_at, ended_at FROM seat_assignments
WHERE tenant_id = :tenant AND agent_id = ANY (:agents)
ORDER BY created_at
""")

SEATED = text("""
SELECT DISTINCT ON (a.display_name, a.id) a.id, a.display_name
FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
WHERE s.tenant_id = :tenant AND s.ended_at IS NULL AND a.display_name > :after
ORDER BY a.display_name, a.id LIMIT :most
""")

NAME = text("""
SELECT a.display_name FROM agents a WHERE a.id = :agent AND EXISTS (
    SELECT FROM seat_assignments s
    WHERE s.tenant_id = :tenant AND s.agent_id = a.id AND s.ended_at IS NULL)
""")


def states(
    source: Source, agent_ids: Sequence[UUID], begins: datetime, ends: datetime
) -> Sequence[RowMapping]:
    """Changes of state in the span, and for each agent the last one before it."""
    values = {"agents": list(agent_ids), "first": first_id(begins), "last": first_id(ends)}
    return source.execute(STATES, values | {"most": MOST}).mappings().all()


def contacts(
    source: Source, agent_ids: Sequence[UUID], begins: datetime, ends: datetime
) -> Sequence[RowMapping]:
    """All steps of the contacts that these agents had in their hands in the span."""
    values = {
        "agents": list(agent_ids),
        "before": first_id(begins - BEFORE),
        "last": first_id(ends),
    }
    return source.execute(CONTACTS, values | {"most": MOST}).mappings().all()


def seats(source: Source, tenant_id: UUID, agent_ids: Sequence[UUID]) -> Sequence[RowMapping]:
    """From when to when these agents sat for a company."""
    return source.execute(SEATS, {"tenant": tenant_id, "agents": list(agent_ids)}).mappings().all()


def seated(source: Source, tenant_id: UUID, after: str, most: int) -> Sequence[RowMapping]:
    """Agents who sit for a company now, by name, those whose name comes after `after`."""
    values = {"tenant": tenant_id, "after": after, "most": most}
    return source.execute(SEATED, values).mappings().all()


def name_of(source: Source, tenant_id: UUID, agent_id: UUID) -> str | None:
    """What an agent who sits for a company now is called; None for anybody else."""
    values = {"tenant": tenant_id, "agent": agent_id}
    return source.execute(NAME, values).scalar_one_or_none()
