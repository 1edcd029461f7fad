"""Days and moments inside a sentence, said in the language of whoever reads it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import LazyString, get_locale


def day_said(day: date) -> LazyString:
    """A day, such as Dec 23, 2026."""
    return LazyString(_day, day)


def moment_said(moment: datetime, zone: str) -> LazyString:
    """A moment to the minute by the clocks of a time zone, such as Dec 23, 2026 7:00 AM."""
    return LazyString(_moment, moment.astimezone(ZoneInfo(zone)))


def _day(day: date) -> str:
    return str(format_date(day, "medium", locale=get_locale() or "en"))


def _moment(local: datetime) -> str:
    clock = format_time(local, "short", tzinfo=local.tzinfo, locale=get_locale() or "en")
    return f"{_day(local.date())} {clock}"
