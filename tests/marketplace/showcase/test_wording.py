"""Short texts."""

from __future__ import annotations

import pytest

from marketplace.showcase.wording import shortened, summary


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("short", "short"),
        ("one two three four", "one two…"),
        ("华澜家电，始于一九九八年", "华澜家电，始于一九…"),
        ("甲乙丙丁戊己，庚辛壬癸", "甲乙丙丁戊己…"),
        ("abcdefghijklmnop", "abcdefghi…"),
    ],
)
def test_long_texts_are_cut_at_a_word(text: str, short: str) -> None:
    assert shortened(text, 10) == short
    assert len(short) <= 10


def test_a_summary_is_the_first_text_that_says_something() -> None:
    assert summary("", " \n ", "line one\n\nline two", "other") == "line one line two"
    assert summary("") == ""
    assert len(summary("x" * 1000)) == 155
