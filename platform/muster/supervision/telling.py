"""Telling agents something from the wall: one of them or many, and who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import RowMapping, func, insert, select, update

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, NotFound, existing
from muster.events.actions import Happening, record_many
from muster.events.actions import record as happened
from muster.supervision.acts import Supervisor
from muster.supervision.models import WallMessage, WallMessageReader
from muster.supervision.terms import Source
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment

LONGEST = 1000
SHOWN = 10


def tell(
    tenant_id: UUID, message_id: UUID, who: Supervisor, agent_ids: Sequence[UUID], body: str
) -> None:
    """Tell these agents of a company something; the same message twice is told once.

    Raises Invalid for no text, too long a text or nobody, NotFound for an agent who does not
    serve the company now.
    """
    body = body.strip()
    if not body:
        raise Invalid("body", _l("Write something first."))
    if len(body) > LONGEST:
        raise Invalid("body", _l("At most 1,000 characters, please."))
    if not agent_ids:
        raise Invalid("agent_ids", _l("Choose at least one agent."))
    names = seated(tenant_id, agent_ids)
    if session.scalar(select(WallMessage.id).where(WallMessage.id == message_id)):
        return
    values = {"tenant_id": tenant_id, "person_id": who.person_id, "person_name": who.name}
    session.execute(insert(WallMessage).values(id=message_id, body=body, **values))
    readers = [
        {"id": uuid7(), "tenant_id": tenant_id, "message_id": message_id, "agent_id": agent_id}
        for agent_id in names
    ]
    session.execute(insert(WallMessageReader), readers)
    subject = ", ".join(names.values())
    record("agents.told", tenant_id=tenant_id, subject=subject[:200], count=len(names))
    record_many(
        Happening(
            "agent.told",
            tenant_id,
            for_agent=agent_id,
            payload={"message_id": str(message_id), "name": who.name, "body": body},
        )
        for agent_id in names
    )


def seated(tenant_id: UUID, agent_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names of these agents of the company; raises NotFound unless all of them serve it now."""
    query = (
        select(Agent.id, Agent.display_name)
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            Agent.id.in_(agent_ids),
        )
    )
    names = {row.id: row.display_name for row in session.execute(query)}
    if set(names) != set(agent_ids):
        raise NotFound
    return names


def unread(agent_id: UUID) -> list[dict[str, Any]]:
    """What this agent was told and has not read, the oldest first."""
    query = (
        select(
            WallMessage.id,
            WallMessage.person_name,
            WallMessage.body,
            WallMessage.created_at,
            Tenant.name.label("company"),
        )
        .join(WallMessageReader, WallMessageReader.message_id == WallMessage.id)
        .join(Tenant, Tenant.id == WallMessage.tenant_id)
        .where(WallMessageReader.agent_id == agent_id, WallMessageReader.read_at.is_(None))
        .order_by(WallMessage.id)
        .limit(SHOWN)
    )
    return [
        {
            "id": str(row.id),
            "name": row.person_name,
            "company": row.company,
            "body": row.body,
            "at": row.created_at.isoformat(),
        }
        for row in session.execute(query)
    ]


def mark_read(message_id: UUID, agent_id: UUID) -> None:
    """The agent has read it; a second time changes nothing. Raises NotFound."""
    mine = (WallMessageReader.message_id == message_id, WallMessageReader.agent_id == agent_id)
    tenant_id = existing(session.scalar(select(WallMessageReader.tenant_id).where(*mine)))
    session.execute(
        update(WallMessageReader)
        .where(*mine, WallMessageReader.read_at.is_(None))
        .values(read_at=func.now())
    )
    happened("wall_message.read", tenant_id=tenant_id, payload={"message_id": str(message_id)})


def sent(tenant_id: UUID | None, source: Source | None = None) -> Sequence[RowMapping]:
    """What agents were told in the last day, with how many have read it, the newest first."""
    query = (
        select(
            WallMessage.id,
            WallMessage.person_name,
            WallMessage.body,
            WallMessage.created_at,
            func.count().label("told"),
            func.count(WallMessageReader.read_at).label("read"),
        )
        .join(WallMessageReader, WallMessageReader.message_id == WallMessage.id)
        .where(WallMessage.created_at > func.now() - func.make_interval(0, 0, 0, 1))
        .group_by(WallMessage.id)
        .order_by(WallMessage.id.desc())
        .limit(SHOWN)
    )
    if tenant_id is not None:
        query = query.where(WallMessage.tenant_id == tenant_id)
    return (source or session).execute(query).mappings().all()
