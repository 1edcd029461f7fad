"""The clock of the surge watch."""

from __future__ import annotations

from sqlalchemy import exists, select

from muster.db import database
from muster.features import Periodic
from muster.forecasting.models import ArrivalSeries
from muster.jobs import job

LOOK = "surges.look"


@job(LOOK, acts="system", timeout_seconds=300)
def look() -> None:
    """See muster.forecasting.watching.look; nothing where no queue is counted."""
    with database.engines["operations"].connect() as connection:
        counted = connection.scalar(select(exists().where(ArrivalSeries.queue_id.is_not(None))))
    if counted:
        # numpy weighs 20 MiB: only processes that have something to count carry it.
        from muster.forecasting import watching  # noqa: PLC0415 - see above

        watching.look()


PERIODIC = (Periodic(LOOK, seconds=60),)
