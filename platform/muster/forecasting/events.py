"""What is known beforehand: written down, changed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from muster.audit.actions import record
from muster.db import session
from muster.errors import existing
from muster.forecasting import series
from muster.forecasting.models import ArrivalEvent


def find(event_id: UUID) -> ArrivalEvent:
    """The event with this id; raises NotFound."""
    return existing(session.scalar(select(ArrivalEvent).where(ArrivalEvent.id == event_id)))


def all_of(tenant_id: UUID, *, limit: int, skipped: int = 0) -> Sequence[ArrivalEvent]:
    """The company's events, the latest first."""
    return session.scalars(
        select(ArrivalEvent)
        .where(ArrivalEvent.tenant_id == tenant_id)
        .order_by(ArrivalEvent.starts_on.desc(), ArrivalEvent.id.desc())
        .limit(limit)
        .offset(skipped)
    ).all()


def create(
    tenant_id: UUID,
    person_id: UUID,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    percent: int | None,
    series_id: UUID | None,
) -> ArrivalEvent:
    """Write an event down. Raises NotFound for a series that there is not."""
    if series_id is not None:
        series.find(series_id)
    made = ArrivalEvent(
        tenant_id=tenant_id,
        series_id=series_id,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        percent=percent,
        created_by=person_id,
    )
    session.add(made)
    record("arrivals.event_created", subject=name, tenant_id=tenant_id)
    return made


def change(
    event_id: UUID,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    percent: int | None,
    series_id: UUID | None,
) -> None:
    """Change an event. Raises NotFound."""
    event = find(event_id)
    if series_id is not None:
        series.find(series_id)
    event.name, event.starts_on, event.ends_on = name, starts_on, ends_on
    event.percent, event.series_id = percent, series_id
    record("arrivals.event_changed", subject=name, tenant_id=event.tenant_id)


def delete(event_id: UUID) -> None:
    """Take an event back."""
    event = find(event_id)
    record("arrivals.event_deleted", subject=event.name, tenant_id=event.tenant_id)
    session.delete(event)
