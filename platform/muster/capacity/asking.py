"""What a client asks for, and whether it can be meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import lazy_gettext as _l

from muster.capacity import hours
from muster.capacity.models import ReservationKind
from muster.errors import Invalid
from muster.tenancy.days import day_said
from muster.tenancy.hours import DAYS
from muster.workforce import skill_names

HOT_MINUTES = 15
WARM_MINUTES = 4 * 60
COLD_MINUTES = 3 * 24 * 60
LONGEST_MINUTES = 30 * 24 * 60
MOST_SEATS = 100_000
MOST_STEPS = 6
WEEKS_AHEAD = 14
NO_LANGUAGE = _l("Choose at least one language that our people speak.")

Window = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Step:
    """So many seats in all, so many minutes after the call."""

    seats: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A reservation as somebody would like it.

    ramp: rising in seats and minutes. skills: abilities that every one of the people must have;
    languages: which each must speak. first, last: days in `time_zone`, both included. window:
    opening hours of a week, empty for always. hazard_zone: the client's own, "" if unknown.
    """

    ramp: tuple[Step, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    first: date
    last: date
    time_zone: str
    window: Window = field(default_factory=dict)
    avoid_hazard_zones: tuple[str, ...] = ()
    avoid_sites: tuple[UUID, ...] = ()
    kind: str = ReservationKind.GUARANTEED
    hazard_zone: str = ""

    @property
    def seats(self) -> int:
        """How many seats there are when everybody has come."""
        return self.ramp[-1].seats

    def within(self, minutes: int) -> int:
        """How many seats must be there before people who need `minutes` could come."""
        return max((step.seats for step in self.ramp if step.minutes < minutes), default=0)

    def but(self, **changes: Any) -> Ask:
        """The same, with something changed."""
        return replace(self, **changes)


def last_promised_day(today: date) -> date:
    """The last day for which supply is derived, and so anything can be promised."""
    return hours.monday(today) + timedelta(weeks=WEEKS_AHEAD, days=-2)


def check(ask: Ask, *, today: date) -> None:
    """Raise Invalid for what cannot be meant. today: in the zone of the client.

    That nobody has a skill is for `check_known` to say; too few people are no fault here.
    """
    for fault in _faults(ask, today):
        raise fault


def _faults(ask: Ask, today: date) -> Iterator[Invalid]:
    yield from ramp_faults(ask.ramp)
    if not ask.languages:
        yield Invalid("languages", NO_LANGUAGE)
    try:
        ZoneInfo(ask.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Invalid("time_zone", _l("Choose a time zone from the list."))
        return
    yield from day_faults(ask.first, ask.last, today)
    yield from _window_faults(ask)


def check_known(unknown_skills: Collection[str], unknown_languages: Collection[str]) -> None:
    """Raise Invalid if a wish has skills or languages, by code, that nobody has."""
    if unknown_languages:
        raise Invalid("languages", NO_LANGUAGE)
    if unknown_skills:
        names = skill_names.named(sorted(unknown_skills))
        raise Invalid("skills", _l("Nobody here has this skill: %(names)s", names=names))


def ramp_faults(ramp: Sequence[Step]) -> Iterator[Invalid]:
    """What is wrong with a ramp, if anything: one thing, the rest follows from it."""
    if not ramp:
        yield Invalid("ramp", _l("How many seats, and how soon?"))
    elif len(ramp) > MOST_STEPS:
        yield Invalid("ramp", _l("A ramp has at most 6 steps."))
    elif any(not 1 <= step.seats <= MOST_SEATS for step in ramp):
        yield Invalid("ramp", _l("Between 1 and 100,000 seats."))
    elif any(step.minutes < HOT_MINUTES for step in ramp):
        yield Invalid("ramp", _l("The fastest that we promise is 15 minutes."))
    elif any(step.minutes > LONGEST_MINUTES for step in ramp):
        yield Invalid("ramp", _l("The slowest step can take 30 days."))
    elif any(b.seats <= a.seats or b.minutes <= a.minutes for a, b in pairwise(ramp)):
        yield Invalid("ramp", _l("Each step has more seats than the one before, and comes later."))


def day_faults(first: date, last: date, today: date) -> Iterator[Invalid]:
    """What is wrong with the first day and with the last. today: in the zone of the client."""
    if first < today:
        yield Invalid("starts_on", _l("This day is past. Standby can begin today or later."))
    furthest = last_promised_day(today)
    if last < first:
        yield Invalid("ends_on", _l("The last day comes before the first."))
    elif last > furthest:
        yield Invalid(
            "ends_on",
            _l(
                "We promise what the shifts already planned can hold: until %(day)s. "
                "You can renew from then on.",
                day=day_said(furthest),
            ),
        )


def _window_faults(ask: Ask) -> Iterator[Invalid]:
    if set(ask.window) - set(DAYS) or (ask.window and not any(ask.window.values())):
        yield Invalid("window", _l("This window has no hours."))
    elif not hours.mask(ask.window, ask.time_zone, ask.first, ask.last).any():
        yield Invalid("window", _l("The window has no hours between these days."))
