"""Warnings of certifications that expire, as the scheduler calls for them."""

from __future__ import annotations

from muster.academy import warning
from muster.features import Periodic
from muster.jobs import job

WARN = "certifications.warn"
PERIODIC = (Periodic(WARN, seconds=3600),)


@job(WARN, acts="system")
def warn() -> None:
    """See muster.academy.warning."""
    warning.warn()
