"""Certifications: required by a client, granted, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.academy.models import Certification
from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, NotFound, existing
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent

SOURCES = ("course", "exam", "import", "other")
LONGEST = timedelta(days=5 * 366)
LONGEST_REASON = 300


def require(tenant_id: UUID, *, required: bool) -> None:
    """Say whether only certified agents get a company's contacts; from the commit on it is so.

    Whoever acts must see the company. Raises NotFound.
    """
    tenant = existing(
        session.scalar(select(Tenant).where(Tenant.id == tenant_id).with_for_update())
    )
    if tenant.requires_certification == required:
        return
    tenant.requires_certification = required
    session.flush()
    record(
        "certification.required" if required else "certification.not_required",
        tenant_id=tenant_id,
        subject=tenant.name,
    )


def certify(
    tenant_id: UUID,
    agent_id: UUID,
    expires_at: datetime,
    *,
    source: str = "course",
    by: UUID | None,
) -> Certification:
    """Certify an agent for a company until a moment. From the commit on its contacts may come.

    An agent who is certified until then or longer stays as is. Whoever acts must see the company.
    Raises NotFound, Invalid.
    """
    agent = session.get(Agent, agent_id)
    if agent is None or agent.retired_at is not None:
        raise NotFound
    if source not in SOURCES:
        raise Invalid("source", _l("Choose one of the kinds in the list."))
    check_expiry(expires_at)
    standing = valid_until(tenant_id, agent_id)
    if standing is not None and standing.expires_at >= expires_at:
        return standing
    granted = Certification(
        id=uuid7(),
        tenant_id=tenant_id,
        agent_id=agent_id,
        certified_at=func.now(),
        expires_at=expires_at,
        source=source,
        certified_by=by,
    )
    session.add(granted)
    session.flush()
    record("certification.granted", tenant_id=tenant_id, subject=agent.display_name,
           until=expires_at.date().isoformat())  # fmt: skip
    return granted


def check_expiry(expires_at: datetime) -> None:
    """Raises Invalid for a moment until which nobody can be certified."""
    now = session.execute(select(func.now())).scalar_one()
    if expires_at <= now:
        raise Invalid("expires_on", _l("This day is over. A certification expires in the future."))
    if expires_at > now + LONGEST:
        raise Invalid("expires_on", _l("At most five years from today."))


def revoke(tenant_id: UUID, agent_id: UUID, reason: str, *, by: UUID) -> None:
    """Take an agent's certification for a company away, now. Contacts in hand stay in hand.

    Without one nothing happens. Raises NotFound for no agent, Invalid without a reason.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("reason", _l("Say why in a few words."))
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", _l("At most 300 characters, please."))
    agent = session.get(Agent, agent_id)
    standing = _standing(tenant_id, agent_id)
    if agent is None:
        raise NotFound
    if not standing:
        return
    for each in standing:
        each.revoked_at, each.revoked_by, each.revoke_reason = func.now(), by, reason
    session.flush()
    record("certification.revoked", tenant_id=tenant_id, subject=agent.display_name, reason=reason)


def valid_until(tenant_id: UUID, agent_id: UUID) -> Certification | None:
    """The certification by which an agent may take a company's contacts longest, if any."""
    standing = _standing(tenant_id, agent_id)
    return max(standing, key=lambda each: each.expires_at, default=None)


def _standing(tenant_id: UUID, agent_id: UUID) -> Sequence[Certification]:
    return session.scalars(
        select(Certification)
        .where(
            Certification.tenant_id == tenant_id,
            Certification.agent_id == agent_id,
            Certification.revoked_at.is_(None),
            Certification.expires_at > func.now(),
        )
        .with_for_update()
    ).all()
