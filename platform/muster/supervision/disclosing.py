"""What an agent learns of supervisors in a contact, as the client's policy says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from muster.db import after_commit, session
from muster.events import bus
from muster.supervision import terms
from muster.supervision.models import Act, Disclosure, Supervision


def watchers(tenant_id: UUID, contact_id: UUID) -> dict[str, Any]:
    """Who is in the contact, for its agent: {"count", "names"}; nothing of what is hidden.

    Whoever whispers, joins in or takes over has made themselves known by that.
    """
    disclosure, _ = terms.settings(tenant_id)
    rows = session.execute(
        select(Supervision.person_id, Supervision.person_name, Supervision.act).where(
            Supervision.contact_id == contact_id, Supervision.ended_at.is_(None)
        )
    ).all()
    known = {row.person_id: row.person_name for row in rows if row.act != Act.LISTEN}
    silent = {row.person_id: row.person_name for row in rows if row.person_id not in known}
    if disclosure == Disclosure.NAME:
        known |= silent
    count = len(known) if disclosure == Disclosure.HIDDEN else len(known | silent)
    return {"count": count, "names": sorted(known.values())}


def tell(tenant_id: UUID, contact_id: UUID, agent_id: UUID) -> None:
    """Tell the agent's desk after the commit; nobody else hears of it."""
    signal = bus.Message.signal(
        "supervision.watching",
        tenant_id=tenant_id,
        contact_id=contact_id,
        for_agent=agent_id,
        payload=watchers(tenant_id, contact_id),
    )
    after_commit(lambda: bus.publish([signal]))
