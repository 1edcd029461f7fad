"""One question to the formulas, checked: what may be asked, and what is wrong with it if not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from muster.staffing.limits import MOST_AGENTS
from muster.staffing.service_levels import DEFAULT, Variant

Kind = TypeVar("Kind", bound=StrEnum)


class Model(StrEnum):
    """B: nobody waits. C: everybody waits. A: people wait until their patience runs out."""

    A = "A"
    B = "B"
    C = "C"


class BadQuestion(ValueError):
    """`name` cannot be answered; `why` is a clause that says what it has to be."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


@dataclass(frozen=True, slots=True)
class Limit:
    """What a number may be. `above`: whether `low` itself is already too little."""

    low: float
    high: float
    unit: str
    above: bool = False
    below: bool = False
    whole: bool = False

    def __str__(self) -> str:
        low = f"more than {self.low:,.12g}" if self.above else f"at least {self.low:,.12g}"
        high = f"less than {self.high:,.12g}" if self.below else f"at most {self.high:,.12g}"
        kind = "a whole number, " if self.whole else ""
        return f"must be {kind}{low} and {high}{self.unit}"

    def holds(self, value: float) -> bool:
        """Whether it may be this."""
        low = value > self.low if self.above else value >= self.low
        high = value < self.high if self.below else value <= self.high
        return low and high and (not self.whole or value == math.floor(value))


LIMITS: Mapping[str, Limit] = {
    "rate_per_hour": Limit(0, 1e9, " contacts an hour"),
    "aht_seconds": Limit(0.001, 1e7, " seconds"),
    "patience_seconds": Limit(0.001, 1e7, " seconds"),
    "target_seconds": Limit(0, 1e7, " seconds"),
    "agents": Limit(1, MOST_AGENTS, " agents", whole=True),
    "concurrency": Limit(1, 100, " contacts at a time", whole=True),
    "finite_room": Limit(1, 2 * MOST_AGENTS, " contacts", whole=True),
    "service_level": Limit(
        0, 1, " (0.8 for 80 %): no number of agents answers all in time", above=True, below=True
    ),
    "max_occupancy": Limit(0, 1, " (0.85 for 85 %)", above=True),
    "shrinkage": Limit(0, 1, " (0.3 for 30 %)", below=True),
    "state": Limit(0, 1e9, " contacts", whole=True),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A load and either a number of agents (how good is it?) or a target (how many?)."""

    model: Model
    rate_per_hour: float
    aht_seconds: float
    patience_seconds: float = math.inf
    target_seconds: float = math.nan
    agents: float = math.nan
    service_level: float = math.nan
    max_occupancy: float = 1.0
    shrinkage: float = 0.0
    concurrency: float = 1.0
    finite_room: float = math.nan
    variant: Variant = DEFAULT
    states: tuple[float, ...] = ()

    @property
    def asks_for_heads(self) -> bool:
        """Whether the number of agents is what is wanted."""
        return math.isnan(self.agents)


def ask(given: Mapping[str, str | float], states: tuple[float, ...] = ()) -> Question:
    """The question that these values make; absent or empty ones are not asked about.

    Names: "model", "variant" and those of LIMITS. Raises BadQuestion.
    """
    told = {name: value for name, value in given.items() if value != ""}
    model = _one_of(Model, "model", told.pop("model", "C"))
    variant = _one_of(Variant, "variant", told.pop("variant", DEFAULT))
    numbers = {name: _number(name, value) for name, value in told.items()}
    for state in states:
        _number("state", state)
    _fits_together(model, numbers)
    return Question(model, **numbers, variant=variant, states=states)


def _number(name: str, value: str | float) -> float:
    try:
        number = float(value)
    except ValueError:
        raise BadQuestion(name, f"“{value}” is no number") from None
    if not LIMITS[name].holds(number):
        raise BadQuestion(name, f"{value} is not possible: it {LIMITS[name]}")
    return number


def _one_of(kind: type[Kind], name: str, value: str | float) -> Kind:
    try:
        return kind(str(value).upper())
    except ValueError:
        raise BadQuestion(name, f"“{value}” is none of {', '.join(kind)}") from None


def _fits_together(model: Model, given: Mapping[str, float]) -> None:
    for name in ("rate_per_hour", "aht_seconds"):
        if name not in given:
            raise BadQuestion(name, "is missing")
    if (model is Model.A) != ("patience_seconds" in given):
        missing = "is missing: in model A people give up"
        raise BadQuestion(
            "patience_seconds", missing if model is Model.A else "is known to model A only"
        )
    if ("agents" in given) == ("service_level" in given):
        both = "agents" in given
        raise BadQuestion(
            "agents",
            "say how many agents, or which service level to staff for"
            + (", not both" if both else ""),
        )
    _target_fits(model, given)
    _room_fits(model, given)


def _target_fits(model: Model, given: Mapping[str, float]) -> None:
    if "service_level" not in given:
        if "max_occupancy" in given:
            raise BadQuestion("max_occupancy", "goes with a service level to staff for")
        return
    if model is Model.B:
        raise BadQuestion("service_level", "in model B nobody waits: there is none")
    if "target_seconds" not in given:
        raise BadQuestion("target_seconds", "is missing: within how long?")


def _room_fits(model: Model, given: Mapping[str, float]) -> None:
    if "finite_room" not in given:
        return
    if model is Model.B:
        raise BadQuestion("finite_room", "in model B there is no line")
    if "agents" not in given:
        raise BadQuestion("finite_room", "goes with a number of agents")
    if given["finite_room"] < given["agents"] * given.get("concurrency", 1):
        raise BadQuestion("finite_room", "counts those being answered, too: as many as the agents")
