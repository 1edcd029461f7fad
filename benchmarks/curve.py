"""The day of a big contact centre: how much comes in each hour, and a sample of it.

The load is a PC maker's: 20,000 calls and 500,000 online services a day. The curve is that of an
office day with two humps: little at night, a steep morning, a dip at lunch, a lower evening.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CALLS, SERVICES = 20_000, 500_000
DAY_SECONDS = 86_400
# What comes in an hour, of a thousand in the day.
CURVE = (
    8, 5, 4, 3, 3, 6, 14, 28, 58, 84, 92, 82,
    56, 60, 78, 80, 74, 62, 50, 48, 44, 32, 19, 10,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hour:
    """What is replayed of an hour: calls' worth of contacts, online services, how many at once."""

    hour: int
    calls: int
    services: int
    at_once: int


def sample(one_in: int, at_once: int) -> list[Hour]:
    """One in so many of the day, hour by hour; none lost or added by rounding.

    at_once: conversations under way at the same time in the hour of the mean; those of another
    hour are more or fewer as its load is, but at least one.
    """
    calls = split(round(CALLS / one_in))
    services = split(round(SERVICES / one_in))
    mean = sum(CURVE) / len(CURVE)
    return [
        Hour(hour, calls[hour], services[hour], max(1, round(at_once * share / mean)))
        for hour, share in enumerate(CURVE)
    ]


def split(total: int, shares: Sequence[int] = CURVE) -> list[int]:
    """Whole numbers in these shares that add up to the total: the largest remainders gain."""
    exact = [total * share / sum(shares) for share in shares]
    whole = [int(each) for each in exact]
    by_remainder = sorted(range(len(shares)), key=lambda n: (whole[n] - exact[n], n))
    for n in by_remainder[: total - sum(whole)]:
        whole[n] += 1
    return whole


def interleaved(hour: Hour) -> list[bool]:
    """The conversations of an hour in their order, calls (True) spread evenly among services."""
    every = hour.calls + hour.services
    return [(n + 1) * hour.calls // every > n * hour.calls // every for n in range(every)]


def times_as_fast(one_in: int, seconds: float) -> float:
    """How many times faster than the day its replay would be, if the sample took `seconds`."""
    return DAY_SECONDS / (one_in * seconds)
