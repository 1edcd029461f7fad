"""Whether agents were where the schedule said. Formulas of the field, on spans of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Span = tuple[datetime, datetime]

# A company sees work for others as other work: it is work all the same.
WORKING = frozenset({"available", "interacting", "wrap_up", "other_work"})
# The states that a shift of a kind asks for. Who is on standby at home is called in, not watched.
SCHEDULED: Mapping[str, frozenset[str]] = {"work": WORKING, "training": frozenset({"training"})}


@dataclass(frozen=True, slots=True)
class Adherence:
    """Seconds of an agent: scheduled, of these in the scheduled state, and worked at all."""

    scheduled: float = 0
    in_state: float = 0
    worked: float = 0

    @property
    def adherence(self) -> float | None:
        """Minutes in the scheduled state ÷ scheduled minutes; None with nothing scheduled."""
        return self.in_state / self.scheduled if self.scheduled else None

    @property
    def conformance(self) -> float | None:
        """Minutes worked, whenever ÷ scheduled minutes; None with nothing scheduled."""
        return self.worked / self.scheduled if self.scheduled else None


def measure(
    shifts: Iterable[tuple[str, Span]], states: Sequence[tuple[str, Span]], seen: Span
) -> Adherence:
    """Hold an agent's states against the shifts, within what has been seen so far.

    shifts: kind and span; states: state and span, none over another.
    """
    scheduled = in_state = 0.0
    kinds = set()
    for kind, span in shifts:
        if kind not in SCHEDULED:
            continue
        kinds.add(kind)
        planned = _both(span, seen)
        scheduled += _seconds(planned)
        in_state += sum(
            _seconds(_both(planned, when)) for state, when in states if state in SCHEDULED[kind]
        )
    counted = frozenset().union(*(SCHEDULED[kind] for kind in kinds))
    worked = sum(_seconds(_both(when, seen)) for state, when in states if state in counted)
    return Adherence(scheduled, in_state, worked)


def _both(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


def _seconds(span: Span) -> float:
    return max(0.0, (span[1] - span[0]).total_seconds())
