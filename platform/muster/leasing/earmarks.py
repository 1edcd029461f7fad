"""Agents who were free when seats were ordered, and are kept for them until somebody sits there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, Uuid, column, select, text
from sqlalchemy.orm import Session

from muster.db import session, uuid7
from muster.leasing.models import Earmark
from muster.workforce.models import SeatLease

# How many a lease `l` lacks; what has been ordered for later counts as well.
MISSING = """
greatest(l.seats, (SELECT max(c.seats) FROM lease_changes c
                   WHERE c.lease_id = l.id AND c.applied_at IS NULL AND c.withdrawn_at IS NULL))
- (SELECT count(*) FROM seat_assignments s WHERE s.lease_id = l.id AND s.ended_at IS NULL)
"""
# Who is kept now. An earmark is never taken back: it counts while its lease lacks somebody and
# the agent is still free to come.
KEPT = f"""
SELECT each.agent_id, each.lease_id, each.starts_on, each.ends_on, each.dedicated FROM (
    SELECT e.agent_id, e.lease_id, e.starts_on, l.ends_on, p.dedicated,
           row_number() OVER (PARTITION BY e.lease_id ORDER BY e.id) AS place,
           {MISSING} AS missing
    FROM seat_earmarks e
    JOIN seat_leases l ON l.id = e.lease_id AND l.ended_at IS NULL
    JOIN seat_plans p ON p.id = l.plan_id
    JOIN agents a ON a.id = e.agent_id AND a.retired_at IS NULL
    WHERE NOT EXISTS (
        SELECT FROM seat_assignments s
        WHERE s.agent_id = e.agent_id AND s.ended_at IS NULL
          AND (s.dedicated OR p.dedicated OR s.lease_id = e.lease_id)
    )
) AS each WHERE each.place <= each.missing
"""  # noqa: S608 — constants of this file
COLUMNS = ("lease_id", "starts_on", "ends_on", "dedicated")  # of it, beside the agent
# Lease by lease: people who are kept for one are of no use to another.
UNKEPT = text(f"""
SELECT COALESCE(sum(greatest(l.missing - COALESCE(k.kept, 0), 0)), 0)::integer
FROM (SELECT l.id, {MISSING} AS missing
      FROM seat_leases l JOIN seat_plans p ON p.id = l.plan_id
      WHERE l.ended_at IS NULL AND p.dedicated = :dedicated) AS l
LEFT JOIN (SELECT lease_id, count(*) AS kept FROM ({KEPT}) AS kept GROUP BY lease_id) AS k
    ON k.lease_id = l.id
""")  # noqa: S608 — constants of this file


def kept_agents() -> Select[tuple[UUID]]:
    """The ids of all agents who are kept for somebody."""
    kept = text(KEPT).columns(column("agent_id", Uuid), *map(column, COLUMNS)).subquery("kept")
    return select(kept.c.agent_id)


def kept_for(across: Session, lease_id: UUID) -> list[UUID]:
    """The agents who are kept for a lease."""
    query = text(f"SELECT kept.agent_id FROM ({KEPT}) AS kept WHERE kept.lease_id = :id")  # noqa: S608 — as above
    return list(across.scalars(query, {"id": lease_id}))


def unkept(across: Session, *, dedicated: bool) -> int:
    """Seats of plans of this kind that are rented, and lack an agent as well as somebody kept."""
    found: int = across.execute(UNKEPT, {"dedicated": dedicated}).scalar_one()
    return found


def write(lease: SeatLease, agent_ids: Sequence[UUID], starts_on: date) -> None:
    """Keep these agents for a lease from a day on."""
    session.add_all(
        Earmark(
            id=uuid7(),
            tenant_id=lease.tenant_id,
            lease_id=lease.id,
            agent_id=agent_id,
            starts_on=starts_on,
        )
        for agent_id in agent_ids
    )
    session.flush()
