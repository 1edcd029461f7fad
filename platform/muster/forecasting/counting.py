"""Contacts of a queue counted into its series as they come, and how many come right now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from muster.db import session
from muster.db.ids import first_id
from muster.forecasting import points
from muster.forecasting.grid import end_of, start_of
from muster.forecasting.models import ArrivalSeries
from muster.forecasting.points import Point

# What became of a contact shows late: that long, intervals are counted again.
SETTLES = timedelta(hours=2)
LONGEST_BACK = timedelta(days=7)
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)

# Ids are made in the order of time, so (tenant_id, id), which is unique, is an index over it.
_LIVE = text("""
SELECT c.queue_id, count(*) AS hour, count(*) FILTER (WHERE c.created_at > :quarter) AS quarter
FROM contacts c
WHERE c.tenant_id = :tenant_id AND c.id >= :first AND c.created_at > :hour AND c.created_at <= :now
GROUP BY c.queue_id
""")
_COUNTED = text("""
SELECT c.created_at, c.state = 'abandoned' AS abandoned, c.first_answer_at IS NOT NULL AS answered,
       CASE WHEN c.state = 'closed' AND c.opened_at IS NOT NULL
            THEN extract(epoch FROM c.closed_at - c.opened_at)::float8 END AS seconds
FROM contacts c
WHERE c.tenant_id = :tenant_id AND c.queue_id = :queue_id AND c.id >= :first
  AND c.created_at >= :since AND c.created_at < :until
""")


@dataclass(frozen=True, slots=True)
class Live:
    """How many contacts came to a queue in the last hour and in the last quarter of it."""

    hour: int = 0
    quarter: int = 0


def live(tenant_id: UUID, now: datetime) -> dict[UUID, Live]:
    """By queue, what has just come to a company; one query, over what is new alone."""
    rows = session.execute(
        _LIVE,
        {
            "tenant_id": tenant_id,
            "first": first_id(now - HOUR),
            "hour": now - HOUR,
            "quarter": now - QUARTER,
            "now": now,
        },
    )
    return {row.queue_id: Live(row.hour, row.quarter) for row in rows}


def advance(series: ArrivalSeries, now: datetime) -> None:
    """Add the intervals that have ended since it was counted last, empty ones as zeros.

    The first time nothing is added: what came before was counted by nobody.
    """
    zone = ZoneInfo(series.time_zone)
    until = start_of(now, series.interval_minutes, zone)
    if series.counted_until is None or series.counted_until < now - LONGEST_BACK:
        series.counted_until = end_of(until, series.interval_minutes, zone)
        return
    if series.counted_until >= until:
        return
    since = start_of(series.counted_until - SETTLES, series.interval_minutes, zone)
    points.keep(series, _counted(series, zone, max(since, _begun(series, zone)), until))
    series.counted_until = until


def _begun(series: ArrivalSeries, zone: ZoneInfo) -> datetime:
    """Before this nothing was counted, and what a file said is not overwritten."""
    return end_of(
        start_of(series.created_at, series.interval_minutes, zone), series.interval_minutes, zone
    )


def _counted(
    series: ArrivalSeries, zone: ZoneInfo, since: datetime, until: datetime
) -> list[Point]:
    rows = session.execute(
        _COUNTED,
        {
            "tenant_id": series.tenant_id,
            "queue_id": series.queue_id,
            "first": first_id(since),
            "since": since,
            "until": until,
        },
    ).all()
    found: dict[datetime, list[tuple[bool, bool, float | None]]] = {}
    while since < until:
        found[since] = []
        since = end_of(since, series.interval_minutes, zone)
    for row in rows:
        start = start_of(row.created_at, series.interval_minutes, zone)
        found[start].append((row.answered, row.abandoned, row.seconds))
    return [_point(starts_at, contacts) for starts_at, contacts in found.items()]


def _point(starts_at: datetime, contacts: list[tuple[bool, bool, float | None]]) -> Point:
    seconds = [length for _, _, length in contacts if length is not None and length > 0]
    return Point(
        starts_at,
        len(contacts),
        sum(answered for answered, _, _ in contacts),
        sum(abandoned for _, abandoned, _ in contacts),
        sum(seconds) / len(seconds) if seconds else None,
    )
