"""Reading for the desk: a fixed number of queries, however many contacts there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, case, func, select, true

from muster.conversations.models import (
    AuthorKind,
    Contact,
    ContactChange,
    ContactState,
    Message,
    MessageKind,
)
from muster.db import session
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent

HELD = (ContactState.OFFERED, ContactState.ACTIVE, ContactState.WRAP_UP)
OPEN = (ContactState.QUEUED, *HELD)
LISTS: Mapping[str, tuple[ContactState, ...]] = {"waiting": (ContactState.QUEUED,), "all": OPEN}
LINE_LENGTH = 140
LIST_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Inbox:
    """What the left column shows. `now` is the database's clock."""

    now: datetime
    agent: RowMapping
    mine: Sequence[RowMapping]
    waiting_count: int
    snoozed_count: int
    open_count: int

    @property
    def wants_routing(self) -> bool:
        """Whether a nudge could do something: a lost one is made up for by whoever looks."""
        ends = [row["offer_expires_at"] for row in self.mine]
        return self.waiting_count > 0 or any(end is not None and end <= self.now for end in ends)


def inbox(agent_id: UUID) -> Inbox:
    """My state, my contacts, and how many others there are, of the clients in sight."""
    agent = session.execute(_agent(agent_id)).mappings().one()
    mine = _rows().where(Contact.agent_id == agent_id, Contact.state.in_(HELD))
    counts = session.execute(_counts(agent_id)).one()
    return Inbox(
        now=agent["now"],
        agent=agent,
        mine=session.execute(mine.order_by(Contact.state == ContactState.WRAP_UP, Contact.id))
        .mappings()
        .all(),
        waiting_count=counts.waiting,
        snoozed_count=counts.snoozed,
        open_count=counts.open,
    )


def others(which: str, limit: int = LIST_LIMIT) -> Sequence[RowMapping]:
    """The oldest contacts of one of LISTS, of the clients in sight."""
    states = LISTS[which]
    query = _rows().where(Contact.state.in_(states)).order_by(Contact.created_at).limit(limit)
    return session.execute(query).mappings().all()


def snoozed(agent_id: UUID, limit: int = LIST_LIMIT) -> Sequence[RowMapping]:
    """My snoozed contacts: those that come back by themselves first, the soonest first."""
    query = _rows().where(Contact.agent_id == agent_id, Contact.state == ContactState.SNOOZED)
    ordered = query.order_by(Contact.snoozed_until.asc().nulls_last(), Contact.id)
    return session.execute(ordered.limit(limit)).mappings().all()


def contact_row(contact_id: UUID) -> RowMapping | None:
    """One contact as a row of a list, with what its window needs besides."""
    query = _rows().add_columns(
        Contact.read_by_consumer,
        Contact.consumer_phone,
        Contact.origin,
        Contact.opened_at,
        Contact.first_answer_at,
        Contact.queue_id,
    )
    return session.execute(query.where(Contact.id == contact_id)).mappings().one_or_none()


def hotlines(tenant_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The telephone numbers of the companies that have one."""
    query = select(Tenant.id, Tenant.phone).where(
        Tenant.id.in_(tenant_ids), Tenant.phone.is_not(None)
    )
    return {row.id: row.phone for row in session.execute(query)}


def history(contact_id: UUID) -> Sequence[RowMapping]:
    """The steps of a contact's life, with the names of the agents."""
    query = (
        select(
            ContactChange.created_at,
            ContactChange.state,
            ContactChange.reason,
            Agent.display_name.label("agent_name"),
        )
        .outerjoin(Agent, Agent.id == ContactChange.agent_id)
        .where(ContactChange.contact_id == contact_id)
        .order_by(ContactChange.id)
        .limit(100)
    )
    return session.execute(query).mappings().all()


def _agent(agent_id: UUID) -> Select[*tuple[Any, ...]]:
    return select(
        Agent.id,
        Agent.display_name,
        Agent.state,
        Agent.state_reason,
        Agent.state_since,
        Agent.next_state,
        Agent.capacity,
        func.now().label("now"),
    ).where(Agent.id == agent_id)


def _counts(agent_id: UUID) -> Select[*tuple[Any, ...]]:
    waiting = func.count().filter(Contact.state == ContactState.QUEUED)
    snoozed = (
        select(func.count())
        .where(Contact.agent_id == agent_id, Contact.state == ContactState.SNOOZED)
        .scalar_subquery()
    )
    return select(
        waiting.label("waiting"), func.count().label("open"), snoozed.label("snoozed")
    ).where(Contact.state.in_(OPEN))


def _rows() -> Select[*tuple[Any, ...]]:
    said = (
        select(Message.kind, Message.body, Message.author_kind, Message.created_at)
        .where(
            Message.contact_id == Contact.id,
            Message.kind.not_in((MessageKind.NOTE, MessageKind.NOTICE)),
        )
        .order_by(Message.number.desc())
        .limit(1)
        .lateral("said")
    )
    unanswered = case(
        (said.c.author_kind.is_(None), Contact.created_at),
        (said.c.author_kind == AuthorKind.CONSUMER, said.c.created_at),
    )
    return (
        select(
            Contact.id,
            Contact.tenant_id,
            Contact.inquiry_id,
            Contact.state,
            Contact.state_since,
            Contact.created_at,
            Contact.language,
            Contact.opening,
            Contact.agent_id,
            Agent.display_name.label("agent_name"),
            Contact.offer_expires_at,
            Contact.returned_count,
            Contact.message_count,
            Contact.read_by_agent,
            Contact.consumer_name,
            Contact.snoozed_until,
            unanswered.label("unanswered_since"),
            func.left(said.c.body, LINE_LENGTH).label("last_body"),
            said.c.kind.label("last_kind"),
            said.c.author_kind.label("last_author"),
        )
        .outerjoin(Agent, Agent.id == Contact.agent_id)
        .outerjoin(said, true())
    )
