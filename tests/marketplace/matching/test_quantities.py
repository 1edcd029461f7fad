"""Numbers with units, as companies publish them and as people ask for them."""

from __future__ import annotations

from math import inf

import pytest

from marketplace.matching.quantities import Quantity, asked, number, published
from marketplace.matching.text import normalise
from tests.marketplace.matching.naughty import NAUGHTY


def told(question: str) -> list[tuple[str, float, float]]:
    found = asked(normalise(question))
    return [(one.quantity.measure, one.quantity.low, one.quantity.high) for one in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200.5", 1200.5),
        ("三百五十", 350),
        ("四点五", 4.5),
        ("两万五千", 25_000),
        ("十二", 12),
        ("一百零五", 105),
        ("半", 0.5),
        ("一亿", 100_000_000),
    ],
)
def test_numbers_in_digits_and_in_words(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("人均消费50-100元的", ("money", 50, 100)),
        ("价格在200到300元之间", ("money", 200, 300)),
        ("200元到300元之间", ("money", 200, 300)),
        ("1000元以上", ("money", 1000, inf)),
        ("不超过500块", ("money", 0, 500)),
        ("预算三百到五百块", ("money", 300, 500)),
        ("500块左右", ("money", 425, 575)),
        ("多于3万元", ("money", 30_000, inf)),
        ("人均100以下", ("money", 0, 100)),
        ("￥100以内", ("money", 0, 100)),
        ("under $50", ("money", 0, 50)),
        ("between 100 and 200 yuan", ("money", 100, 200)),
        ("$20-$30", ("money", 20, 30)),
        ("budget 3000", ("money", 3000, 3000)),
        ("评分4.5分以上", ("rating", 4.5, inf)),
        ("评分４.５以上", ("rating", 4.5, inf)),
        ("评分四分以上", ("rating", 4, inf)),
        ("at least 4.5 stars", ("rating", 4.5, inf)),
        ("rated 4.5 or higher", ("rating", 4.5, inf)),
        ("4-star", ("rating", 4, 4)),
        ("玩3-6天", ("duration", 3 * 86_400, 6 * 86_400)),
        ("不超过两个小时", ("duration", 0, 7200)),
        ("about 20 minutes", ("duration", 1020, 1380)),
        ("屏幕6.1英寸以上", ("length", 0.15494, inf)),
        ("256GB", ("storage", 256, 256)),
        ("座位数500以上", ("", 500, inf)),
    ],
)
def test_asked_quantities(question: str, expected: tuple[str, float, float]) -> None:
    ((measure, low, high),) = told(question)
    assert (measure, low, high) == (expected[0], pytest.approx(expected[1]), expected[2]) or (
        measure == expected[0]
        and low == pytest.approx(expected[1])
        and high == pytest.approx(expected[2])
    )


@pytest.mark.parametrize(
    "question",
    [
        "电话010-51979888",
        "周一10:00-22:00",
        "2026-11-22",
        "十分好吃",
        "三周年纪念日",
        "一起查一下价格",
        "iPhone 15",
        "王府井大街138号",
        "and/or",
    ],
)
def test_what_only_looks_like_a_quantity(question: str) -> None:
    assert told(question) == []


def test_two_quantities_keep_their_places() -> None:
    text = normalise("评分4分以上，门票价格20-50元的")
    first, second = asked(text)
    assert text[first.start : first.end] == "4分以上"
    assert text[second.start : second.end] == "20-50元"


def test_a_currency_is_kept() -> None:
    (one,) = asked(normalise("不到100美元"))
    assert one.quantity.currency == "USD"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("价格", 1354, Quantity("money", 1354, 1354)),
        ("评分", 4.7, Quantity("rating", 4.7, 4.7)),
        ("座位数", 80, Quantity("", 80, 80)),
        ("游玩时间", "12小时-3天", Quantity("duration", 43_200, 259_200)),
        ("price", "$1,299", Quantity("money", 1299, 1299, "USD")),
        ("重量", "2.5kg", Quantity("weight", 2.5, 2.5)),
    ],
)
def test_published_quantities(name: str, value: str | float, expected: Quantity) -> None:
    assert published(name, value) == expected


@pytest.mark.parametrize("value", ["010-51979888", "10:00-22:00", "b座3层", "", inf, float("nan")])
def test_values_that_are_no_quantity(value: str | float) -> None:
    assert published("电话", value) is None


def test_naughty_strings_ask_for_nothing_absurd() -> None:
    for text in NAUGHTY:
        for _, low, high in told(text):
            assert 0 <= low <= high
