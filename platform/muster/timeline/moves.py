"""Between which queues an agent was moved on a day, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, text

from muster.db.ids import first_id
from muster.timeline.queries import Source

MOVES = text("""
SELECT m.created_at, t.name AS company, p.name AS by_name,
       ARRAY(SELECT q.name FROM queues q WHERE q.tenant_id = m.tenant_id
             AND q.id = ANY (m.queue_ids) ORDER BY q.name) AS queues
FROM seat_queue_changes m JOIN tenants t ON t.id = m.tenant_id
LEFT JOIN people p ON p.id = m.changed_by
WHERE m.tenant_id = ANY (:tenants) AND m.agent_id = :agent AND m.id >= :first AND m.id < :last
ORDER BY m.id LIMIT 100
""")
SERVED = text("SELECT DISTINCT tenant_id FROM seat_assignments WHERE agent_id = :agent")


def of_day(
    source: Source, agent_id: UUID, span: tuple[datetime, datetime], tenant_id: UUID | None = None
) -> Sequence[RowMapping]:
    """The moves in a span of time, in order; of one company, or of all whom the agent served.

    Without queues: every queue that fits. by_name: None for whom the reader does not see.
    """
    companies = [tenant_id] if tenant_id else list(source.scalars(SERVED, {"agent": agent_id}))
    values = {"tenants": companies, "agent": agent_id}
    limits = {"first": first_id(span[0]), "last": first_id(span[1])}
    return source.execute(MOVES, values | limits).mappings().all()
