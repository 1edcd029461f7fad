"""The clockwork of standby, as the scheduler calls it."""

from __future__ import annotations

from muster.features import Periodic
from muster.jobs import job

DERIVE = "capacity.derive"
EXPIRE = "standby.expire"
DAILY = "standby.daily"
PERIODIC = (
    Periodic(DERIVE, seconds=60),
    Periodic(EXPIRE, seconds=60),
    Periodic(DAILY, seconds=3600),
)


@job(DERIVE, acts="system", lane="slow", timeout_seconds=300)
def derive() -> None:
    """See muster.capacity.clock.derive."""
    from muster.capacity import clock  # noqa: PLC0415 — numpy only where jobs are done

    clock.derive()


@job(EXPIRE, acts="system")
def expire() -> None:
    """See muster.capacity.clock.expire."""
    from muster.capacity import clock  # noqa: PLC0415 — numpy only where jobs are done

    clock.expire()


@job(DAILY, acts="system", lane="slow", timeout_seconds=300)
def daily() -> None:
    """See muster.capacity.clock.daily."""
    from muster.capacity import clock  # noqa: PLC0415 — numpy only where jobs are done

    clock.daily()
