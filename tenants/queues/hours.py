"""When the default queue is open."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.audit.actions import record
from muster.conversations.models import Queue
from muster.db import session
from muster.errors import Invalid, NotFound
from muster.tenancy.hours import DAYS
from tenants.showcase.opening import HoursError, as_typed, by_day, read_day, week


def default_queue(tenant_id: UUID) -> Queue:
    """The queue in which questions to the company wait; raises NotFound."""
    queue = session.scalar(select(Queue).where(Queue.tenant_id == tenant_id, Queue.is_default))
    if queue is None:
        raise NotFound
    return queue


def typed(queue: Queue) -> dict[str, str]:
    """The hours of each day as they stand in the form: "09:00-12:00, 13:30-18:00"."""
    return {day: as_typed(spans) for day, spans in by_day(queue.opening_hours).items()}


def change(tenant_id: UUID, *, always: bool, days: Mapping[str, str]) -> None:
    """Set when the default queue is open.

    always: at any time; then `days` does not matter. days: a line for each of DAYS, "" for
    closed. Raises Invalid(day), or Invalid("always") if it would never be open.
    """
    queue = default_queue(tenant_id)
    hours = {} if always else _week(days)
    if not always and not hours:
        raise Invalid("always", _l("With no hours at all nobody could reach you. Fill in a day."))
    if queue.opening_hours != hours:
        queue.opening_hours = hours
        record("queue.hours_changed", subject=queue.name, tenant_id=tenant_id, hours=hours)


def _week(days: Mapping[str, str]) -> dict[str, list[list[str]]]:
    spans = {}
    for day in DAYS:
        try:
            spans[day] = read_day(days.get(day, ""))
        except HoursError as problem:
            raise Invalid(
                day, _l("Write the hours like 09:00-12:00, 13:30-18:00; nothing for closed.")
            ) from problem
    return week(spans)
