"""An agent asks for help: the nearest free supervisor is called, then others, by a clock.

First the client's supervisors whose wall is open, the least busy one first; then the operator's
team leads. Whoever opens the contact has accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import RowMapping, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.conversations import actions as conversations
from muster.conversations.models import Contact, ContactState
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import Invalid, NotFound
from muster.events.actions import record as happened
from muster.routing import passes
from muster.supervision import terms
from muster.supervision.acts import Supervisor
from muster.supervision.models import Act, HelpRequest, Side
from muster.supervision.terms import Source
from muster.supervision.watching import GONE_SECONDS
from muster.tenancy.models import Tenant
from muster.tenancy.permissions import Permissions

CALL_SECONDS = 20  # then the next supervisor is called
LONGEST_WORDS = 500
OPEN = HelpRequest.ended_at.is_(None)

# Whose wall is open: of this company's members, or of the operator's staff. Nearest first: who
# reads in this contact already, who is in no other, who was least lately called to help.
NEAR = text("""
SELECT w.person_id, p.name, m.role,
       ARRAY(SELECT role FROM staff_memberships s WHERE s.person_id = w.person_id) AS staff_roles
FROM wall_presences w
JOIN people p ON p.id = w.person_id AND p.disabled_at IS NULL
LEFT JOIN memberships m ON m.person_id = w.person_id AND m.tenant_id = :tenant_id
WHERE w.place = :place AND w.seen_at > now() - make_interval(secs => :gone)
ORDER BY w.contact_id = :contact_id DESC NULLS LAST,
         (SELECT count(*) FROM supervisions s WHERE s.person_id = w.person_id
            AND s.ended_at IS NULL AND s.act IN ('barge', 'take_over')),
         w.contact_id IS NOT NULL,
         (SELECT max(h.created_at) FROM help_requests h WHERE h.accepted_by = w.person_id)
         NULLS FIRST, w.person_id
""")

# Requests that nobody has accepted: whose turn has passed, or whose contact has moved on.
DUE = text("""
SELECT h.tenant_id, h.contact_id FROM help_requests h
JOIN contacts c ON c.tenant_id = h.tenant_id AND c.id = h.contact_id
WHERE h.ended_at IS NULL
  AND (h.called_at IS NULL OR h.called_at < now() - make_interval(secs => :seconds)
       OR c.state <> 'active' OR c.agent_id IS DISTINCT FROM h.agent_id)
""")


@dataclass(frozen=True, slots=True)
class Called:
    """A supervisor who was called; person_id is None for the operator's team leads together."""

    person_id: str | None
    name: str
    side: str
    at: str


def ask(contact_id: UUID, agent_id: UUID, agent_name: str, words: str) -> None:
    """The agent of the contact wants a supervisor; asking again changes nothing.

    words: what it is about, at most 500 characters. Raises Invalid, NotFound.
    """
    words = " ".join(words.split())
    if len(words) > LONGEST_WORDS:
        raise Invalid("words", _l("At most 500 characters, please."))
    contact = conversations.find(contact_id)
    if contact.agent_id != agent_id or contact.state != ContactState.ACTIVE:
        raise NotFound(_l("This conversation is not yours any more."))
    begun = session.scalar(
        insert(HelpRequest)
        .values(
            id=uuid7(),
            tenant_id=contact.tenant_id,
            contact_id=contact_id,
            agent_id=agent_id,
            agent_name=agent_name,
            words=words,
            called=[],
        )
        .on_conflict_do_nothing()
        .returning(HelpRequest.id)
    )
    if begun is not None:
        record("help.asked", tenant_id=contact.tenant_id, subject=str(contact_id), words=words)
        tell(contact, "asked")


def withdraw(contact_id: UUID, agent_id: UUID) -> None:
    """The agent does not need help any more."""
    contact = conversations.find(contact_id)
    if contact.agent_id != agent_id:
        raise NotFound(_l("This conversation is not yours any more."))
    end(contact, "withdrawn")


def accept(contact: Contact, who: Supervisor) -> None:
    """A supervisor opened the contact: if its agent asked for help, this is the answer."""
    end(contact, "accepted", accepted_by=who.person_id, accepted_name=who.name)


def end(contact: Contact, reason: str, **values: Any) -> None:
    """End an open request; nothing happens without one."""
    ended = session.scalar(
        update(HelpRequest)
        .where(HelpRequest.contact_id == contact.id, OPEN)
        .values(ended_at=func.now(), end_reason=reason, **values)
        .returning(HelpRequest.agent_id)
    )
    if ended is not None:
        subject = str(contact.id)
        record("help.ended", tenant_id=contact.tenant_id, subject=subject, reason=reason)
        tell(contact, reason, values.get("accepted_name"), agent_id=ended)


def tell(
    contact: Contact, what: str, name: str | None = None, *, agent_id: UUID | None = None
) -> None:
    """Let the walls and the agent's desk know how a request stands."""
    happened(
        "help.changed",
        tenant_id=contact.tenant_id,
        contact_id=contact.id,
        for_agent=agent_id or contact.agent_id,
        payload={"what": what, "name": name},
    )


def told(contact_id: UUID) -> dict[str, Any] | None:
    """The open request of a contact as its agent's desk shows it; None without one."""
    query = select(HelpRequest.created_at, HelpRequest.called).where(
        HelpRequest.contact_id == contact_id, OPEN
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return {
        "asked_at": row.created_at.isoformat(),
        "called": row.called[-1]["name"] if row.called else "",
        "side": row.called[-1]["side"] if row.called else "",
    }


def waiting(tenant_id: UUID | None, source: Source | None = None) -> Sequence[RowMapping]:
    """Open requests of a company, or of all, the oldest first."""
    query = (
        select(
            HelpRequest.tenant_id,
            HelpRequest.contact_id,
            HelpRequest.agent_name,
            HelpRequest.words,
            HelpRequest.created_at,
            HelpRequest.called,
            Tenant.name.label("company_name"),
        )
        .join(Tenant, Tenant.id == HelpRequest.tenant_id)
        .where(OPEN)
    )
    if tenant_id is not None:
        query = query.where(HelpRequest.tenant_id == tenant_id)
    look = source or session
    return look.execute(query.order_by(HelpRequest.id).limit(50)).mappings().all()


def advance(permissions: Permissions) -> None:
    """Call the next supervisor wherever the one before has let the clock run out."""
    for tenant_id, contact_id in passes.across(DUE, seconds=CALL_SECONDS):
        with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
            call_next(contact_id, permissions)


def call_next(contact_id: UUID, permissions: Permissions, *, only_first: bool = False) -> None:
    """Call whoever is next, or end a request whose contact has moved on.

    only_first: nothing happens if somebody was called already.
    """
    request = session.execute(
        select(HelpRequest).where(HelpRequest.contact_id == contact_id, OPEN).with_for_update()
    ).scalar_one_or_none()
    if request is None or (only_first and request.called):
        return
    contact = conversations.find(contact_id)
    if contact.state != ContactState.ACTIVE or contact.agent_id != request.agent_id:
        end(contact, "moved")
        return
    called = next_of(contact, [Called(**each) for each in request.called], permissions)
    if called is None:
        session.execute(
            update(HelpRequest).where(HelpRequest.id == request.id).values(called_at=func.now())
        )
        return
    session.execute(
        update(HelpRequest)
        .where(HelpRequest.id == request.id)
        .values(called=[*request.called, asdict(called)], called_at=func.now())
    )
    tell(contact, "called", called.name)


def next_of(contact: Contact, before: Sequence[Called], permissions: Permissions) -> Called | None:
    """The nearest supervisor who was not called yet; None when everybody has been."""
    known = {each.person_id for each in before}
    now = datetime.now(UTC).isoformat()
    right = permissions.by_name["live.read"]
    if terms.of(contact.tenant_id).allows(Act.LISTEN):
        for row in near(contact, str(contact.tenant_id)):
            if row["role"] in right.member_roles and str(row["person_id"]) not in known:
                return Called(str(row["person_id"]), row["name"], Side.CLIENT, now)
    for row in near(contact, "operations"):
        allowed = right.staff_roles.intersection(row["staff_roles"])
        if allowed and str(row["person_id"]) not in known:
            return Called(str(row["person_id"]), row["name"], Side.OPERATOR, now)
    if None not in known:
        return Called(None, "", Side.OPERATOR, now)
    return None


def near(contact: Contact, place: str) -> list[dict[str, Any]]:
    """Whose wall is open at this place, the nearest first; read by the read-only role."""
    values = {
        "tenant_id": contact.tenant_id,
        "contact_id": contact.id,
        "place": place,
        "gone": GONE_SECONDS,
    }
    names = ("person_id", "name", "role", "staff_roles")
    return [dict(zip(names, row, strict=True)) for row in passes.across(NEAR, **values)]
