"""Who can be named in a contact, and where somebody was."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, func, select

from muster.conversations.models import Contact, Message
from muster.db import session
from muster.identity.models import Person
from muster.mentions.models import Mention
from muster.tenancy.models import Membership, Tenant
from muster.workforce.models import Agent, SeatAssignment

MOST_PEOPLE = 500
MOST_MENTIONS = 50
EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may see a company's contacts. agent_id: None for a member of the company."""

    person_id: UUID
    name: str
    agent_id: UUID | None = None


def colleagues(tenant_id: UUID, roles: Collection[str]) -> list[Colleague]:
    """The company's agents by the name that all know, and its members in one of these roles."""
    agents = (
        select(Agent.person_id, Agent.display_name, Agent.id)
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            Agent.retired_at.is_(None),
        )
        .distinct()
        .limit(MOST_PEOPLE)
    )
    members = (
        select(Membership.person_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == tenant_id, Membership.role.in_(roles))
        .limit(MOST_PEOPLE)
    )
    found = {row.person_id: Colleague(*row) for row in session.execute(members)}
    found |= {row.person_id: Colleague(*row) for row in session.execute(agents)}
    return sorted(found.values(), key=lambda one: (one.name, one.person_id))


def of(person_id: UUID, limit: int = MOST_MENTIONS) -> Sequence[RowMapping]:
    """Where somebody was named, in the companies in sight: unread ones first, the newest first."""
    query = (
        select(
            Mention.id,
            Mention.contact_id,
            Mention.tenant_id,
            Tenant.name.label("company"),
            Mention.author_name,
            Mention.created_at,
            Mention.read_at,
            Contact.opening,
            Contact.state,
            func.left(Message.body, EXCERPT).label("body"),
        )
        .join(Message, Message.id == Mention.message_id)
        .join(Contact, Contact.id == Mention.contact_id)
        .join(Tenant, Tenant.id == Mention.tenant_id)
        .where(Mention.person_id == person_id)
        .order_by(Mention.read_at.is_not(None), Mention.id.desc())
        .limit(limit)
    )
    return session.execute(query).mappings().all()


def unread(person_id: UUID) -> int:
    """How many of them the person has not seen."""
    query = select(func.count()).where(Mention.person_id == person_id, Mention.read_at.is_(None))
    return session.scalar(query) or 0
