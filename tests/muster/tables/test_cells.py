"""Cells as text."""

from __future__ import annotations

import pytest

from muster.tables.cells import as_text, clean


def test_what_postgresql_cannot_hold_is_taken_out() -> None:
    assert clean("a\x00b\ud800c\r\nd") == "ab\ufffdc\nd"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a\x00b", "ab"),
        (5, "5"),
        (1.5, "1.5"),
        (True, "✓"),
        (["a", 1], "a, 1"),
        ({"a": [1]}, '{"a": [1]}'),
    ],
)
def test_any_value_as_text(value: object, text: str) -> None:
    assert as_text(value) == text
