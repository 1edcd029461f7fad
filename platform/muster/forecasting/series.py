"""The series of a company: made, changed, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.db import session
from muster.errors import Invalid, existing
from muster.forecasting.models import ArrivalPoint, ArrivalSeries

MOST_SERIES = 200


@dataclass(frozen=True, slots=True)
class Covered:
    """What a series holds. first, last: starts of its first and last interval."""

    points: int
    offered: int
    first: datetime | None
    last: datetime | None


def find(series_id: UUID, *, lock: bool = False) -> ArrivalSeries:
    """The series with this id; raises NotFound."""
    query = select(ArrivalSeries).where(ArrivalSeries.id == series_id)
    return existing(session.scalar(query.with_for_update() if lock else query))


def all_of(tenant_id: UUID) -> Sequence[ArrivalSeries]:
    """The company's series by name."""
    return session.scalars(
        select(ArrivalSeries)
        .where(ArrivalSeries.tenant_id == tenant_id)
        .order_by(ArrivalSeries.name)
        .limit(MOST_SERIES)
    ).all()


def covered(tenant_id: UUID) -> dict[UUID, Covered]:
    """What each series of a company holds, in one query."""
    rows = session.execute(
        select(
            ArrivalPoint.series_id,
            func.count(),
            func.sum(ArrivalPoint.offered),
            func.min(ArrivalPoint.starts_at),
            func.max(ArrivalPoint.starts_at),
        )
        .where(ArrivalPoint.tenant_id == tenant_id)
        .group_by(ArrivalPoint.series_id)
    )
    return {row[0]: Covered(*row[1:]) for row in rows}


def began(series_id: UUID) -> datetime | None:
    """When the first interval of a series starts."""
    query = select(func.min(ArrivalPoint.starts_at)).where(ArrivalPoint.series_id == series_id)
    return session.scalar(query)


def create(
    tenant_id: UUID,
    *,
    name: str,
    time_zone: str,
    interval_minutes: int,
    holidays: str = "",
    queue_id: UUID | None = None,
) -> ArrivalSeries:
    """A new series without a point. Raises Invalid for a name or a queue that is taken."""
    _check(tenant_id, None, name, queue_id)
    made = ArrivalSeries(
        tenant_id=tenant_id,
        name=name,
        time_zone=time_zone,
        interval_minutes=interval_minutes,
        holidays=holidays,
        queue_id=queue_id,
    )
    session.add(made)
    session.flush()
    record("arrivals.series_created", subject=name, tenant_id=tenant_id)
    return made


def change(series_id: UUID, *, name: str, holidays: str, queue_id: UUID | None) -> None:
    """Call it otherwise, count another queue into it, know other holidays. Raises Invalid."""
    series = find(series_id, lock=True)
    _check(series.tenant_id, series_id, name, queue_id)
    if queue_id != series.queue_id:
        series.counted_until = None
    series.name, series.holidays, series.queue_id = name, holidays, queue_id
    record("arrivals.series_changed", subject=name, tenant_id=series.tenant_id)


def delete(series_id: UUID) -> None:
    """Forget a series with all its points, events, signatures and alarms."""
    series = find(series_id, lock=True)
    record("arrivals.series_deleted", subject=series.name, tenant_id=series.tenant_id)
    session.delete(series)


def _check(tenant_id: UUID, series_id: UUID | None, name: str, queue_id: UUID | None) -> None:
    others = session.execute(
        select(ArrivalSeries.name, ArrivalSeries.queue_id).where(
            ArrivalSeries.tenant_id == tenant_id, ArrivalSeries.id != series_id
        )
        if series_id
        else select(ArrivalSeries.name, ArrivalSeries.queue_id).where(
            ArrivalSeries.tenant_id == tenant_id
        )
    ).all()
    if any(row.name == name for row in others):
        raise Invalid("name", _l("There is a history of this name already."))
    if queue_id is not None and any(row.queue_id == queue_id for row in others):
        raise Invalid("queue_id", _l("This queue is counted into another history already."))
    if series_id is None and len(others) >= MOST_SERIES:
        raise Invalid("name", _l("There are two hundred histories; delete one first."))
