"""The intervals of a series: those of its own calendar, whatever the clocks do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from muster.forecasting.models import DAY


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day of the calendar begins, in UTC, also where the clocks leap at midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def start_of(moment: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """When the interval begins in which a moment lies, in UTC."""
    local = moment.astimezone(zone)
    if minutes == DAY:
        return midnight(local.date(), zone)
    past = timedelta(
        minutes=local.minute % minutes, seconds=local.second, microseconds=local.microsecond
    )
    return moment.astimezone(UTC) - past


def end_of(start: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """When the interval that begins at `start` ends, in UTC."""
    if minutes == DAY:
        return midnight(start.astimezone(zone).date() + timedelta(days=1), zone)
    return start + timedelta(minutes=minutes)


def starts_within(day: date, minutes: int, zone: ZoneInfo) -> Iterator[datetime]:
    """The starts of all intervals of a day: 46 or 50 half-hours where the clocks change."""
    moment, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    while moment < end:
        yield moment
        moment = end_of(moment, minutes, zone)
