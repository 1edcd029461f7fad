"""The clockwork of transfers, as the scheduler calls it."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job
from muster.transfers import timers

END_LATE = "transfers.end_late"
ESCALATE = "transfers.escalate"
PERIODIC = (Periodic(END_LATE, seconds=1), Periodic(ESCALATE, seconds=2))


@job(END_LATE, acts="system")
def end_late() -> None:
    """See muster.transfers.timers.end_late."""
    timers.end_late()


@job(ESCALATE, acts="system")
def escalate() -> None:
    """See muster.transfers.timers.escalate."""
    timers.escalate()
