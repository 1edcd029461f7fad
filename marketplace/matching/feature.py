"""The public index of companies and its search."""

from __future__ import annotations

from marketplace.matching import jobs
from muster.features import Feature

FEATURE = Feature(name="matching", periodic=jobs.PERIODIC, packages=("marketplace.matching",))
