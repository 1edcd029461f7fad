"""The Poisson law at any size: its logarithm, and its two tails as continued fractions.

Everything here takes arrays and treats each element by itself. x and y may be any real number
from 0 up; their difference is handed in as well, because near saturation it is known far more
exactly than it can be recovered from the two. No term is ever subtracted from one of its size,
and nothing overflows: what is too large for a double is kept as its logarithm.

Sources: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000), for the
logarithm by deviance; NIST Digital Library of Mathematical Functions, 8.9.2 and 13.5.1, for the
fractions of the incomplete gamma function.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]

_LARGE = 16.0  # from here on Stirling's series is exact to a double's last digit
_LOG_FACTORIALS = np.array([math.log(math.factorial(n)) for n in range(int(_LARGE))])
_CLOSE = 0.1
_DEEPEST = 10_000  # 10⁻¹³ for loads beyond 10⁸, and exact below
_FOR_FRACTIONS = 60  # the fraction ends by itself only for a whole x
_SERIES = tuple(1 / (2 * j + 1) for j in range(9, 0, -1))


def log_probability(x: Array, y: Array, gap: Array) -> Array:
    """The natural logarithm of e^−y y^x / Γ(x + 1); gap = x − y. y = 0 gives −inf for x > 0."""
    large = x >= _LARGE
    if large.all():
        return _by_deviance(x, y, gap)
    result = np.empty(x.shape)
    result[large] = _by_deviance(x[large], y[large], gap[large])
    result[~large] = _by_gamma(x[~large], y[~large])
    return result


def _by_gamma(x: Array, y: Array) -> Array:
    floors = x.astype(np.intp)
    gammas: Array = _LOG_FACTORIALS[floors]
    for at in np.flatnonzero(x != floors):
        gammas[at] = math.lgamma(x[at] + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        powers: Array = np.where(x == 0, 0.0, x * np.log(y))
    return powers - y - gammas


def _by_deviance(x: Array, y: Array, gap: Array) -> Array:
    inverse = 1 / x
    square = inverse * inverse
    stirling = inverse * (
        1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))
    )
    return -deviance(x, y, gap) - stirling - 0.5 * np.log(2 * math.pi * x)


def deviance(x: Array, y: Array, gap: Array) -> Array:
    """x ln(x / y) + y − x, exact also where x and y are close; gap = x − y."""
    ratio = gap / (x + y)
    square = ratio * ratio
    series = np.zeros(x.shape)
    for coefficient in _SERIES:
        series = (series + coefficient) * square
    close = gap * ratio + 2 * x * ratio * series
    with np.errstate(divide="ignore"):
        far = x * np.log(x / y) - gap
    return np.where(np.abs(ratio) < _CLOSE, close, far)


def rising(y: Array, gap: Array) -> Array:
    """1/(g+1 + 2y/(g+2 + 3y/(g+3 + …))) for g = gap ≥ −1: all terms positive.

    With gap = x − y this is the share of those who wait that give up in an Erlang A queue.
    """
    steps = _steps(y, gap)
    m = steps + 1.0
    rest = _tail(gap + m, m * y, 1.0, y)
    numerator = np.empty_like(rest)  # used again and again: half the time went into new arrays
    for m in range(steps, 1, -1):
        rest += gap
        rest += m
        np.multiply(y, m, out=numerator)
        np.divide(numerator, rest, out=rest)
    return 1 / (gap + 1 + rest)


def _steps(y: Array, gap: Array) -> int:
    """How deep the fractions go until a double no longer changes: measured, then rounded up."""
    if not y.size:
        return 2
    spread = np.sqrt(y) + 1e-300
    near = 12 * np.cbrt(y)
    with np.errstate(divide="ignore", over="ignore"):
        far = 230 * (spread / np.maximum(gap, 1e-300)) ** 1.7
    return min(int(np.max(np.minimum(near, far))) + 8, _DEEPEST)


def _tail(base: Array, product: Array, base_grows: float, product_grows: Array) -> Array:
    """What stands below a deep step, product/(base + what stands below the next), nearly.

    As if it stood still from there on, then corrected by how it moves from step to step.
    """
    still = (np.sqrt(base * base + 4 * product) - base) / 2
    base = base + (product_grows - base_grows * still) / (2 * still + base)
    return (np.sqrt(base * base + 4 * product) - base) / 2


def upper(x: Array, y: Array, gap: Array) -> Array:
    """Σ_{j ≥ 1} y^j / ((x+1)…(x+j)), what lies above x in terms of what is at x; gap ≥ −1."""
    return y / (gap + 1 + y * rising(y, gap + 1))


def lower(x: Array, y: Array, gap: Array) -> tuple[Array, Array]:
    """1 + x/y + x(x−1)/y² + …, what lies at and below x in terms of what is at x; gap ≤ 0.

    For a real x it is the integral y∫(1+t)^x e^(−yt) dt. Gives it, and it less 1.
    """
    excess = -gap
    steps = _steps(y, excess) + _FOR_FRACTIONS
    m = steps + 1.0
    rest = _tail(
        excess + 2 * m, m * np.maximum(x - m + 1, 0.0), 2.0, np.maximum(x - 2 * m + 1, 0.0)
    )
    for m in range(steps, 1, -1):
        rest = m * (x - m + 1) / (excess + 2 * m + rest)
    inner = 1 / (excess + 2 + rest)
    whole = excess + x * inner
    return y / whole, x * (1 - inner) / whole
