"""What seats cost is exact to the minor unit, whatever happens within a month."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.leasing.months import add_months, days_in, term_end
from muster.leasing.pricing import Stretch, included, month_minor, parts, period_minor, rounded

PLAN = UUID(int=1)
NOVEMBER = date(2026, 11, 1)


def stretch(first: date, last: date, seats: int, price_minor: int = 680000) -> Stretch:
    return Stretch(first, last, seats, price_minor, PLAN)


def test_a_whole_month_costs_price_times_seats() -> None:
    (part,) = parts([stretch(date(2026, 10, 5), date(2027, 5, 1), 3)], date(2026, 11, 17))
    assert (part.amount_minor, part.days, part.is_whole) == (2040000, 30, True)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (date(2026, 11, 22), 204000),  # 9 of 30 days
        (date(2026, 2, 28), 24286),  # 1 of 28: 24,285.71…
        (date(2028, 2, 29), 23448),  # 1 of 29: 23,448.27…
        (date(2026, 12, 31), 21935),  # 1 of 31: 21,935.48…
    ],
)
def test_part_of_a_month_costs_its_days(first: date, expected: int) -> None:
    assert month_minor([stretch(first, date(2030, 1, 1), 1)], first) == expected


def test_a_change_in_the_month_is_rounded_once() -> None:
    cut = [
        stretch(NOVEMBER, date(2026, 11, 10), 1, 1),
        stretch(date(2026, 11, 11), date(2026, 11, 20), 1, 1),
        stretch(date(2026, 11, 21), date(2026, 11, 30), 1, 1),
    ]
    assert [part.amount_minor for part in parts(cut, NOVEMBER)] == [0, 1, 0]
    assert month_minor(cut, NOVEMBER) == 1


def test_halves_are_rounded_up() -> None:
    assert [rounded(n, 2) for n in (1, 2, 3)] == [1, 1, 2]


@settings(max_examples=150)
@given(
    start=st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    spans=st.lists(
        st.tuples(st.integers(1, 25), st.integers(1, 500), st.integers(0, 10**9)),
        min_size=1,
        max_size=8,
    ),
)
def test_the_parts_add_up_to_the_exact_month(
    start: date, spans: list[tuple[int, int, int]]
) -> None:
    bought, day = [], start
    for length, seats, price in spans:
        bought.append(stretch(day, day + timedelta(days=length - 1), seats, price))
        day += timedelta(days=length)
    for month in (start, add_months(start, 1), add_months(start, 5)):
        paid = sum(p.price_minor * p.seats * p.days for p in parts(bought, month))
        exact = Fraction(paid, days_in(month))
        assert abs(month_minor(bought, month) - exact) <= Fraction(1, 2)
        assert all(part.amount_minor >= 0 for part in parts(bought, month))


def test_a_term_is_the_sum_of_its_months() -> None:
    until = term_end(date(2026, 11, 22), 3)
    assert until == date(2027, 2, 21)
    bought = [stretch(date(2026, 11, 22), until, 2)]
    assert period_minor(bought, date(2026, 11, 22), until) == 408000 + 1360000 * 2 + 1020000


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2028, 1, 31), 1, date(2028, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 2, 28), 12, date(2027, 2, 27)),
    ],
)
def test_a_term_ends_on_the_day_before_it_began(day: date, months: int, until: date) -> None:
    assert term_end(day, months) == until


def test_half_a_month_includes_half_the_contacts() -> None:
    bought = [stretch(date(2026, 11, 16), date(2027, 1, 1), 3)]
    assert included(bought, NOVEMBER, 500) == 750
