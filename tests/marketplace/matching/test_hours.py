"""Opening hours in attributes and in questions."""

from __future__ import annotations

import pytest

from marketplace.matching.hours import asked_hours, published_hours
from marketplace.matching.text import normalise


def hours(text: str) -> set[str]:
    return published_hours(normalise(text))


def asked(question: str) -> set[str]:
    return {term for term, _, _ in asked_hours(normalise(question))}


def test_a_plain_day() -> None:
    found = hours("10:00-22:00")
    assert {"h10", "h21", "d0", "d6"} <= found
    assert not {"h9", "h22"} & found


def test_days_of_the_week() -> None:
    assert {t for t in hours("周一至周五 09:00-18:00") if t[0] == "d"} == {
        "d0",
        "d1",
        "d2",
        "d3",
        "d4",
    }
    assert {t for t in hours("Fri - Mon 9:00 - 18:00") if t[0] == "d"} == {"d4", "d5", "d6", "d0"}
    assert {t for t in hours("周六,周日 10:00-12:30") if t[0] == "d"} == {"d5", "d6"}


def test_a_break_at_noon_is_closed() -> None:
    found = hours("周一至周日 11:00-14:00 17:00-21:00")
    assert {"h13", "h17"} <= found
    assert "h15" not in found


def test_over_midnight_and_round_the_clock() -> None:
    assert {"h23", "h0", "h6"} <= hours("周一至周日 09:00-07:00")
    assert {f"h{hour}" for hour in range(24)} <= hours("周一至周日 全天")


@pytest.mark.parametrize("text", ["24小时热水", "010-51979888", "3小时", "10:5", ""])
def test_values_that_say_nothing_of_hours(text: str) -> None:
    assert hours(text) == set()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("晚上10点还开门的餐馆", {"h22"}),
        ("星期天营业吗", {"d6"}),
        ("有没有通宵营业的", {"h0"}),
        ("24小时营业的药店", {"h3"}),
        ("早上六点开门", {"h6"}),
        ("open at 10 pm on Sunday", {"h22", "d6"}),
        ("他3点评了", set()),
        ("几点营业", set()),
        ("我周日到", set()),
    ],
)
def test_questions(question: str, expected: set[str]) -> None:
    assert asked(question) == expected
