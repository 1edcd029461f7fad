"""Addresses at which agents can be called in. On screens they are masked; a look is on record."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.mail.actions import address as mail_address
from muster.tenancy import phones
from muster.workforce.agents import find_agent
from muster.workforce.models import AddressKind, AgentAddress

MOST = 8
TYPED = (AddressKind.MAIL, AddressKind.SMS, AddressKind.VOICE)


def add_address(agent_id: UUID, kind: str, address: str, region: str | None) -> AgentAddress:
    """Note an address, behind those that are there; the same again changes nothing.

    region: ISO country in which a number without + is dialled. Raises NotFound, Invalid.
    """
    agent = find_agent(agent_id)
    stored = _stored(kind, address, region)
    known = addresses_of(agent_id)
    for one in known:
        if (one.kind, one.address) == (kind, stored):
            return one
    if len(known) >= MOST:
        raise Invalid("address", _l("An agent has at most 8 addresses."))
    added = AgentAddress(
        id=uuid7(), agent_id=agent_id, kind=kind, address=stored, position=len(known) + 1
    )
    session.add(added)
    session.flush()
    record("agent.address_added", subject=agent.display_name, kind=kind)
    return added


def remove_address(agent_id: UUID, address_id: UUID) -> None:
    """Forget an address. Raises NotFound."""
    agent = find_agent(agent_id)
    known = addresses_of(agent_id)
    gone = existing(next((one for one in known if one.id == address_id), None))
    session.delete(gone)
    for position, one in enumerate((one for one in known if one is not gone), 1):
        one.position = position
    record("agent.address_removed", subject=agent.display_name, kind=gone.kind)


def put_first(agent_id: UUID, address_id: UUID) -> None:
    """Let an address be tried before the others. Raises NotFound."""
    known = addresses_of(agent_id)
    first = existing(next((one for one in known if one.id == address_id), None))
    for position, one in enumerate([first, *(one for one in known if one is not first)], 1):
        one.position = position


def addresses_of(agent_id: UUID) -> Sequence[AgentAddress]:
    """An agent's addresses in the order in which they are tried."""
    return session.scalars(
        select(AgentAddress)
        .where(AgentAddress.agent_id == agent_id)
        .order_by(AgentAddress.position, AgentAddress.id)
        .limit(100)
    ).all()


def reveal(agent_id: UUID) -> None:
    """Note that somebody looks at an agent's addresses unmasked."""
    agent = find_agent(agent_id)
    number = session.scalar(select(func.count()).where(AgentAddress.agent_id == agent_id))
    record("agent.addresses_revealed", subject=agent.display_name, count=number)


def masked(kind: str, address: str) -> str:
    """An address of which nobody could be called, but which its owner would know again."""
    if kind == AddressKind.MAIL:
        name, _, domain = address.partition("@")
        return f"{name[:1]}•••@{domain}"
    return f"{address[:3]}••••{address[-2:]}"


def _stored(kind: str, address: str, region: str | None) -> str:
    if kind not in TYPED:
        raise Invalid("kind", _l("Choose one of the kinds in the list."))
    try:
        if kind == AddressKind.MAIL:
            return mail_address(address.strip()).lower()
        return phones.normalise(address.strip(), region, service=False)
    except Invalid as problem:
        raise Invalid("address", problem.message) from None
