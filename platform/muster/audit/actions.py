"""Adding to the audit trail."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from muster.audit.models import AuditEntry
from muster.db import session, uuid7

# Who does it and from where; set by the edge (request, job or command).
SYSTEM, JOB = "system", "job "  # nobody: what runs by itself; a job is followed by its name
NOBODY = (None, SYSTEM, "")
actor: ContextVar[tuple[UUID | None, str, str]] = ContextVar("muster_actor", default=NOBODY)


def record(action: str, *, subject: str = "", tenant_id: UUID | None = None, **detail: Any) -> None:
    """Add one entry to the audit trail, in the current unit of work.

    action: what was done, as "noun.verb". subject: what it was done to, readable. detail: more,
    as JSON values, without secrets. The actor is whoever the edge has set.
    """
    person_id, name, address = actor.get()
    session.execute(
        insert(AuditEntry).values(
            id=uuid7(),
            tenant_id=tenant_id,
            person_id=person_id,
            person_name=name,
            action=action,
            subject=subject,
            address=address,
            detail=detail,
        )
    )
