"""Texts, lists and facts, from how they are typed to how they are kept and back."""

from __future__ import annotations

import pytest

from tenants.showcase import facts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10 kg", "10 kg"),
        (" white ", "white"),
        ("1998", 1998),
        ("-3", -3),
        ("38.5", 38.5),
        ("007", "007"),
        ("1.50", "1.50"),
        ("12345678901234567890", "12345678901234567890"),
        ("red\nblue\n\nred", ["red", "blue"]),
        ("白、金、灰", ["白", "金", "灰"]),
        ("适合老人、儿童使用，请遵医嘱。", "适合老人、儿童使用，请遵医嘱。"),
        ("=1+1", "=1+1"),
        ("a|b", "a|b"),
    ],
)
def test_a_value_becomes_what_it_means(typed: str, kept: facts.Fact) -> None:
    assert facts.fact(typed) == kept


@pytest.mark.parametrize("kept", ["007", 1998, 38.5, ["red", "blue"], "two words"])
def test_a_kept_fact_reads_back_as_itself(kept: facts.Fact) -> None:
    assert facts.fact(facts.as_typed(kept)) == kept


def test_pairs_without_a_name_or_a_value_are_left_out() -> None:
    assert facts.facts([("color", "red"), ("", "lost"), ("empty", "  ")]) == {"color": "red"}


def test_lists_are_parted_by_commas_of_either_script() -> None:
    assert facts.items("空调，冰箱、 washing machine; 空调\nfan") == [
        "空调",
        "冰箱",
        "washing machine",
        "fan",
    ]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("x" * 81, "1", "attribute.name_long"),
        ("x", "1" * 4001, "attribute.long"),
        ("", "1", "attribute.nameless"),
        ("x", "1", None),
        ("", "", None),
    ],
)
def test_a_pair_that_cannot_be_kept_has_a_reason(
    name: str, value: str, problem: str | None
) -> None:
    assert facts.fact_problem(name, value) == problem


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        ("", None),
        ([], None),
        (True, "✓"),
        (5, 5),
        (float("inf"), "inf"),
        (["a", None, "a", "b"], ["a", "b"]),
        ({"width": 60}, ["width: 60"]),
        ("text", "text"),
    ],
)
def test_json_values_become_facts(value: object, kept: facts.Fact | None) -> None:
    assert facts.of_json(value) == kept


def test_the_texts_of_a_fact() -> None:
    assert facts.texts(["a", "b"]) == ["a", "b"]
    assert facts.texts("a") == ["a"]
    assert facts.texts(5) == ["5"]
