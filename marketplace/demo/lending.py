"""Standby that was lent yesterday, and a queue to which more can be lent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from marketplace.demo.script import address
from muster.conversations.models import Queue
from muster.db import Acting, session, unit_of_work, uuid7
from muster.identity.models import Person
from muster.lending import settling
from muster.lending.models import Loan, Recall
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment

COMPANY = "nuanwu-home"
WHY = "上午空调咨询多，热线预备人员空闲"
# Which of the hotline's reserve, hours ago, minutes lent, and why they came back.
LOANS = (
    (30, 27, 150, Recall.TIME, 0),
    (31, 27, 95, Recall.ACTIVATED, 1),
    (32, 26, 120, Recall.ASKED, 0),
)
RECALL_MINUTES, LEAD_MINUTES, PRICE = 7, 15, 4500


def fill(boss: UUID) -> None:
    """Let a company's first queue take lent people, and tell of some who were, once."""
    with unit_of_work(Acting(identity=True, staff=True)):
        tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == COMPANY))
        emails = [address(f"reserve{number:03d}") for number, *_ in LOANS]
        found = session.execute(
            select(Agent.id, Agent.display_name)
            .join(Person, Person.id == Agent.person_id)
            .where(Person.email.in_(emails))
            .order_by(Person.email)
        ).all()
    if tenant_id is None or len(found) < len(LOANS):
        return
    with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=boss, staff=True)):
        queue = session.scalars(
            select(Queue).where(Queue.tenant_id == tenant_id, Queue.is_default)
        ).one()
        if queue.takes_lent:
            return
        queue.takes_lent = True
        for (agent_id, name), (_, ago, minutes, reason, back) in zip(found, LOANS, strict=True):
            _lent(queue, agent_id, name, boss, ago, minutes, reason, back)


def _lent(
    queue: Queue,
    agent_id: UUID,
    name: str,
    boss: UUID,
    ago: int,
    minutes: int,
    reason: Recall,
    back: int,
) -> None:
    since = datetime.now(UTC) - timedelta(hours=ago)
    until = since + timedelta(minutes=minutes)
    seat = SeatAssignment(
        id=uuid7(),
        tenant_id=queue.tenant_id,
        agent_id=agent_id,
        assigned_by=boss,
        created_at=since,
        leaving_at=until - timedelta(minutes=RECALL_MINUTES),
        ended_at=until,
        ended_by=boss,
        queue_ids=[queue.id],
        lent_until=until,
    )
    session.add(seat)
    session.flush()
    loan = Loan(
        id=uuid7(),
        tenant_id=queue.tenant_id,
        queue_id=queue.id,
        agent_id=agent_id,
        agent_name=name,
        assignment_id=seat.id,
        recall_minutes=RECALL_MINUTES,
        lead_minutes=LEAD_MINUTES,
        created_at=since,
        until_at=since + timedelta(hours=4),
        why=WHY,
        lent_by=boss,
        currency="CNY",
        price_minor=PRICE,
        recalled_at=until - timedelta(minutes=RECALL_MINUTES),
        recalled_by=boss if reason == Recall.ASKED else None,
        recall_reason=reason,
        due_at=until,
        ended_at=until,
        handed_back=back,
    )
    session.add(loan)
    session.flush()
    settling.charge(loan)
