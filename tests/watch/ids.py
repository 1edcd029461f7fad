"""Makes a row of Hualan's for every id that an address or a job can take.

A new argument of a route or a job needs a maker in tests/watch/makers, or the watching tests fail
and say so.
"""

from __future__ import annotations

from tests.watch.makers import (
    activation,
    arrivals,
    desk,
    lending,
    market,
    operations,
    people,
    places,
    seats,
    standby,
)
from tests.watch.making import MAKERS, NoMaker, make, make_all

__all__ = [
    "MAKERS",
    "NoMaker",
    "activation",
    "arrivals",
    "desk",
    "lending",
    "make",
    "make_all",
    "market",
    "operations",
    "people",
    "places",
    "seats",
    "standby",
]
