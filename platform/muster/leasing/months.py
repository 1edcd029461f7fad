"""Calendar months and terms: days without hours, as a company's own zone has them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def first_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def days_in(day: date) -> int:
    """How many days the day's month has."""
    return monthrange(day.year, day.month)[1]


def last_of(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=days_in(day))


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, days_in(first)))


def term_end(starts_on: date, months: int) -> date:
    """The last day of a term of so many months, included."""
    return add_months(starts_on, months) - ONE_DAY


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of the months from that of `first` to that of `last`."""
    month = first_of(first)
    while month <= last:
        yield month
        month = add_months(month, 1)
