"""The promised ramp, by hand."""

from __future__ import annotations

from muster.activation import ramp
from muster.activation.states import AFTER, OVER, PersonState, may_become

RAMP = [
    {"seats": 20, "minutes": 15},
    {"seats": 100, "minutes": 240},
    {"seats": 1000, "minutes": 4320},
]
PROMISE = ramp.steps(RAMP, 150)


def test_an_activation_is_promised_its_part_of_the_ramp() -> None:
    assert [(step.seats, step.seconds) for step in PROMISE] == [
        (20, 900),
        (100, 14_400),
        (150, 259_200),
    ]
    assert ramp.steps(RAMP, 10) == (ramp.Step(10, 900),)
    assert ramp.steps(list(reversed(RAMP)), 100)[-1] == ramp.Step(100, 14_400)


def test_what_is_promised_rises_at_each_step() -> None:
    moments = (0, 899, 900, 14_400, 1e9)
    assert [ramp.promised(PROMISE, at) for at in moments] == [0, 0, 20, 100, 150]
    assert ramp.next_step(PROMISE, 900) == ramp.Step(100, 14_400)
    assert ramp.next_step(PROMISE, 259_200) is None


def test_shares_are_measured_against_the_step_that_holds_them() -> None:
    seated = [60.0 * n for n in range(1, 76)]
    half, ninety, whole = ramp.marks(PROMISE, seated, 150)
    assert (half.seats, half.promised_seconds, half.reached_seconds) == (75, 14_400, 4_500)
    assert half.kept
    assert (ninety.seats, ninety.reached_seconds, ninety.kept) == (135, None, False)
    assert (whole.seats, whole.promised_seconds) == (150, 259_200)


def test_missing_seats_are_those_of_the_worst_step_that_has_come() -> None:
    seated = [600.0] * 12 + [1000.0] * 50
    assert ramp.missing(PROMISE, seated, 899) == 0
    assert ramp.missing(PROMISE, seated, 900) == 8
    assert ramp.missing(PROMISE, seated, 20_000) == 38


def test_the_curve_counts_who_sits() -> None:
    assert ramp.curve([1.0, 2.0, 2.0], 4.0, points=4) == [(0, 0), (1, 1), (2, 3), (3, 3), (4, 3)]


def test_every_state_can_be_left_or_is_an_end() -> None:
    reached = {after for afters in AFTER.values() for after in afters}
    assert reached == set(PersonState) - {PersonState.UNNAMED}
    assert set(OVER) == {"declined", "timed_out", "gone", "released"}
    assert may_become("called", "coming")
    assert not may_become("timed_out", "coming")
