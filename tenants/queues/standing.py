"""How the company's queues stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import aliased

from muster.conversations import opening
from muster.conversations.models import Contact, ContactState, Queue
from muster.conversations.queries import WAITS_SINCE
from muster.db import session
from muster.routing import moving
from muster.tenancy.principal import Company
from tenants.queues import queues


@dataclass(frozen=True, slots=True)
class Standing:
    """A queue as it stands: open or not, when next, how many wait, how long the first one has."""

    queue: Queue
    is_open: bool
    opens_at: datetime | None
    waiting: int
    longest_seconds: int
    overflow_name: str

    @property
    def tone(self) -> str:
        """Which colour the longest wait has by the queue's own rules."""
        if self.waiting and self.longest_seconds >= self.queue.red_seconds:
            return "bad"
        return "warn" if self.waiting and self.longest_seconds >= self.queue.amber_seconds else ""


def count_in(queue: Queue) -> int:
    """How many people are in a queue."""
    return moving.count_in(queue)


def now(company: Company) -> list[Standing]:
    """Every queue of the company: two queries, whatever their number."""
    known = queues.all_of(company.id)
    contact = aliased(Contact, name="c")
    since: ColumnElement[datetime] = func.min(literal_column(WAITS_SINCE))
    counted = session.execute(
        select(
            contact.queue_id,
            func.count().label("waiting"),
            func.extract("epoch", func.now() - since).label("longest"),
        )
        .where(contact.tenant_id == company.id, contact.state == ContactState.QUEUED)
        .group_by(contact.queue_id)
    )
    counts = {row.queue_id: (row.waiting, int(row.longest)) for row in counted}
    names = {queue.id: queue.name for queue in known}
    moment = datetime.now(UTC)
    found = []
    for queue in known:
        zone = queue.time_zone or company.time_zone
        week, closed_on = queue.opening_hours, queue.holidays
        is_open = opening.is_open(week, closed_on, zone, moment)
        found.append(
            Standing(
                queue,
                is_open,
                None if is_open else opening.opens_at(week, closed_on, zone, moment),
                *counts.get(queue.id, (0, 0)),
                names.get(queue.overflow_queue_id, "") if queue.overflow_queue_id else "",
            )
        )
    return found
