"""Which benchmarks run, by the numbers of their figures or by name."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from benchmarks.__main__ import ALL, NUMBERS, chosen


def test_nothing_wanted_is_everything() -> None:
    assert chosen([]) == list(ALL)


def test_numbers_and_names_are_run_once_in_their_order() -> None:
    assert chosen(["C4", "A2", "A3", "messages", "C1"]) == [
        "messages",
        "broadcast",
        "chats",
        "delivery",
    ]


def test_a_strange_one_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="no benchmark C99; there are A1"):
        chosen(["C1", "C99"])


def test_every_benchmark_is_there() -> None:
    named = {name for names in NUMBERS.values() for name in names} | set(ALL)
    assert named == set(ALL)
    assert all(find_spec(f"benchmarks.{name}") for name in ALL)
