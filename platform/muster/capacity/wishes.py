"""Wishes as text that a page can carry from the answer to the click."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from muster.capacity.asking import Ask, Step
from muster.capacity.models import Reservation, ReservationKind
from muster.errors import Invalid
from muster.tenancy.hours import minutes

LONGEST = 20_000


def written(ask: Ask) -> str:
    """A wish as JSON."""
    return json.dumps(
        {
            "ramp": [[step.seats, step.minutes] for step in ask.ramp],
            "skills": ask.skills,
            "languages": ask.languages,
            "first": ask.first.isoformat(),
            "last": ask.last.isoformat(),
            "window": {day: [list(span) for span in spans] for day, spans in ask.window.items()},
            "zone": ask.time_zone,
            "avoid_zones": ask.avoid_hazard_zones,
            "avoid_sites": [str(site) for site in ask.avoid_sites],
            "kind": ask.kind,
            "own_zone": ask.hazard_zone,
        }
    )


def read(text: str) -> Ask:
    """The wish in a text; raises Invalid for one that says none. Whether it can be meant is
    for `asking.check` to say.
    """
    try:
        return from_values(json.loads(text[:LONGEST]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid("", _l("This offer could not be read. Ask anew.")) from error


def from_values(values: Mapping[str, Any]) -> Ask:
    """A wish from plain values; raises ValueError, TypeError or KeyError."""
    window = {str(day): _spans(spans) for day, spans in values["window"].items()}
    return Ask(
        ramp=tuple(Step(_number(seats), _number(at)) for seats, at in values["ramp"]),
        skills=tuple(sorted(map(str, values["skills"]))),
        languages=tuple(sorted(map(str, values["languages"]))),
        first=date.fromisoformat(values["first"]),
        last=date.fromisoformat(values["last"]),
        time_zone=str(values["zone"]),
        window=window,
        avoid_hazard_zones=tuple(sorted(map(str, values["avoid_zones"]))),
        avoid_sites=tuple(sorted(UUID(site) for site in values["avoid_sites"])),
        kind=str(ReservationKind(values["kind"])),
        hazard_zone=str(values["own_zone"]),
    )


def _spans(spans: Any) -> list[list[str]]:
    checked = [[str(opens), str(closes)] for opens, closes in spans]
    for span in checked:
        for clock in span:
            minutes(clock)  # raises ValueError
    return checked


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def of_reservation(reservation: Reservation) -> Ask:
    """What a reservation was asked as."""
    return Ask(
        ramp=tuple(Step(step["seats"], step["minutes"]) for step in reservation.ramp),
        skills=tuple(reservation.skills),
        languages=tuple(reservation.languages),
        first=reservation.starts_on,
        last=reservation.ends_on,
        time_zone=reservation.time_zone,
        window=reservation.weekly_window,
        avoid_hazard_zones=tuple(reservation.avoid_hazard_zones),
        avoid_sites=tuple(reservation.avoid_sites),
        kind=reservation.kind,
        hazard_zone=reservation.hazard_zone,
    )
