"""Standby in words: states, tiers, steps of a ramp, and why something else is offered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from flask_babel import format_decimal, format_percent, get_timezone, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from muster.capacity.models import Reservation, Tier
from muster.capacity.models import ReservationState as State
from muster.tenancy.days import moment_said
from muster.tenancy.hours import DAYS
from muster.web.words import DAY_NAMES
from muster.workforce import skill_names
from muster.workforce.windows import WINDOWS, window_name

if TYPE_CHECKING:  # numpy comes with them
    from muster.capacity.asking import Ask
    from muster.capacity.offers import Alternative, Answer

STATES: Mapping[str, tuple[Any, str]] = {
    State.ASSESSING: (_l("Being assessed"), "info"),
    State.PAYMENT_PENDING: (_l("Held, to be confirmed"), "warn"),
    State.SCHEDULED: (_l("Confirmed, not begun"), "info"),
    State.ACTIVE: (_l("Standing by"), "good"),
    State.DRILLING: (_l("Drill"), "info"),
    State.ACTIVATING: (_l("Being called in"), "warn"),
    State.ACTIVATED: (_l("At work"), "good"),
    State.RELEASING: (_l("Being released"), "info"),
    State.EXPIRED: (_l("Over"), ""),
    State.CANCELLED: (_l("Cancelled"), ""),
    State.FAILED: (_l("Failed"), "bad"),
}
TIERS: Mapping[str, Any] = {
    Tier.HOT: _l("Hot: know your company, ready in 15 minutes"),
    Tier.WARM: _l("Warm: need your briefing, ready in 4 hours"),
    Tier.COLD: _l("Cold: students in training, ready in 3 days"),
}
SHORT: Mapping[str, Any] = {
    Tier.HOT: _l("Missing are people who know your company, with these skills and languages."),
    Tier.WARM: _l("Missing are people with these skills and languages."),
    Tier.COLD: _l("Missing are people at all, students in training included."),
}
WHY: Mapping[str, Any] = {
    "unpaid": _l("not confirmed in time"),
    "confirmed": _l("confirmed on account"),
    "begun": _l("its first day has come"),
    "over": _l("its last day is past"),
}
REASONS: Mapping[str, Any] = {
    "guaranteed": _l("Guaranteed instead of shared"),
    "later": _l("As many seats, a part of them later"),
    "all_later": _l("As many seats, all of them later"),
    "elsewhere": _l("Also from the places that you wanted to avoid"),
    "start_later": _l("The same, from a later day on"),
    "fewer": _l("Fewer seats"),
    "fewer_later": _l("Fewer seats, and later"),
    "shared": _l("Shared instead of guaranteed"),
}
REFUSALS: Mapping[str, Any] = {
    "no_pot": _l("There is no shared reserve for these people and hours at the moment."),
    "too_risky": _l(
        "With your part in it, the shared reserve could not be honoured as often as we require."
    ),
    "not_led": _l(
        "Too few people know your company to lead so many others. Rent seats, or have people"
        " certified, first."
    ),
}

MOST_DIGITS = 6  # of a probability: 99.9987 %


def skills(abilities: Sequence[str]) -> str:
    """What each of the people can, as it is called."""
    return skill_names.named(abilities)


def missing_skills(answer: Answer) -> str:
    """What a wish that is short of people has asked for, as it is called."""
    return (
        skill_names.said(answer.ask.skills, answer.shortage.skill_names) if answer.shortage else ""
    )


def at(moment: datetime, zone: str) -> str:
    """A moment by the clocks that the wish is by; named where the page's are others."""
    said = str(moment_said(moment, zone))
    return said if zone == str(get_timezone()) else f"{said} ({zone})"


def within(minutes: int) -> str:
    """How soon, like “15 minutes” or “3 days”."""
    if minutes % 1440 == 0:
        return str(ngettext("%(num)s day", "%(num)s days", minutes // 1440))
    if minutes % 60 == 0:
        return str(ngettext("%(num)s hour", "%(num)s hours", minutes // 60))
    return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))


def ramp(steps: Sequence[Any]) -> str:
    """A ramp of steps with seats and minutes, like “20 in 15 minutes, 100 in 4 hours”."""
    return str(_(", ")).join(
        _("%(seats)s in %(time)s", seats=format_decimal(step.seats), time=within(step.minutes))
        for step in steps
    )


def reason(wanted: Ask, offer: Alternative) -> Any:
    """Why something else is offered."""
    begins = offer.ask.ramp[0].minutes
    all_later = offer.reason == "later" and begins > wanted.ramp[-1].minutes
    return REASONS["all_later" if all_later else offer.reason]


def ramp_of(reservation: Reservation) -> str:
    """The ramp of a reservation."""
    return ramp([SimpleNamespace(**step) for step in reservation.ramp])


def chance(probability: float) -> str:
    """A probability near one, rounded down: it never reads better than it is."""
    kept = math.floor(probability * 10**MOST_DIGITS) / 10**MOST_DIGITS
    return str(format_percent(kept, format="0.####%"))


def window(hours: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """A weekly window by its name, or day by day."""
    for key, week in WINDOWS.items():
        if week == {day: [list(span) for span in spans] for day, spans in hours.items()}:
            return str(window_name(key))
    said = (
        f"{DAY_NAMES[day]} " + ", ".join(f"{opens}–{closes}" for opens, closes in hours[day])
        for day in DAYS
        if hours.get(day)
    )
    return str(_("; ")).join(said)
