"""Whether a company's agents see what consumers type before it is sent. Never unless allowed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.conversations.models import WritingPolicy
from muster.db import session, uuid7


def are_allowed(tenant_id: UUID) -> bool:
    """What the company has laid down; no for one that has said nothing."""
    query = select(WritingPolicy.previews).where(WritingPolicy.tenant_id == tenant_id)
    return bool(session.scalar(query))


def allow(tenant_id: UUID, *, allowed: bool) -> None:
    """Lay down whether they see it, from the next word on; on record if it changes."""
    if are_allowed(tenant_id) == allowed:
        return
    values = insert(WritingPolicy).values(id=uuid7(), tenant_id=tenant_id, previews=allowed)
    session.execute(
        values.on_conflict_do_update(index_elements=["tenant_id"], set_={"previews": allowed})
    )
    record("preview.allowed" if allowed else "preview.forbidden", subject="", tenant_id=tenant_id)
