"""The forecast of a series as it stands today, reckoned once until its numbers change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from muster.db import session
from muster.forecasting import points
from muster.forecasting.grid import midnight
from muster.forecasting.history import LONGEST_DAYS, History, history
from muster.forecasting.models import ArrivalEvent, ArrivalPoint, ArrivalSeries
from muster.forecasting.outlook import MOST_DAYS, Known, Outlook, foresee
from muster.forecasting.surge import Alarm, replay

_KEPT = 64  # forecasts that a process remembers
FEWEST_REPLAYED = 182
_replayed: OrderedDict[tuple[Any, ...], list[Alarm] | None] = OrderedDict()
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


def current(series: ArrivalSeries) -> tuple[History | None, Outlook]:
    """What is known of a series, and its forecast from there on; few queries if remembered."""
    known = _known(series)
    key = (series.id, series.holidays, tuple(known), *_fingerprint(series.id))
    return _remember(key, lambda: _reckon(series, known, None))


def of_day(series: ArrivalSeries, day: date) -> Outlook:
    """The forecast for a day and those behind it, from what was known before it.

    Reckoned once a day in each process that asks, and when a file adds to the days before.
    """
    known = _known(series)
    key = (series.id, day, series.holidays, tuple(known), _count_before(series, day))
    return _remember(key, lambda: _reckon(series, known, day))[1]


def replayed(series: ArrivalSeries, length: timedelta) -> list[Alarm] | None:
    """The alarms that the last days of a series would have given, each from the days before it.

    None where less than half a year is known.
    """
    known = _known(series)
    key = (series.id, length, series.holidays, tuple(known), *_fingerprint(series.id))
    if key not in _replayed:
        past = history(_rows(series.id), series.interval_minutes, ZoneInfo(series.time_zone))
        _replayed[key] = None if past is None else _replay(past, series.holidays, known, length)
        while len(_replayed) > _KEPT:
            _replayed.popitem(last=False)
    return _replayed[key]


def _replay(
    past: History, place: str, known: Sequence[Known], length: timedelta
) -> list[Alarm] | None:
    if len(past) < FEWEST_REPLAYED:
        return None
    since = max(past.last - length, past.first + timedelta(days=FEWEST_REPLAYED // 2))
    return replay(past, place, known, since=since, refit_days=28)


def total(series: ArrivalSeries, day: date) -> int | None:
    """How many came on a day of a series by day; None if that is not known."""
    start = midnight(day, ZoneInfo(series.time_zone))
    return session.scalar(
        select(ArrivalPoint.offered).where(
            ArrivalPoint.series_id == series.id, ArrivalPoint.starts_at == start
        )
    )


def _count_before(series: ArrivalSeries, day: date) -> int | None:
    start = midnight(day, ZoneInfo(series.time_zone))
    return session.scalar(
        select(func.count()).where(
            ArrivalPoint.series_id == series.id, ArrivalPoint.starts_at < start
        )
    )


def _known(series: ArrivalSeries) -> list[Known]:
    return [
        Known(event.name, event.starts_on, event.ends_on, event.percent)
        for event in events_of(series)
    ]


def _remember(
    key: tuple[Any, ...], reckon: Callable[[], tuple[History | None, Outlook]]
) -> tuple[History | None, Outlook]:
    if key not in _remembered:
        _remembered[key] = reckon()
        while len(_remembered) > _KEPT:
            _remembered.popitem(last=False)
    _remembered.move_to_end(key)
    return _remembered[key]


def _reckon(
    series: ArrivalSeries, known: Sequence[Known], before: date | None
) -> tuple[History | None, Outlook]:
    zone = ZoneInfo(series.time_zone)
    past = history(_rows(series.id), series.interval_minutes, zone)
    if past is not None and before is not None:
        past = past.before(before)
    if past is None:
        return None, Outlook()
    ahead = 0 if before is None else past.index(before) - len(past)
    outlook = foresee(past, series.holidays, known, interval_days=MOST_DAYS if before else 14)
    outlook.days = outlook.days[ahead:]
    return past, outlook


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
