"""The clock of supervision."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job
from muster.supervision import alerts, calling, watching
from muster.tenancy.doors import permissions

SWEEP = "supervision.sweep"
CALL = "help.call"
LOOK = "alerts.look"
PERIODIC = (
    Periodic(SWEEP, seconds=2),
    Periodic(CALL, seconds=2),
    Periodic(LOOK, seconds=3),
)


@job(SWEEP, acts="system", timeout_seconds=30)
def sweep() -> None:
    """See muster.supervision.watching.sweep."""
    watching.sweep(permissions())


@job(CALL, acts="system", timeout_seconds=30)
def call() -> None:
    """See muster.supervision.calling.advance."""
    calling.advance(permissions())


@job(LOOK, acts="system", timeout_seconds=60)
def look() -> None:
    """See muster.supervision.alerts.look."""
    alerts.look()
