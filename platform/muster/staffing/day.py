"""A day to be simulated: what comes in, who is there, and what goes wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muster.staffing.poisson import Array
from muster.staffing.questions import BadQuestion

MOST_CONTACTS = 1_000_000
MOST_HEADS = 100_000


class Shape(StrEnum):
    """How durations scatter. Lognormal is what handling times look like in the field."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds with this mean. variation: standard deviation ÷ mean, for the lognormal."""

    mean: float
    shape: Shape = Shape.EXPONENTIAL
    variation: float = 1.0

    def draw(self, generator: np.random.Generator, count: int) -> Array:
        """So many of them; an infinite mean gives infinite ones."""
        if self.shape is Shape.CONSTANT or math.isinf(self.mean):
            return np.full(count, self.mean)
        if self.shape is Shape.EXPONENTIAL:
            return generator.exponential(self.mean, count)
        spread = math.log1p(self.variation**2)
        return generator.lognormal(math.log(self.mean) - spread / 2, math.sqrt(spread), count)


ENDLESS = Duration(math.inf, Shape.CONSTANT)


@dataclass(frozen=True, slots=True)
class Joining:
    """So many heads join at this second of the day, to stay until its end: a step of a ramp."""

    at_seconds: float
    heads: int


@dataclass(frozen=True, slots=True)
class Loss:
    """A site is lost at this second, and with it a share of the agents of the day's schedule.

    Contacts in progress there break off and wait again, from that moment. Heads that join by a
    ramp sit elsewhere.
    """

    at_seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Span:
    """When one agent is there. cut: when contacts with this agent break off, if they do."""

    starts: float
    ends: float
    cut: float = math.inf


@dataclass(frozen=True, slots=True)
class Day:
    """What a run needs to know.

    contacts: expected ones by interval; they come at random (Poisson), evenly within each.
    agents: heads there, by interval. Whoever leaves finishes the contact in hand.
    """

    interval_seconds: float
    contacts: tuple[float, ...]
    agents: tuple[int, ...]
    aht: Duration
    patience: Duration = ENDLESS
    joining: tuple[Joining, ...] = ()
    loss: Loss | None = None

    def __post_init__(self) -> None:
        """Raises BadQuestion if that is no day."""
        if not self.contacts or len(self.contacts) != len(self.agents):
            raise BadQuestion("agents", "must be told for every interval that has contacts")
        if not self.interval_seconds > 0:
            raise BadQuestion("interval_seconds", "must be more than 0")
        if min(self.contacts) < 0 or not sum(self.contacts) <= MOST_CONTACTS:
            raise BadQuestion("contacts", f"must be 0 or more, up to {MOST_CONTACTS:,} a day")
        heads = [*self.agents, *(step.heads for step in self.joining)]
        if min(heads) < 0 or max(self.agents) + sum(heads[len(self.agents) :]) > MOST_HEADS:
            raise BadQuestion("agents", f"must be 0 or more, up to {MOST_HEADS:,}")
        if not (self.aht.mean > 0 and self.patience.mean > 0):
            raise BadQuestion("aht_seconds", "and patience must be more than 0 seconds")
        if self.loss is not None and not 0 <= self.loss.share <= 1:
            raise BadQuestion("loss", "must be a share between 0 and 1")

    @property
    def ends(self) -> float:
        """Its last second."""
        return self.interval_seconds * len(self.contacts)

    def spans(self) -> list[Span]:
        """Everybody who is there at some time; who came first goes first."""
        scheduled = [self._after_loss(at, span) for at, span in enumerate(self._scheduled())]
        joined = [
            Span(step.at_seconds, self.ends) for step in self.joining for _ in range(step.heads)
        ]
        return [span for span in (*scheduled, *joined) if span.starts < span.ends]

    def _scheduled(self) -> list[Span]:
        there: list[float] = []
        gone: list[Span] = []
        for at, heads in enumerate((*self.agents, 0)):
            now = at * self.interval_seconds
            leaving, there = there[: max(len(there) - heads, 0)], there[-heads:] if heads else []
            gone += [Span(start, now) for start in leaving]
            there += [now] * (heads - len(there))
        return gone

    def _after_loss(self, at: int, span: Span) -> Span:
        """The agent's span, if the loss meets this one: the share is spread evenly over all."""
        if self.loss is None:
            return span
        met = math.floor((at + 1) * self.loss.share) > math.floor(at * self.loss.share)
        if not met:
            return span
        return Span(span.starts, min(span.ends, self.loss.at_seconds), self.loss.at_seconds)
