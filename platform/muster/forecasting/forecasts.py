"""The forecast of a series as it stands today, reckoned once until its numbers change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from muster.db import session
from muster.forecasting import points
from muster.forecasting.history import LONGEST_DAYS, History, history
from muster.forecasting.models import ArrivalEvent, ArrivalPoint, ArrivalSeries
from muster.forecasting.outlook import Known, Outlook, foresee

_KEPT = 64  # forecasts that a process remembers
_remembered: OrderedDict[tuple[Any, ...], tuple[History | None, Outlook]] = OrderedDict()


def events_of(series: ArrivalSeries) -> Sequence[ArrivalEvent]:
    """Everything known of the days of a series, the latest first."""
    return session.scalars(
        select(ArrivalEvent)
        .where(
            ArrivalEvent.tenant_id == series.tenant_id,
            or_(ArrivalEvent.series_id.is_(None), ArrivalEvent.series_id == series.id),
        )
        .order_by(ArrivalEvent.starts_on.desc(), ArrivalEvent.id.desc())
        .limit(500)
    ).all()


def current(series: ArrivalSeries, *, before: date | None = None) -> tuple[History | None, Outlook]:
    """What is known of a series, and its forecast from there on; two queries if it is remembered.

    before: as if that day and all later ones were not known yet.
    """
    known = [
        Known(event.name, event.starts_on, event.ends_on, event.percent)
        for event in events_of(series)
    ]
    key = (series.id, before, series.holidays, tuple(known), *_fingerprint(series.id))
    if key not in _remembered:
        _remembered[key] = _reckon(series, known, before)
        while len(_remembered) > _KEPT:
            _remembered.popitem(last=False)
    _remembered.move_to_end(key)
    return _remembered[key]


def _reckon(
    series: ArrivalSeries, known: Sequence[Known], before: date | None
) -> tuple[History | None, Outlook]:
    zone = ZoneInfo(series.time_zone)
    past = history(_rows(series.id), series.interval_minutes, zone)
    if past is not None and before is not None and before <= past.last:
        past = past.before(before)
    return past, foresee(past, series.holidays, known) if past is not None else Outlook()


def _rows(series_id: UUID) -> list[tuple[datetime, int]]:
    last = session.scalar(
        select(func.max(ArrivalPoint.starts_at)).where(ArrivalPoint.series_id == series_id)
    )
    if last is None:
        return []
    since = last - timedelta(days=LONGEST_DAYS)
    return [(row[0], row[1]) for row in points.read(series_id, since)]


def _fingerprint(series_id: UUID) -> tuple[Any, ...]:
    """Changes when any number of the series does."""
    row = session.execute(
        select(
            func.count(),
            func.max(ArrivalPoint.starts_at),
            func.sum(
                ArrivalPoint.offered
                * (func.mod(func.extract("epoch", ArrivalPoint.starts_at) / 300, 9973) + 1)
            ),
        ).where(ArrivalPoint.series_id == series_id)
    ).one()
    return tuple(row)
