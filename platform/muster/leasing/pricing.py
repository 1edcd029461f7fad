"""What seats cost, exact to the minor unit.

A month costs price × seats. A part of it costs price × seats × days ÷ days of the month, where
both are calendar days in the company's own zone. All parts of a month are added up before they
are rounded, once, half up: so a month with however many changes costs what it would have cost had
they all been known, and no unit is lost or gained between a charge and its credit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from muster.leasing.months import days_in, first_of, last_of, months_between


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from first to last, both included, on which the same seats cost the same.

    price_minor: per seat and month.
    """

    first: date
    last: date
    seats: int
    price_minor: int
    plan_id: UUID


@dataclass(frozen=True, slots=True)
class Part:
    """What a stretch costs in one month: `days` of its `of_days`."""

    first: date
    last: date
    seats: int
    price_minor: int
    plan_id: UUID
    days: int
    of_days: int
    amount_minor: int

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole month."""
        return self.days == self.of_days


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an offer: its code, and what it is made of."""

    code: str
    amount_minor: int
    values: dict[str, int | date]


def rounded(amount: int, divisor: int) -> int:
    """amount ÷ divisor to the nearest whole unit, half up."""
    return (2 * amount + divisor) // (2 * divisor)


def parts(stretches: Sequence[Stretch], month: date) -> list[Part]:
    """What each stretch costs in the month of this day. They add up to the month, rounded once."""
    start, end, of_days = first_of(month), last_of(month), days_in(month)
    found, sum_before = [], 0
    for stretch in stretches:
        first, last = max(stretch.first, start), min(stretch.last, end)
        if first > last:
            continue
        days = (last - first).days + 1
        sum_after = sum_before + stretch.price_minor * stretch.seats * days
        amount = rounded(sum_after, of_days) - rounded(sum_before, of_days)
        sum_before = sum_after
        found.append(
            Part(first, last, stretch.seats, stretch.price_minor, stretch.plan_id, days, of_days,
                 amount)
        )  # fmt: skip
    return found


def month_minor(stretches: Sequence[Stretch], month: date) -> int:
    """What a month costs."""
    return sum(part.amount_minor for part in parts(stretches, month))


def period_minor(stretches: Sequence[Stretch], first: date, last: date) -> int:
    """What the months from that of `first` to that of `last` cost together."""
    return sum(month_minor(stretches, month) for month in months_between(first, last))


def included(stretches: Sequence[Stretch], month: date, per_seat: int) -> int:
    """How many contacts a month includes: a seat that is there for half of it brings half."""
    bought = parts(stretches, month)
    return sum(part.seats * part.days for part in bought) * per_seat // days_in(month)
