"""Consumers who are known: VIPs have a named agent or team, others their first agent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, text, update

from muster.conversations.consumers import ReturningConsumer, VipCustomer
from muster.conversations.models import Contact, ContactState
from muster.db import session
from muster.routing import reasons, redirect_sql
from muster.routing.announcing import announce
from muster.routing.dispatcher import nudge_after_commit
from muster.workforce.models import Agent, AgentState, SeatAssignment

WAIT_SECONDS = 20  # how long somebody who comes back waits for the agent who knows them
VIP_PRIORITY = 2
AT_WORK = (AgentState.AVAILABLE, AgentState.INTERACTING)

REMEMBER = text("""
INSERT INTO returning_consumers (id, tenant_id, consumer_key, first_agent_id, last_agent_id,
                                 seen_at)
SELECT new_id(), tenant_id, consumer_key, CAST(:agent AS uuid), CAST(:agent AS uuid), now()
FROM contacts WHERE id = CAST(:contact AS uuid) AND consumer_key IS NOT NULL
ON CONFLICT (tenant_id, consumer_key)
DO UPDATE SET last_agent_id = EXCLUDED.last_agent_id, seen_at = EXCLUDED.seen_at
""")


def phone_key(tenant_id: UUID, phone: str, secret: str) -> str:
    """By what a company knows a number: no other company's key for it is the same."""
    return hmac.new(secret.encode(), f"{tenant_id}{phone}".encode(), hashlib.sha256).hexdigest()


def address_key(tenant_id: UUID, address: str, secret: str) -> str:
    """By what a company knows an e-mail address, as `phone_key`; however its letters are cased."""
    return phone_key(tenant_id, address.casefold(), secret)


def remember(contact_id: UUID, agent_id: UUID) -> None:
    """Note that this agent has answered the contact's consumer."""
    session.execute(REMEMBER, {"contact": contact_id, "agent": agent_id})


def recognise(contact: Contact, phone: str, secret: str) -> None:
    """A contact's consumer has given a number: a VIP, or somebody whom an agent knows?

    If it waits, it waits for the agent who is named, at most WAIT_SECONDS, a VIP in the team's
    queue and before others. Whoever acts must see the company and the contact.
    """
    key = phone_key(contact.tenant_id, phone, secret)
    vip = session.scalar(
        select(VipCustomer).where(
            VipCustomer.tenant_id == contact.tenant_id, VipCustomer.phone_hash == key
        )
    )
    agent_id = None if vip else _who_knows(contact.tenant_id, key)
    session.execute(update(Contact).where(Contact.id == contact.id).values(consumer_key=key))
    if vip is not None:
        _place_vip(contact, vip, reasons.IS_VIP)
    elif agent_id is not None:
        _place(contact, agent_id, None, reasons.FIRST_ASK, reasons.CAME_BACK)


def recognise_address(contacts: Sequence[Contact], address: str, secret: str) -> None:
    """The consumer of these contacts has given an e-mail address: a VIP of one of the companies?

    As `recognise`, with one query whatever the number of contacts. Whoever acts must see their
    companies; those who do not know the address learn nothing of it.
    """
    keys = {address_key(contact.tenant_id, address, secret): contact for contact in contacts}
    known = session.scalars(
        select(VipCustomer).where(
            VipCustomer.tenant_id.in_({contact.tenant_id for contact in contacts}),
            VipCustomer.email_hash.in_(keys),
        )
    )
    for vip in known.all():
        contact = keys[vip.email_hash or ""]
        if contact.priority < VIP_PRIORITY:
            _place_vip(contact, vip, reasons.IS_VIP_BY_MAIL)


def _place_vip(contact: Contact, vip: VipCustomer, why: str) -> None:
    if contact.state in (ContactState.QUEUED, ContactState.OFFERED):
        priority = func.greatest(Contact.priority, VIP_PRIORITY)
        session.execute(update(Contact).where(Contact.id == contact.id).values(priority=priority))
    _place(contact, vip.agent_id, vip.queue_id, reasons.VIP, why)


def _place(
    contact: Contact, agent_id: UUID | None, queue_id: UUID | None, reason: str, why: str
) -> None:
    if contact.state != ContactState.QUEUED:
        return
    wanted = agent_id if agent_id and _is_at_work(contact.tenant_id, agent_id) else None
    values = {
        "contact": contact.id,
        "state": contact.state,
        "holder": None,
        "person": None,
        "reason": why,
        "queue": queue_id,
        "wanted": wanted,
        "wanted_reason": reason if wanted else None,
        "seconds": WAIT_SECONDS,
    }
    announce(session.execute(redirect_sql.REDIRECT, values).scalars().all())
    session.expire(contact)
    nudge_after_commit([contact.tenant_id])


def _who_knows(tenant_id: UUID, key: str) -> UUID | None:
    row = session.execute(
        select(ReturningConsumer.first_agent_id, ReturningConsumer.last_agent_id).where(
            ReturningConsumer.tenant_id == tenant_id, ReturningConsumer.consumer_key == key
        )
    ).one_or_none()
    return next((each for each in row or () if _is_at_work(tenant_id, each)), None)


def _is_at_work(tenant_id: UUID, agent_id: UUID) -> bool:
    found = session.scalar(
        select(Agent.id)
        .join(SeatAssignment, SeatAssignment.agent_id == Agent.id)
        .where(
            Agent.id == agent_id,
            Agent.state.in_(AT_WORK),
            SeatAssignment.tenant_id == tenant_id,
            SeatAssignment.ended_at.is_(None),
            SeatAssignment.is_certified(),
        )
    )
    return found is not None
