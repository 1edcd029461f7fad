"""Making shifts ahead, as the scheduler calls it."""

from __future__ import annotations

from muster.db import Acting, unit_of_work
from muster.features import Periodic
from muster.jobs import job
from muster.roster import patterns

FILL = "shifts.fill"
PERIODIC = (Periodic(FILL, seconds=3600),)
MOST_BATCHES = 500


@job(FILL, acts="system", lane="slow", timeout_seconds=600)
def fill() -> None:
    """Make the shifts of the coming weeks, a batch of patterns in one unit of work each."""
    for _ in range(MOST_BATCHES):
        with unit_of_work(Acting(staff=True)):
            done, _made = patterns.fill()
        if done == 0:
            return
