"""The limits that hold for a contact: its queue's, else its company's, else ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from muster.audit.actions import record
from muster.closing.models import ClosingRules
from muster.conversations.models import Queue
from muster.db import session
from muster.errors import existing

WRAP_UP_SECONDS = 180
SILENCE_HOURS = 24
REOPEN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one contact."""

    wrap_up_seconds: int = WRAP_UP_SECONDS
    silence_hours: int = SILENCE_HOURS
    reopen_days: int = REOPEN_DAYS


def limits(tenant_id: UUID, queue_id: UUID | None = None) -> Limits:
    """What holds in a queue of a company, or at the company."""
    rows = session.scalars(select(ClosingRules).where(ClosingRules.tenant_id == tenant_id)).all()
    return merged(rows, queue_id)


def merged(rows: Sequence[ClosingRules], queue_id: UUID | None) -> Limits:
    """What holds in a queue, of all the rules of its company."""
    ours = Limits()
    of_company = next((row for row in rows if row.queue_id is None), None)
    of_queue = next(
        (row for row in rows if queue_id is not None and row.queue_id == queue_id), None
    )

    def one(name: str) -> int:
        said = (getattr(row, name) for row in (of_queue, of_company) if row is not None)
        return int(next((value for value in said if value is not None), getattr(ours, name)))

    return Limits(one("wrap_up_seconds"), one("silence_hours"), one("reopen_days"))


def all_of(tenant_id: UUID) -> Sequence[ClosingRules]:
    """The rules of a company and of its queues, as they were laid down."""
    return session.scalars(select(ClosingRules).where(ClosingRules.tenant_id == tenant_id)).all()


def lay_down(
    tenant_id: UUID, queue_id: UUID | None, *, subject: str, **values: int | UUID | None
) -> None:
    """Set limits of the company (queue_id None) or of one queue; None: as at the level above.

    subject: the company's or the queue's name, for the audit trail.
    """
    row = session.scalar(
        select(ClosingRules)
        .where(
            ClosingRules.tenant_id == tenant_id,
            ClosingRules.queue_id.is_not_distinct_from(queue_id),
        )
        .with_for_update()
    )
    if row is None:
        row = ClosingRules(tenant_id=tenant_id, queue_id=queue_id)
        session.add(row)
    before = {name: getattr(row, name) for name in values}
    if before == values and row.id is not None:
        return
    for name, value in values.items():
        setattr(row, name, value)
    record(
        "closing_rules.changed",
        subject=subject,
        tenant_id=tenant_id,
        limits={name: None if value is None else str(value) for name, value in values.items()},
    )


def queues_of(tenant_id: UUID) -> Sequence[Queue]:
    """The company's queues, for which it can lay down limits of their own."""
    return session.scalars(
        select(Queue).where(Queue.tenant_id == tenant_id).order_by(Queue.created_at).limit(200)
    ).all()


def queue_of(tenant_id: UUID, queue_id: UUID) -> Queue:
    """One of them; raises NotFound."""
    return existing(
        session.scalar(select(Queue).where(Queue.tenant_id == tenant_id, Queue.id == queue_id))
    )
