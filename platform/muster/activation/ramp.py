"""The promised ramp, and how an activation kept it. Pure: moments are seconds since the call.

A ramp is a list of steps {"seats": n, "minutes": m}: n seats, all together, within m minutes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

SHARES = (50, 90, 100)


@dataclass(frozen=True, slots=True)
class Step:
    """So many seats within so many seconds."""

    seats: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Mark:
    """When a share of the seats was reached, and when it was promised. None: never."""

    share: int
    seats: int
    promised_seconds: int
    reached_seconds: float | None

    @property
    def kept(self) -> bool:
        """Whether it was reached in time."""
        return self.reached_seconds is not None and self.reached_seconds <= self.promised_seconds


def steps(ramp: Sequence[Mapping[str, Any]], seats: int) -> tuple[Step, ...]:
    """The part of a ramp that an activation of `seats` seats is promised, in order."""
    found: list[Step] = []
    for each in sorted(ramp, key=lambda each: int(each["minutes"])):
        wanted = min(seats, int(each["seats"]))
        if wanted > (found[-1].seats if found else 0):
            found.append(Step(wanted, 60 * int(each["minutes"])))
    return tuple(found)


def promised(promise: Sequence[Step], seconds: float) -> int:
    """How many seats are promised by now."""
    return max((step.seats for step in promise if step.seconds <= seconds), default=0)


def next_step(promise: Sequence[Step], seconds: float) -> Step | None:
    """The step that comes next; None when all have passed."""
    return next((step for step in promise if step.seconds > seconds), None)


def marks(promise: Sequence[Step], seated: Sequence[float], seats: int) -> tuple[Mark, ...]:
    """T50, T90 and T100: `seated` has the seconds at which seats were taken, in order."""
    return tuple(_mark(promise, seated, seats, share) for share in SHARES)


def _mark(promise: Sequence[Step], seated: Sequence[float], seats: int, share: int) -> Mark:
    wanted = ceil(seats * share / 100)
    by = next((s.seconds for s in promise if s.seats >= wanted), promise[-1].seconds)
    reached = seated[wanted - 1] if len(seated) >= wanted else None
    return Mark(share, wanted, by, reached)


def missing(promise: Sequence[Step], seated: Sequence[float], until: float) -> int:
    """How many seats were missing at the worst of the promised steps that had come by `until`."""
    return max(
        (step.seats - bisect_right(seated, step.seconds) for step in promise
         if step.seconds <= until),
        default=0,
    )  # fmt: skip


def curve(seated: Sequence[float], until: float, points: int = 60) -> list[tuple[float, int]]:
    """How many sat at `points` + 1 moments from 0 to `until`."""
    moments = [until * number / points for number in range(points + 1)]
    return [(moment, bisect_right(seated, moment)) for moment in moments]
