"""Numbers as index terms, so that a range is a handful of terms and not a scan.

Numbers are sorted into intervals: by power of ten (p), by first digit (d), by first two digits
(t). A published number is indexed under the three that hold it, and under itself where two
digits say it exactly (x). A range that is asked for is cut into the fewest intervals. Ends of
up to two digits are exact; longer ones are rounded outwards.

A published range is cut likewise: it is indexed under its pieces and all intervals that hold a
piece, and with capital letters under the pieces that it fills, since these hold whatever
smaller interval is asked for. Its smallest pieces are also marked (r), for ends that ask for
an exact number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

LOWEST, HIGHEST = -4, 12


def terms_of(low: float, high: float) -> set[str]:
    """Terms under which a published number, or a range of them, is found."""
    if high < low or not math.isfinite(high):
        return set()
    if low == high:
        return _terms_of_number(low)
    terms = {"0"} if low <= 0 else set()
    for size, at in _cover(_tens(low) if low > 0 else LOWEST * 90, _tens(high) + 1):
        terms |= _around(at, size) | _filled(at, size)
        if size == 1:
            terms.add(f"r{_name(at)}")
    return terms


def _terms_of_number(value: float) -> set[str]:
    if value <= 0:
        return {"0"}
    at = _tens(value)
    terms = _around(at, 1)
    if _is_exact(value, at):
        terms.add(f"x{_name(at)}")
    return terms


@lru_cache(maxsize=1024)
def terms_in(low: float, high: float) -> frozenset[str]:
    """Terms of which a published number carries one exactly if it lies in the range asked for."""
    terms = {"0"} if low <= 0 else set()
    if high <= 0:
        return frozenset(terms)
    first = _tens(low) if low > 0 else LOWEST * 90
    last = _tens(high) if math.isfinite(high) else HIGHEST * 90 + 90
    for size, at in _cover(first, last):
        terms |= _asked(at, size)
    if math.isfinite(high):
        terms |= {f"r{_name(last)}", *_filled(last, 10), *_filled(last, 90)}
        terms.add(f"x{_name(last)}" if _is_exact(high, last) else f"t{_name(last)}")
    return frozenset(terms)


def _around(at: int, size: int) -> set[str]:
    """The interval of this size that holds `at`, and the larger ones around it."""
    names = {90: f"p{at // 90}", 10: f"d{_digit(at)}", 1: f"t{_name(at)}"}
    return {name for of_size, name in names.items() if of_size >= size}


def _filled(at: int, size: int) -> set[str]:
    return {90: {f"P{at // 90}"}, 10: {f"D{_digit(at)}"}, 1: set[str]()}[size]


def _asked(at: int, size: int) -> set[str]:
    """What lies in an interval, and what fills a larger one around it."""
    name = {90: f"p{at // 90}", 10: f"d{_digit(at)}", 1: f"t{_name(at)}"}[size]
    larger = [of_size for of_size in (10, 90) if of_size > size]
    return {name}.union(*(_filled(at, of_size) for of_size in larger))


def _cover(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The fewest intervals (size, start) for two-digit numbers first <= n < last."""
    at = first
    while at < last:
        size = next(s for s in (90, 10, 1) if at % s == 0 and at + s <= last)
        yield size, at
        at += size


def _tens(value: float) -> int:
    """Number of the two-digit interval that holds a positive value: 90 to a power of ten."""
    power = math.floor(math.log10(value) + 1e-12)
    if power < LOWEST:
        return LOWEST * 90
    if power > HIGHEST:
        return HIGHEST * 90 + 89
    digits = math.floor(value / 10.0 ** (power - 1) + 1e-9)
    return power * 90 + max(10, min(99, digits)) - 10


def _name(at: int) -> str:
    return f"{at % 90 + 10}e{at // 90}"


def _digit(at: int) -> str:
    return f"{(at % 90 + 10) // 10}e{at // 90}"


def _is_exact(value: float, at: int) -> bool:
    return math.isclose(value, (at % 90 + 10) * 10.0 ** (at // 90 - 1), rel_tol=1e-9)
