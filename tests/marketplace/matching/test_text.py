"""Normalising and cutting, in both languages and in whatever people paste."""

from __future__ import annotations

import pytest

from marketplace.matching.text import (
    LONGEST_SURFACE,
    MOST_SURFACES,
    key,
    normalise,
    shown,
    stem,
    surfaces,
    words,
)
from tests.marketplace.matching.naughty import NAUGHTY


def words_of(text: str) -> set[str]:
    return {word for word, _ in words(normalise(text))}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＷｉＦｉ　１００％", "wifi 100%"),
        ("1小时 - 2小时", "1小时-2小时"),
        ("50～100元", "50-100元"),
        ("  Meeting   Rooms ", "meeting rooms"),
        ("免\u200b费", "免费"),
        ("a\x00b\nc\td", "a b c d"),
        ("ﬁne", "fine"),
        ("\ud800你好", "你好"),
    ],
)
def test_what_looks_or_means_the_same_becomes_the_same(written: str, normal: str) -> None:
    assert normalise(written) == normal


def test_a_word_of_two_characters_is_found_wherever_it_stands() -> None:
    assert "退货" in words_of("我要退货")
    assert "退货" in words_of("这个商品可以七天无理由退货吗")
    assert "退货" in words_of("退货")


def test_longer_words_of_the_dictionary_are_found_whole() -> None:
    assert {"金针菇", "金针", "针菇"} <= words_of("有金针菇牛肉卷的餐馆")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hotels", "hotel"),
        ("batteries", "battery"),
        ("repaired", "repairing"),
        ("dishes", "dish"),
        ("stopped", "stop"),
        ("services", "service"),
        ("prices", "pricing"),
    ],
)
def test_forms_of_an_english_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["gas", "bus", "glass", "退货", "4s", "naïve"])
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    assert stem(word) == word


def test_a_word_knows_its_place() -> None:
    text = normalise("找 Repair 店, 便宜点")
    for word, (start, end) in words(text):
        assert stem(text[start:end]) == word


def test_short_pieces_are_surfaces_whatever_the_dictionary_thinks() -> None:
    found = surfaces("我想吃叉烧酥了")
    assert found["叉烧酥"] == [(3, 6)]


def test_long_surfaces_begin_and_end_at_words() -> None:
    text = normalise("I need a hotel with Meeting Rooms and free parking")
    found = surfaces(text)
    assert key("meeting room") in found
    assert key("Free Parking") in found
    assert all(end - start <= LONGEST_SURFACE for spans in found.values() for start, end in spans)


@pytest.mark.parametrize("text", ["中" * 2_000, "word " * 400, "混a合b" * 400, "", "  ", "?!"])
def test_surfaces_stay_bounded(text: str) -> None:
    spans = [span for several in surfaces(normalise(text)).values() for span in several]
    assert len(spans) <= 8 * MOST_SURFACES
    assert len(surfaces(normalise(text))) <= 5 * MOST_SURFACES


def test_naughty_strings_are_cut_without_harm() -> None:
    for text in NAUGHTY:
        normal = normalise(text)
        assert not any(ord(character) < 32 for character in normal)
        assert all(normal[start:end] for _, (start, end) in words(normal))
        assert all(piece for piece in surfaces(normal))
        shown(text, 100).encode()


def test_a_hundred_thousand_combining_marks_collapse() -> None:
    assert len(normalise("e" + "\u0301" * 100_000)) < 10
