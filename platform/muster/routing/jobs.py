"""The scheduler's part in routing: the clocks of offers and queues, and the sweep."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job
from muster.routing import clocks, leaving, passes
from muster.workforce.agents import LEAVE

RETURN_EXPIRED = "offers.return"
SWEEP = "routing.sweep"
OVERFLOW = "queues.overflow"
MEASURE = "queues.measure"
PERIODIC = (
    Periodic(RETURN_EXPIRED, seconds=1),
    Periodic(SWEEP, seconds=2),
    Periodic(OVERFLOW, seconds=2),
    Periodic(MEASURE, seconds=15),
    Periodic(LEAVE, seconds=30),
)


@job(RETURN_EXPIRED, acts="system", timeout_seconds=30)
def return_expired() -> None:
    """See muster.routing.passes.return_expired."""
    passes.return_expired()


@job(SWEEP, acts="system", timeout_seconds=60)
def sweep() -> None:
    """See muster.routing.passes.sweep; before it, whose line is lost."""
    clocks.return_lost()
    passes.sweep()


@job(OVERFLOW, acts="system", timeout_seconds=30)
def overflow() -> None:
    """See muster.routing.clocks.overflow_due."""
    clocks.overflow_due()


@job(MEASURE, acts="system", timeout_seconds=30)
def measure() -> None:
    """See muster.routing.clocks.measure."""
    clocks.measure()


@job(LEAVE, acts="system", timeout_seconds=120)
def leave() -> None:
    """See muster.routing.leaving.retire_left."""
    leaving.retire_left()
