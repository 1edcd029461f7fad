"""The clock of supervision."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job
from muster.supervision import watching
from muster.tenancy.doors import permissions

SWEEP = "supervision.sweep"
PERIODIC = (Periodic(SWEEP, seconds=2),)


@job(SWEEP, acts="system", timeout_seconds=30)
def sweep() -> None:
    """See muster.supervision.watching.sweep."""
    watching.sweep(permissions())
