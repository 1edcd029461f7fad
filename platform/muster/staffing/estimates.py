"""Means of repeated runs with their 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean, and how far it may be off either way."""

    mean: float
    margin: float

    def covers(self, value: float) -> bool:
        """Whether the value lies in the interval."""
        return abs(value - self.mean) <= self.margin


def estimate(values: Sequence[float]) -> Estimate:
    """From independent runs, three at least."""
    margin = quantile(len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return Estimate(fmean(values), margin)


def quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t (Abramowitz and Stegun, 26.7.5): 4 digits from 5 up."""
    z, one = _Z, 1 / freedom
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + one * (first + one * (second + one * third))
