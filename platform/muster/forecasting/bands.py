"""How far numbers stray from what was foreseen: learnt from forecasts made without them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.forecasting.features import Floats

LOW, HIGH = 0.1, 0.9  # the band that charts show: four of five days lie in it
_FEWEST = 20
_CAUTIOUS = 0.25  # share of the number that is taken for the spread where little is known


@dataclass(frozen=True, slots=True)
class Band:
    """spread: of the level, as a share; noise: variance of chance as a multiple of the number.

    scores: sorted distances of real numbers from the forecast, in units of `sigma`.
    """

    spread: float
    noise: float
    scores: Floats

    def sigma(self, expected: Floats) -> Floats:
        """The unit of distance for numbers of this size; never below one contact."""
        variance = self.noise * expected + (self.spread * expected) ** 2
        return np.sqrt(np.maximum(variance, 1.0))

    def edge(self, expected: Floats, quantile: float) -> Floats:
        """Below which a share of `quantile` of numbers lie that are expected so."""
        score = float(np.quantile(self.scores, quantile))
        return np.maximum(expected + score * self.sigma(expected), 0.0)


def learn(real: Floats, expected: Floats, *, noise: float = 1.0) -> Band:
    """The band of numbers and of what had been foreseen for them; gaps do not count.

    The spread is a median, so that a few surges do not widen it.
    """
    known = ~np.isnan(real) & ~np.isnan(expected) & (expected > 0)
    real, expected = real[known], expected[known]
    if len(real) < _FEWEST:
        return Band(_CAUTIOUS, noise, np.linspace(-2.0, 2.0, 41))
    off = np.abs(real - expected)
    squares = (1.4826 * np.median(off / expected)) ** 2
    spread = float(np.sqrt(max(squares - noise * np.median(1.0 / expected), 0.0)))
    band = Band(spread, noise, np.zeros(1))
    return Band(spread, noise, np.sort((real - expected) / band.sigma(expected)))


def chance(real: Floats, expected: Floats) -> float:
    """How much more than a Poisson number the intervals of a day vary around its own shape."""
    known = ~np.isnan(real) & (expected > 1)
    if known.sum() < _FEWEST:
        return 1.0
    squares = (real[known] - expected[known]) ** 2 / expected[known]
    return float(max(np.median(squares) / 0.455, 1.0))
