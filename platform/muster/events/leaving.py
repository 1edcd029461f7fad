"""Hearing that the process is about to end, before the web server waits for open streams."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType


def when_told_to_leave(run: Callable[[], None]) -> None:
    """Call `run` at SIGTERM, ahead of whatever the process does at it. `run` only sets a flag.

    gunicorn has no hook between the signal and its wait for open requests, and to it a stream is
    a request that never ends: without this every restart would take its whole grace period.
    """
    before = signal.getsignal(signal.SIGTERM)
    if not callable(before):
        return  # the process ends at once, and its streams with it

    def handle(number: int, frame: FrameType | None) -> None:
        run()
        before(number, frame)

    try:
        signal.signal(signal.SIGTERM, handle)
    except ValueError:
        return  # Python handles signals in its first thread only
