"""The scheduler's part in routing: the clock of offers, and the sweep."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job
from muster.routing import passes

RETURN_EXPIRED = "offers.return"
SWEEP = "routing.sweep"
PERIODIC = (Periodic(RETURN_EXPIRED, seconds=1), Periodic(SWEEP, seconds=2))


@job(RETURN_EXPIRED, acts="system", timeout_seconds=30)
def return_expired() -> None:
    """See muster.routing.passes.return_expired."""
    passes.return_expired()


@job(SWEEP, acts="system", timeout_seconds=60)
def sweep() -> None:
    """See muster.routing.passes.sweep."""
    passes.sweep()
