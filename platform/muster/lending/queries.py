"""Loans as they are listed, and how many of the hot standby are lent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session, aliased

from muster.conversations.models import Queue
from muster.identity.models import Person
from muster.lending import standing
from muster.lending.models import Loan
from muster.tenancy.models import Tenant

PAGE = 50
SHOWN = ("open", "over", "all")
COUNTS = text("""
SELECT count(*) FILTER (WHERE recalled_at IS NULL) AS lent,
       count(*) FILTER (WHERE recalled_at IS NOT NULL) AS recalled
FROM loans WHERE ended_at IS NULL
""")
# Hot: on a standby shift now, certified for somebody, there, and at a site that is up.
HOT = text(f"""
SELECT count(*) AS hot, count(*) FILTER (WHERE a.state <> 'offline') AS at_desk,
       count(l.id) FILTER (WHERE l.recalled_at IS NULL) AS lent,
       count(l.id) FILTER (WHERE l.recalled_at IS NOT NULL) AS recalled,
       count(l.id) FILTER (WHERE l.recall_minutes > l.lead_minutes) AS late
FROM agents a LEFT JOIN sites s ON s.id = a.site_id
LEFT JOIN loans l ON l.agent_id = a.id AND l.ended_at IS NULL
WHERE {standing.ON_SHIFT} AND NOT COALESCE({standing.LEFT}, false) AND NOT {standing.AWAY}
  AND s.down_since IS NULL
  AND EXISTS (SELECT FROM certifications k WHERE k.agent_id = a.id AND k.certified_at <= now()
              AND k.expires_at > now() AND k.revoked_at IS NULL)
""")  # noqa: S608 — constants of ours
# Queues of which their company says so, with who waits and who serves them.
QUEUES = text("""
SELECT q.id, q.tenant_id, q.name, t.name AS company, t.currency, t.time_zone,
       (SELECT count(*) FROM contacts c WHERE c.tenant_id = q.tenant_id AND c.queue_id = q.id
          AND c.state IN ('queued','offered')) AS waiting,
       (SELECT count(*) FROM loans l WHERE l.tenant_id = q.tenant_id AND l.queue_id = q.id
          AND l.ended_at IS NULL) AS lent
FROM queues q JOIN tenants t ON t.id = q.tenant_id
WHERE q.takes_lent AND q.retired_at IS NULL
  AND (CAST(:queue AS uuid) IS NULL OR q.id = CAST(:queue AS uuid))
ORDER BY t.name, q.name LIMIT 500
""")
LENT_AMONG = text("""
SELECT EXISTS (SELECT FROM loans WHERE ended_at IS NULL AND recalled_at IS NULL
               AND (CAST(:agents AS uuid[]) IS NULL OR agent_id = ANY (CAST(:agents AS uuid[]))))
""")
MINE = text("""
SELECT l.created_at, l.until_at, l.recall_minutes, l.recalled_at, l.recall_reason, l.due_at,
       t.name AS company, q.name AS queue,
       (SELECT count(*) FROM contacts c WHERE c.tenant_id = l.tenant_id
          AND c.agent_id = l.agent_id AND c.agent_slot IS NOT NULL) AS open
FROM loans l JOIN tenants t ON t.id = l.tenant_id
JOIN queues q ON q.tenant_id = l.tenant_id AND q.id = l.queue_id
WHERE l.agent_id = :agent AND l.ended_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class Line:
    """A loan as it stands in the list, with the names of whom it is about."""

    loan: Loan
    company: str
    queue: str
    lent_by: str
    recalled_by: str | None


def listed(
    reader: Session, *, shown: str = "open", company: str = "", before: UUID | None = None
) -> list[Line]:
    """Loans, newest first; shown: one of SHOWN. before: the id after which a page goes on."""
    lender, recaller = aliased(Person), aliased(Person)
    query = (
        select(Loan, Tenant.name, Queue.name, lender.name, recaller.name)
        .join(Tenant, Tenant.id == Loan.tenant_id)
        .join(Queue, (Queue.tenant_id == Loan.tenant_id) & (Queue.id == Loan.queue_id))
        .join(lender, lender.id == Loan.lent_by)
        .outerjoin(recaller, recaller.id == Loan.recalled_by)
        .order_by(Loan.id.desc())
        .limit(PAGE)
    )
    if shown != "all":
        over = Loan.ended_at.is_not(None)
        query = query.where(over if shown == "over" else ~over)
    if company:
        query = query.where(Tenant.name.icontains(company, autoescape=True))
    if before is not None:
        query = query.where(Loan.id < before)
    return [Line(*row) for row in reader.execute(query)]


def counts(reader: Session) -> RowMapping:
    """How many are lent, and how many are on the way back."""
    return reader.execute(COUNTS).mappings().one()


def hot(reader: Session) -> Mapping[str, int]:
    """Of the hot standby of this moment: hot, at_desk, lent, recalled."""
    return {name: int(value) for name, value in reader.execute(HOT).mappings().one().items()}


def queues(reader: Session) -> Sequence[Any]:
    """Queues to which people can be lent."""
    return reader.execute(QUEUES, {"queue": None}).all()


def queue(reader: Session, queue_id: UUID) -> Any:
    """The same of one of them; None if it takes nobody."""
    return reader.execute(QUEUES, {"queue": queue_id}).one_or_none()


def open_loans(reader: Session) -> Sequence[Any]:
    """Loans that nobody has recalled yet: rows of id and tenant_id, in the order of locking."""
    query = select(Loan.id, Loan.tenant_id).where(
        Loan.ended_at.is_(None), Loan.recalled_at.is_(None)
    )
    return reader.execute(query.order_by(Loan.id)).all()


def lent_among(reader: Session, agent_ids: Sequence[UUID] | None = None) -> bool:
    """Whether anybody of these agents, or of all, is lent and not recalled."""
    agents = None if agent_ids is None else list(agent_ids)
    return bool(reader.scalar(LENT_AMONG, {"agents": agents}))


def of_agent(look: Session, agent_id: UUID) -> Any:
    """The loan in which an agent is now, with names and what is open; None for none."""
    return look.execute(MINE, {"agent": agent_id}).one_or_none()
