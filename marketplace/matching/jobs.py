"""The count of the index, as the scheduler calls it."""

from __future__ import annotations

from marketplace.matching.counting import count_anew
from muster.db import Acting, unit_of_work
from muster.features import Periodic
from muster.jobs import job


@job("matching.count", lane="slow", timeout_seconds=900, acts="system")
def count() -> None:
    """Count anew how common terms and how well known companies are, if anything changed."""
    with unit_of_work(Acting(staff=True)):
        count_anew()


PERIODIC = (Periodic("matching.count", seconds=300),)
