"""Hours of a week in a form: a line for each day, read and written."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid
from muster.tenancy.hours import DAYS, Hours
from muster.tenancy.opening import HoursError, as_typed, by_day, read_day, week


def typed(hours: Hours) -> dict[str, str]:
    """The hours of each day as they stand in the form: "09:00-12:00, 13:30-18:00"."""
    return {day: as_typed(spans) for day, spans in by_day(hours).items()}


def read(*, always: bool, days: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """Hours as they are kept, from a line for each of DAYS, "" for closed; {} for always open.

    always: at any time; then `days` does not matter. Raises Invalid(day), or Invalid("always")
    for a queue that would never be open.
    """
    hours = {} if always else _week(days)
    if not always and not hours:
        raise Invalid("always", _l("With no hours at all nobody could reach you. Fill in a day."))
    return hours


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
