"""The clockwork of ending contacts, as the scheduler calls it."""

from __future__ import annotations

from muster.closing import timers
from muster.features import Periodic
from muster.jobs import job

END_WRAP_UP = "contacts.end_wrap_up"
END_SILENCE = "contacts.end_silence"
END_SNOOZES = "contacts.end_snoozes"
PERIODIC = (
    Periodic(END_WRAP_UP, seconds=2),
    Periodic(END_SNOOZES, seconds=2),
    Periodic(END_SILENCE, seconds=60),
)


@job(END_WRAP_UP, acts="system")
def end_wrap_up() -> None:
    """See muster.closing.timers.end_wrap_up."""
    timers.end_wrap_up()


@job(END_SILENCE, acts="system")
def end_silence() -> None:
    """See muster.closing.timers.end_silence."""
    timers.end_silence()


@job(END_SNOOZES, acts="system")
def end_snoozes() -> None:
    """See muster.closing.timers.end_snoozes."""
    timers.end_snoozes()
