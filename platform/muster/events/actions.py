"""Recording what happened, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert

from muster.db import after_commit, session
from muster.events import bus
from muster.events.models import Event

# The table's own statement: nobody needs Event objects, and each change writes one of these.
WRITE = insert(cast(Table, Event.__table__)).returning(*Event.__table__.columns)


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be recorded; the fields are the arguments of `record`."""

    kind: str
    tenant_id: UUID
    contact_id: UUID | None = None
    for_inquiry: UUID | None = None
    for_agent: UUID | None = None
    for_wall: bool = True
    payload: dict[str, Any] = field(default_factory=dict)


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
    record_many(
        [Happening(kind, tenant_id, contact_id, for_inquiry, for_agent, for_wall, payload or {})]
    )


def record_many(happenings: Iterable[Happening]) -> None:
    """Add many events in one statement; browsers hear of all of them in one go.

    A statement that writes events itself (`INSERT … SELECT … RETURNING *`) tells of them by
    `announce` instead.
    """
    values = [asdict(one) for one in happenings]
    if values:
        rows = session.execute(WRITE, values)
        announce(dict(row) for row in rows.mappings())


def announce(rows: Iterable[dict[str, Any]]) -> None:
    """Push rows of `events` that were written in this unit of work, once it has committed."""
    messages = [bus.Message.from_row(row) for row in rows]
    after_commit(lambda: bus.publish(messages))
