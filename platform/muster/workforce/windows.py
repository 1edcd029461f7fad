"""Service windows that a plan can promise: the trade's usual ones, and any other week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from muster.tenancy.hours import DAYS, Hours
from muster.tenancy.opening import as_typed, by_day

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
ALL_DAYS = (*WORKDAYS, "sat", "sun")
OTHER = "other"

# As of muster.conversations.models.Queue.opening_hours; an empty one is always open.
WINDOWS: dict[str, dict[str, list[list[str]]]] = {
    "5x8": {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in WORKDAYS},
    "7x12": {day: [["09:00", "21:00"]] for day in ALL_DAYS},
    "always": {},
}


def window_name(key: str) -> str:
    """The window's name in the reader's language."""
    names: dict[str, str] = {
        "5x8": _("5 × 8: workdays 9–12 and 13–18"),
        "7x12": _("7 × 12: every day 9–21"),
        "always": _("7 × 24: always"),
        OTHER: _("Other hours, as written below"),
    }
    return names.get(key, key)


def key_of(window: Mapping[str, Any]) -> str:
    """The name of a plan's window: one of WINDOWS, or OTHER."""
    hours = window.get("hours", {})
    return next((key for key, week in WINDOWS.items() if week == hours), OTHER)


def said(window: Mapping[str, Any]) -> str:
    """A window in words: its name, or its days and hours."""
    key = key_of(window)
    return window_name(key) if key != OTHER else _week(window.get("hours", {}))


def _week(hours: Hours) -> str:
    spans = by_day(hours)
    runs = [
        (list(days), line)
        for line, days in groupby(DAYS, key=lambda day: as_typed(spans[day]).replace("-", "–"))
        if line
    ]
    return "; ".join(f"{_days(days)} {line}" for days, line in runs)


def _days(days: Sequence[str]) -> str:
    names = get_locale().days["format"]["abbreviated"]
    first, last = (names[DAYS.index(day)] for day in (days[0], days[-1]))
    return str(first) if first == last else f"{first}–{last}"
