"""Service windows that a plan can promise: the trade's usual ones."""

from __future__ import annotations

from flask_babel import gettext as _

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
ALL_DAYS = (*WORKDAYS, "sat", "sun")

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
    }
    return names.get(key, key)
