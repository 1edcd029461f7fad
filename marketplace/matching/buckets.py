"""Numbers as index terms, so that a range is a handful of terms and not a scan.

A published number x is indexed under the intervals that hold it: its first digit, its first
two digits, its power of ten, and itself where two digits say it exactly. A range that is
asked for is cut into the fewest of these. Ends of up to two digits are exact; longer ones
are rounded outwards.
"""

from __future__ import annotations

import math
from functools import lru_cache

LOWEST, HIGHEST = -4, 12
_WIDEST = 12


def terms_of(low: float, high: float) -> set[str]:
    """Terms under which a published number, or a range of them, is found."""
    if high < low or not math.isfinite(high):
        return set()
    if low == high:
        return _terms_of_number(low)
    first, last = _tens(low), _tens(high)
    fine = set(_between(first, last))
    if len(fine) <= _WIDEST:
        return {f"r{_name(two)}" for two in fine}
    return {f"w{_name(two)[0]}{_name(two)[2:]}" for two in fine}


def _terms_of_number(value: float) -> set[str]:
    if value <= 0:
        return {"0"}
    two = _tens(value)
    digits, power = _name(two).split("e")
    terms = {f"p{power}", f"d{digits[0]}e{power}", f"t{_name(two)}"}
    if math.isclose(value, _value(two), rel_tol=1e-9):
        terms.add(f"x{_name(two)}")
    return terms


@lru_cache(maxsize=1024)
def terms_in(low: float, high: float) -> frozenset[str]:
    """Terms that a published number carries exactly if it lies in the range asked for."""
    terms = {"0"} if low <= 0 else set()
    if high <= 0:
        return frozenset(terms)
    first = _tens(low) if low > 0 else LOWEST * 90
    last = _tens(high) if math.isfinite(high) else HIGHEST * 90
    if math.isfinite(high):
        exact = math.isclose(high, _value(last), rel_tol=1e-9)
        terms.add(f"x{_name(last)}" if exact else f"t{_name(last)}")
    return frozenset(terms | _cover(first, last) | _ranges(first, last))


def _cover(first: int, last: int) -> set[str]:
    """The fewest intervals for two-digit numbers first <= n < last."""
    terms = set()
    at = first
    while at < last:
        if at % 90 == 0 and at + 90 <= last:
            terms.add(f"p{at // 90}")
            at += 90
        elif at % 10 == 0 and at + 10 <= last:
            terms.add(f"d{_name(at)[0]}e{at // 90}")
            at += 10
        else:
            terms.add(f"t{_name(at)}")
            at += 1
    return terms


def _ranges(first: int, last: int) -> set[str]:
    """Terms of published ranges that overlap the one asked for."""
    fine = list(_between(first, min(last, first + 360)))
    narrow = {f"r{_name(two)}" for two in fine} if len(fine) <= 60 else set()
    wide = {f"w{_name(two)[0]}{_name(two)[2:]}" for two in fine}
    return narrow | wide


def _between(first: int, last: int) -> range:
    return range(first, last + 1)


def _tens(value: float) -> int:
    """Number of the two-digit interval that holds a positive value: 90 to a power of ten."""
    power = math.floor(math.log10(value) + 1e-12)
    power = max(LOWEST, min(HIGHEST, power))
    digits = math.floor(value / 10.0 ** (power - 1) + 1e-9)
    return power * 90 + max(10, min(99, digits)) - 10


def _name(two: int) -> str:
    return f"{two % 90 + 10}e{two // 90}"


def _value(two: int) -> float:
    return float((two % 90 + 10) * 10.0 ** (two // 90 - 1))
