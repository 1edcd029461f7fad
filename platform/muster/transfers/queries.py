"""Reading transfers, and whom a contact can be passed to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, func, or_, select
from sqlalchemy.orm import aliased

from muster.closing.models import ClosingRules
from muster.conversations.models import (
    Contact,
    ContactState,
    ContactTransfer,
    Queue,
    TransferState,
)
from muster.db import session
from muster.workforce.models import Agent, SeatAssignment

INSIDE = (TransferState.CONSULTING, TransferState.TOGETHER)


def of_agent(agent_id: UUID) -> Sequence[RowMapping]:
    """Open transfers that this agent has asked for or was asked into, oldest first: one query."""
    asker, asked = aliased(Agent), aliased(Agent)
    query = (
        select(
            ContactTransfer.id,
            ContactTransfer.contact_id,
            ContactTransfer.tenant_id,
            ContactTransfer.kind,
            ContactTransfer.state,
            ContactTransfer.note,
            ContactTransfer.from_agent_id,
            ContactTransfer.to_agent_id,
            ContactTransfer.created_at,
            ContactTransfer.expires_at,
            asker.display_name.label("from_name"),
            asked.display_name.label("to_name"),
            Contact.opening,
        )
        .join(Contact, Contact.id == ContactTransfer.contact_id)
        .join(asker, asker.id == ContactTransfer.from_agent_id)
        .join(asked, asked.id == ContactTransfer.to_agent_id)
        .where(
            ContactTransfer.ended_at.is_(None),
            or_(ContactTransfer.from_agent_id == agent_id, ContactTransfer.to_agent_id == agent_id),
            or_(
                ContactTransfer.state != TransferState.OFFERED,
                ContactTransfer.expires_at > func.now(),
            ),
        )
    )
    return session.execute(query.order_by(ContactTransfer.id)).mappings().all()


def inside(contact_id: UUID, agent_id: UUID) -> str | None:
    """How this agent is in the contact as its second one: consulting, together or not (None)."""
    return session.scalar(
        select(ContactTransfer.state)
        .join(Contact, Contact.id == ContactTransfer.contact_id)
        .where(
            ContactTransfer.contact_id == contact_id,
            ContactTransfer.to_agent_id == agent_id,
            ContactTransfer.ended_at.is_(None),
            ContactTransfer.state.in_(INSIDE),
            Contact.state == ContactState.ACTIVE,
        )
    )


def colleagues(tenant_id: UUID, but: UUID) -> Sequence[RowMapping]:
    """Other agents who serve a company, those at work first."""
    query = (
        select(Agent.id, Agent.display_name, Agent.state, Agent.next_state, Agent.languages)
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            SeatAssignment.leaving_at.is_(None),
            SeatAssignment.is_certified(),
            Agent.retired_at.is_(None),
            Agent.id != but,
        )
        .order_by(Agent.state.not_in(("available", "interacting", "wrap_up")), Agent.display_name)
        .limit(500)
    )
    return session.execute(query).mappings().all()


def queues(tenant_id: UUID) -> Sequence[RowMapping]:
    """The queues of a company that have not been put away."""
    query = (
        select(Queue.id, Queue.name)
        .where(Queue.tenant_id == tenant_id, Queue.retired_at.is_(None))
        .order_by(Queue.name)
    )
    return session.execute(query.limit(200)).mappings().all()


def backline(tenant_id: UUID, queue_id: UUID) -> RowMapping | None:
    """The clock of a queue's backline: {seconds, queue_id, queue_name}; None without one."""
    query = (
        select(
            ClosingRules.escalation_seconds.label("seconds"),
            ClosingRules.backline_queue_id.label("queue_id"),
            Queue.name.label("queue_name"),
        )
        .join(Queue, Queue.id == ClosingRules.backline_queue_id)
        .where(
            ClosingRules.tenant_id == tenant_id,
            ClosingRules.queue_id == queue_id,
            ClosingRules.escalation_seconds.is_not(None),
            ClosingRules.backline_queue_id != queue_id,
        )
    )
    return session.execute(query).mappings().one_or_none()
