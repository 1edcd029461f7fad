"""Walls drawn once for all who ask at the same time, and never before they asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from threading import Event

import pytest

from muster.supervision import drawing
from muster.supervision.drawing import GATHER_SECONDS, Drawings

OTHERS = 5
PATIENCE = 30


class Artist:
    """Draws numbers; can be held up in the middle of a drawing."""

    def __init__(self, *, same_for_all: bool = True) -> None:
        self._numbers = count(1)
        self._same_for_all = same_for_all
        self.begun, self.go_on = Event(), Event()

    def slowly(self) -> tuple[str, bool]:
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        return self.draw()

    def draw(self) -> tuple[str, bool]:
        return f"drawing {next(self._numbers)}", self._same_for_all


@contextmanager
def crowd(
    drawings: Drawings, artist: Artist, draw: Callable[[], tuple[str, bool]]
) -> Iterator[tuple[Future[str], list[Future[str]]]]:
    """One drawing is under way, and OTHERS wait for the next when the block is entered."""
    with ThreadPoolExecutor(OTHERS + 1) as pool:
        first = pool.submit(drawings.shared, "wall", artist.slowly)
        assert artist.begun.wait(PATIENCE)
        others = [pool.submit(drawings.shared, "wall", draw) for _ in range(OTHERS)]
        while drawings.wanted("wall") < OTHERS:
            Event().wait(0.001)
        artist.go_on.set()
        yield first, others


def test_whoever_is_alone_gets_a_drawing_each_time() -> None:
    drawings, artist = Drawings(), Artist()
    assert drawings.shared("wall", artist.draw) == "drawing 1"
    assert drawings.shared("wall", artist.draw) == "drawing 2"


def test_a_wall_is_not_drawn_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "REST_SECONDS", 1000)
    pauses: list[float] = []
    drawings, artist = Drawings(pauses.append), Artist()
    for wall in ("wall", "wall", "another"):
        drawings.shared(wall, artist.draw)
    assert pauses[0] == pauses[2] == GATHER_SECONDS
    assert 900 < pauses[1] <= 1000


def test_who_asks_while_one_is_made_shares_the_next() -> None:
    drawings, artist = Drawings(), Artist()
    with crowd(drawings, artist, artist.draw) as (first, others):
        assert first.result(PATIENCE) == "drawing 1"
        assert {other.result(PATIENCE) for other in others} == {"drawing 2"}
    assert drawings.shared("wall", artist.draw) == "drawing 3"


def test_what_is_drawn_for_one_person_is_nobody_elses() -> None:
    drawings, artist = Drawings(), Artist(same_for_all=False)
    with crowd(drawings, artist, artist.draw) as (_, others):
        assert len({other.result(PATIENCE) for other in others}) == OTHERS


def test_different_walls_are_drawn_apart() -> None:
    drawings, artist = Drawings(), Artist()
    with crowd(drawings, artist, artist.draw) as (first, _):
        assert drawings.shared("another", lambda: ("another", True)) == "another"
        first.result(PATIENCE)


def test_a_failure_is_the_failure_of_one() -> None:
    drawings, artist = Drawings(), Artist()
    failed = Event()

    def fail_once() -> tuple[str, bool]:
        if failed.is_set():
            return artist.draw()
        failed.set()
        raise LookupError

    with crowd(drawings, artist, fail_once) as (_, others):
        problems = [other.exception(PATIENCE) for other in others]
    assert [type(problem) for problem in problems if problem] == [LookupError]
    assert drawings.shared("wall", lambda: ("fresh", True)) == "fresh"
