"""States of an activation and of a person who is called, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an activation is for. A drill takes no contacts and is not charged as use."""

    REAL = "real"
    DRILL = "drill"
    SITE_LOSS = "site_loss"


class Origin(StrEnum):
    """Who set it off."""

    CLIENT = "client"
    OPERATIONS = "operations"
    SURGE = "surge"
    SITE_LOSS = "site_loss"


class AtCeiling(StrEnum):
    """What happens when the cost reaches the ceiling."""

    STOP = "stop"
    WARN = "warn"


class State(StrEnum):
    """Where an activation stands."""

    OPEN = "open"
    RELEASING = "releasing"
    ENDED = "ended"


class Tier(StrEnum):
    """How ready somebody is: certified, able, or still in training."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class PersonState(StrEnum):
    """Where somebody who is called stands.

    unnamed: a place of a cohort, for which operations still have to name a student.
    arrived: at the desk, not yet on the seat. leaving: takes no new contacts, ends those held.
    """

    UNNAMED = "unnamed"
    CALLED = "called"
    COMING = "coming"
    BRIEFED = "briefed"
    ARRIVED = "arrived"
    SEATED = "seated"
    TAKING = "taking"
    LEAVING = "leaving"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    GONE = "gone"
    RELEASED = "released"


P = PersonState
AFTER: dict[PersonState, frozenset[PersonState]] = {
    P.UNNAMED: frozenset({P.CALLED, P.RELEASED}),
    P.CALLED: frozenset({P.COMING, P.DECLINED, P.TIMED_OUT, P.GONE, P.RELEASED}),
    P.COMING: frozenset({P.BRIEFED, P.ARRIVED, P.DECLINED, P.TIMED_OUT, P.GONE, P.RELEASED}),
    P.BRIEFED: frozenset({P.ARRIVED, P.DECLINED, P.TIMED_OUT, P.GONE, P.RELEASED}),
    P.ARRIVED: frozenset({P.SEATED, P.GONE, P.RELEASED}),
    P.SEATED: frozenset({P.TAKING, P.LEAVING, P.GONE, P.RELEASED}),
    P.TAKING: frozenset({P.LEAVING, P.GONE, P.RELEASED}),
    P.LEAVING: frozenset({P.GONE, P.RELEASED}),
    P.DECLINED: frozenset(),
    P.TIMED_OUT: frozenset(),
    P.GONE: frozenset(),
    P.RELEASED: frozenset(),
}
OVER = tuple(state for state, after in AFTER.items() if not after)
# Whoever fills one of the seats that are wanted, or may yet.
FILLING = (P.UNNAMED, P.CALLED, P.COMING, P.BRIEFED, P.ARRIVED, P.SEATED, P.TAKING)


def may_become(before: str, after: str) -> bool:
    """Whether somebody in the state `before` can come into the state `after`."""
    return PersonState(after) in AFTER[PersonState(before)]
