"""Nudges return at once, fall together, and survive a pass that fails."""

from __future__ import annotations

import threading
from collections.abc import Collection
from uuid import UUID

import pytest
from flask import Flask, current_app

from muster.routing.dispatcher import TRIES, Dispatcher
from tests.cast import HUALAN, RIVAL


class Passes:
    """Notes which companies were looked at; can be held up, can fail."""

    def __init__(self) -> None:
        self.seen: list[frozenset[UUID]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.leaves_something = False
        self.fails = False

    def __call__(self, tenant_ids: Collection[UUID]) -> bool:
        assert current_app.name == "muster"
        self.begun.set()
        self.gate.wait()
        self.seen.append(frozenset(tenant_ids))
        if self.fails:
            raise RuntimeError("the database is away")
        return self.leaves_something


@pytest.fixture
def passes() -> Passes:
    return Passes()


@pytest.fixture
def dispatcher(app: Flask, passes: Passes) -> Dispatcher:
    return Dispatcher(app, passes)


def test_a_burst_becomes_one_pass(dispatcher: Dispatcher, passes: Passes) -> None:
    passes.gate.clear()
    dispatcher.nudge([HUALAN.id])
    assert passes.begun.wait(10)
    for _ in range(50):
        dispatcher.nudge([HUALAN.id])
        dispatcher.nudge([RIVAL.id])
    passes.gate.set()
    assert dispatcher.wait_idle(10)
    assert passes.seen == [{HUALAN.id}, {HUALAN.id, RIVAL.id}]


def test_what_was_left_is_looked_at_again_but_not_for_ever(
    dispatcher: Dispatcher, passes: Passes
) -> None:
    passes.leaves_something = True
    dispatcher.nudge([HUALAN.id])
    assert dispatcher.wait_idle(30)
    assert passes.seen == [{HUALAN.id}] * (TRIES + 1)


def test_a_failed_pass_does_not_end_the_dispatcher(
    dispatcher: Dispatcher, passes: Passes, caplog: pytest.LogCaptureFixture
) -> None:
    passes.fails = True
    dispatcher.nudge([HUALAN.id])
    assert dispatcher.wait_idle(10)
    assert "a routing pass failed" in caplog.text
    passes.fails = False
    dispatcher.nudge([RIVAL.id])
    assert dispatcher.wait_idle(10)
    assert passes.seen == [{HUALAN.id}, {RIVAL.id}]


def test_nothing_to_look_at_starts_nothing(dispatcher: Dispatcher, passes: Passes) -> None:
    dispatcher.nudge([])
    assert dispatcher.wait_idle(1)
    assert passes.seen == []
