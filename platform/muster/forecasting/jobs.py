"""The clock of the surge watch."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job

LOOK = "surges.look"


@job(LOOK, lane="slow", acts="system", timeout_seconds=300)
def look() -> None:
    """See muster.forecasting.watching.look."""
    # numpy weighs 20 MiB: only the processes that count carry it.
    from muster.forecasting import watching  # noqa: PLC0415 - see above

    watching.look()


PERIODIC = (Periodic(LOOK, seconds=60),)
