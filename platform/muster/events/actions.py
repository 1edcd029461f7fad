"""Recording what happened, in the transaction in which it happens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import insert

from muster.db import after_commit, session
from muster.events import bus
from muster.events.models import Event


def record(
    kind: str,
    *,
    tenant_id: UUID,
    contact_id: UUID | None = None,
    for_inquiry: UUID | None = None,
    for_agent: UUID | None = None,
    for_wall: bool = True,
    payload: dict[str, Any] | None = None,
) -> None:
    """Add one event beside the change that caused it; browsers hear of it after the commit.

    kind: "noun.verb". payload: JSON values; everyone who is told gets all of it, so nothing
    goes in that one of them may not see.
    """
    values = {
        "tenant_id": tenant_id,
        "kind": kind,
        "contact_id": contact_id,
        "for_inquiry": for_inquiry,
        "for_agent": for_agent,
        "for_wall": for_wall,
        "payload": payload or {},
    }
    row = session.execute(insert(Event).values(values).returning(Event.id, Event.created_at)).one()
    message = bus.Message.from_row({**values, "id": row.id, "created_at": row.created_at})
    after_commit(lambda: bus.publish([message]))
