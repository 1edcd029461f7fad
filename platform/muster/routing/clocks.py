"""What time does to waiting contacts: overflow, lost lines, measured rates. Edges of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import Acting, session, unit_of_work
from muster.routing import reasons, sql, states, waiting_sql, waits
from muster.routing.announcing import announce
from muster.routing.dispatcher import nudge_after_commit
from muster.routing.passes import GRACE_SECONDS, across
from muster.workforce.models import Agent, AgentState

BATCH = 200
SLACK_SECONDS = 30  # how long something may look stuck before it is: passes and clocks are on it


def overflow_due() -> None:
    """Send on whoever has waited past the red line of a queue, a batch of each company."""
    for (tenant_id,) in across(waiting_sql.DUE_OVERFLOWS):
        with unit_of_work(Acting(tenant_ids=(tenant_id,))):
            values = {"tenant": tenant_id, "batch": BATCH}
            announce(session.execute(waiting_sql.OVERFLOW, values).scalars().all())
            nudge_after_commit([tenant_id])


def measure() -> None:
    """Write down how many contacts each queue took lately, where that has changed."""
    rows = across(waiting_sql.TAKEN, from_id=waits.an_hour_ago())
    if not rows:
        return
    tenant_ids, queues, quarters, hours = zip(*rows, strict=True)
    values = {"queues": list(queues), "quarters": list(quarters), "hours": list(hours)}
    with unit_of_work(Acting(tenant_ids=tuple(set(tenant_ids)))):
        session.execute(waiting_sql.WRITE_TAKEN, values)


def return_lost() -> None:
    """Let the contacts of agents whose desk is gone wait again, first in line, and say so."""
    for agent_id, tenant_ids in across(waiting_sql.LOST_LINES, grace=GRACE_SECONDS):
        with unit_of_work(Acting(tenant_ids=tuple(tenant_ids), staff=True)):
            _return_of(agent_id)
            nudge_after_commit(tenant_ids)


def _return_of(agent_id: UUID) -> None:
    states.lock(agent_id)
    values = {"agent": agent_id, "grace": GRACE_SECONDS}
    if session.execute(sql.GONE_NOW, values).first() is None:
        return  # back meanwhile
    name = session.scalar(select(Agent.display_name).where(Agent.id == agent_id)) or ""
    held = select(Contact).where(Contact.agent_id == agent_id, Contact.state == ContactState.ACTIVE)
    for contact in session.scalars(held.order_by(Contact.id).with_for_update(key_share=True)):
        writing.notice(contact, "agent.lost", name=name)
    returned = {"agents": [agent_id], "person": None, "reason": reasons.DESK_GONE}
    announce(session.execute(sql.RETURN_LOST, returned).scalars().all())
    states.write([states.Change(agent_id, AgentState.OFFLINE, reason=reasons.DESK_GONE)])


def stuck() -> list[dict[str, Any]]:
    """Contacts that are stuck, across all companies: always none, or the sweep is not at work."""
    rows = across(waiting_sql.STUCK, slack=SLACK_SECONDS, grace=GRACE_SECONDS)
    return [{"id": row[0], "tenant_id": row[1], "kind": row[2]} for row in rows]
