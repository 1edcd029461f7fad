"""Days of which is known badly how quiet they are: no surge is seen in their not being quiet."""

from __future__ import annotations

from muster.forecasting.calendar import Calendar


def cautious(foreseen: float, usual: float, *, special: bool) -> float:
    """What a day is measured by: around holidays no less than an ordinary day of its weekday.

    How quiet a holiday is, is known badly: the answer to “more than on such a holiday” is no alarm.
    """
    if special and usual > foreseen:
        return usual
    return foreseen


def is_special(facts: Calendar, index: int) -> bool:
    """Whether a day is a holiday, or lies beside one or in the last days of the year."""
    day = facts.day(index)
    turning = (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 4)
    beside = facts.off[max(index - 1, 0) : index + 2].any()
    return bool(beside or facts.after[index] or facts.before[index] or turning)
