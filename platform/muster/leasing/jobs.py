"""The scheduler's part in leases."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job
from muster.leasing import clock

BRING_UP = "leases.bring_up"
PERIODIC = (Periodic(BRING_UP, seconds=300),)


@job(BRING_UP, acts="system", timeout_seconds=300, lane="slow")
def bring_up() -> None:
    """See muster.leasing.clock.run_due."""
    clock.run_due()
