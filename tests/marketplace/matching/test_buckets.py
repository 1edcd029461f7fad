"""A number is found by a range exactly if it lies in it."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.matching.buckets import terms_in, terms_of

TWO_DIGITS = st.builds(
    lambda digits, power: float(f"{digits}e{power}"), st.integers(10, 99), st.integers(-3, 5)
)
NUMBERS = st.one_of(
    st.integers(0, 100_000).map(float), st.floats(0, 100_000).map(lambda x: round(x, 2))
)


@given(TWO_DIGITS, TWO_DIGITS, NUMBERS)
def test_ends_of_two_digits_are_exact(one: float, other: float, value: float) -> None:
    low, high = sorted((one, other))
    assert bool(terms_in(low, high) & terms_of(value, value)) is (low <= value <= high)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_whatever_lies_in_a_range_is_found(one: float, other: float, value: float) -> None:
    low, high = sorted((one, other))
    if low <= value <= high:
        assert terms_in(low, high) & terms_of(value, value)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_ranges_that_overlap_are_found(a: float, b: float, c: float, d: float) -> None:
    asked, published = sorted((a, b)), sorted((c, d))
    if published[0] > 0 and asked[0] <= published[1] and published[0] <= asked[1]:
        assert terms_in(*asked) & terms_of(*published)


def test_free_is_a_price_of_nothing() -> None:
    assert terms_in(0, 0) & terms_of(0, 0)
    assert not terms_in(0, 0) & terms_of(1, 1)
    assert terms_in(0, 20) & terms_of(0, 0)


def test_without_an_upper_end() -> None:
    assert terms_in(1000, inf) & terms_of(123_456, 123_456)
    assert not terms_in(1000, inf) & terms_of(999, 999)


@pytest.mark.parametrize(("low", "high"), [(5, 1), (1, inf), (inf, inf)])
def test_nothing_is_indexed_for_what_is_no_range(low: float, high: float) -> None:
    assert terms_of(low, high) == set()


@given(NUMBERS, NUMBERS)
def test_a_range_is_a_handful_of_terms(one: float, other: float) -> None:
    assert len(terms_in(*sorted((one, other)))) < 80
    assert len(terms_of(*sorted((one, other)))) < 120
