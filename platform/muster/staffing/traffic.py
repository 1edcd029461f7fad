"""What comes in: contacts an hour and the time each takes, and what that leaves free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.staffing.poisson import Array

_SPLIT = 134217729.0  # 2²⁷ + 1, cuts a double into two halves (Dekker 1971)
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Contacts an hour and seconds of handling time, element by element, of one length.

    load: contacts in progress if nobody ever waited, in Erlang; `rest` is what rounding took from
    it. Near saturation the free capacity is a small difference of large numbers, and a billionth
    part of the load is then a visible part of the wait.
    """

    rate_per_hour: Array
    aht_seconds: Array
    load: Array
    rest: Array

    @classmethod
    def of(cls, rate_per_hour: npt.ArrayLike, aht_seconds: npt.ArrayLike) -> Traffic:
        """From anything that makes arrays; single numbers are repeated to the length of others."""
        rate, aht = np.broadcast_arrays(
            np.atleast_1d(np.asarray(rate_per_hour, np.float64)),
            np.atleast_1d(np.asarray(aht_seconds, np.float64)),
        )
        product, lost = _product(rate, aht)
        load = product / _HOUR
        back, lost_back = _product(load, np.full(load.shape, _HOUR))
        rest = ((product - back) - lost_back + lost) / _HOUR
        return cls(rate, aht, load, rest)

    def free(self, agents: Array) -> Array:
        """Agents less load, exact to a double."""
        return (agents - self.load) - self.rest

    def at(self, chosen: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Traffic:
        """Some of the elements."""
        return Traffic(
            self.rate_per_hour[chosen],
            self.aht_seconds[chosen],
            self.load[chosen],
            self.rest[chosen],
        )


def _product(one: Array, other: Array) -> tuple[Array, Array]:
    """The product as a double, and what it lacks."""
    product = one * other
    one_high, one_low = _halves(one)
    other_high, other_low = _halves(other)
    lost = one_high * other_high - product + one_high * other_low + one_low * other_high
    return product, lost + one_low * other_low


def _halves(value: Array) -> tuple[Array, Array]:
    scaled = value * _SPLIT
    high = scaled - (scaled - value)
    return high, value - high
