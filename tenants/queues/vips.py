"""A company's VIPs: known by a number or an address that is not kept, with an agent or team."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from muster.audit.actions import record
from muster.conversations.consumers import VipCustomer
from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.identity import emails
from muster.routing.tiers import address_key, phone_key
from muster.tenancy.phones import normalise
from muster.workforce.models import Agent, SeatAssignment
from tenants.queues import queues

MOST = 5000
SHOWN_START, SHOWN_END = 6, 2


def all_of(tenant_id: UUID, *, after: str = "", limit: int = 200) -> Sequence[VipCustomer]:
    """The company's VIPs by name, those after this name."""
    return session.scalars(
        select(VipCustomer)
        .where(VipCustomer.tenant_id == tenant_id, VipCustomer.name > after)
        .order_by(VipCustomer.name, VipCustomer.id)
        .limit(limit)
    ).all()


def agents(tenant_id: UUID) -> Sequence[Agent]:
    """Agents who serve the company now, by name."""
    seated = select(SeatAssignment.agent_id).where(
        SeatAssignment.tenant_id == tenant_id, SeatAssignment.ended_at.is_(None)
    )
    query = select(Agent).where(Agent.id.in_(seated)).order_by(Agent.display_name).limit(1000)
    return session.scalars(query).all()


def add(
    tenant_id: UUID,
    *,
    name: str,
    phone: str,
    email: str,
    region: str | None,
    agent_id: UUID | None,
    queue_id: UUID | None,
    secret: str,
) -> None:
    """Put a consumer on the list, or change who answers one who is on it.

    phone, email: one of them, or both; "" for none. region: where a number without a country is
    dialled. Raises Invalid for a number or an address that is none, without either, for those of
    two consumers on the list, or without an agent or a queue of the company.
    """
    if not phone and not email:
        raise Invalid("phone", _l("A telephone number or an e-mail address, please."))
    number = normalise(phone, region, service=False) if phone else ""
    address = emails.normalise(email) if email else ""
    if agent_id is None and queue_id is None:
        raise Invalid("agent_id", _l("Choose an agent or a queue."))
    if agent_id is not None and agent_id not in {agent.id for agent in agents(tenant_id)}:
        raise Invalid("agent_id", _l("This agent does not serve the company now."))
    if queue_id is not None and queues.find(tenant_id, queue_id).retired_at is not None:
        raise Invalid("queue_id", _l("This queue is put away."))
    phone_hash = phone_key(tenant_id, number, secret) if number else None
    email_hash = address_key(tenant_id, address, secret) if address else None
    vip = _known(tenant_id, phone_hash, email_hash) or _new(tenant_id)
    vip.name, vip.agent_id, vip.queue_id = name, agent_id, queue_id
    if phone_hash is not None:
        vip.phone_hash, vip.phone_masked = phone_hash, masked(number)
    if email_hash is not None:
        vip.email_hash, vip.email_masked = email_hash, masked_address(address)
    session.add(vip)
    session.flush()
    record("vip.added", subject=name, tenant_id=tenant_id)


def _known(tenant_id: UUID, phone_hash: str | None, email_hash: str | None) -> VipCustomer | None:
    by_number = VipCustomer.phone_hash == (phone_hash or "")  # no mark is empty
    by_address = VipCustomer.email_hash == (email_hash or "")
    mine = VipCustomer.tenant_id == tenant_id
    found = session.scalars(select(VipCustomer).where(mine, or_(by_number, by_address))).all()
    if len(found) > 1:
        raise Invalid("email", _l("The number and the address belong to two people on the list."))
    return found[0] if found else None


def _new(tenant_id: UUID) -> VipCustomer:
    count = select(func.count()).where(VipCustomer.tenant_id == tenant_id)
    if (session.scalar(count) or 0) >= MOST:
        raise Invalid("name", _l("There are 5,000 VIPs already. Remove some first."))
    return VipCustomer(id=uuid7(), tenant_id=tenant_id)


def remove(tenant_id: UUID, vip_id: UUID) -> None:
    """Take a consumer off the list. Raises NotFound."""
    vip = existing(
        session.scalar(
            select(VipCustomer).where(VipCustomer.tenant_id == tenant_id, VipCustomer.id == vip_id)
        )
    )
    session.delete(vip)
    record("vip.removed", subject=vip.name, tenant_id=tenant_id)


def masked(phone: str) -> str:
    """A number by which its owner is recognised by those who know it, and by nobody else."""
    return f"{phone[:SHOWN_START]}…{phone[-SHOWN_END:]}"


def masked_address(address: str) -> str:
    """The same of an e-mail address: its first letter, and where it is."""
    name, _, place = address.rpartition("@")
    return f"{name[:1]}…@{place}"
