"""Waiting for what nobody announces."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_SECONDS = 180  # machines of all kinds, with other tests beside
STEP_SECONDS = 0.02


def eventually(condition: Callable[[], object], what: str = "it never happened") -> None:
    """Wait until `condition` holds; fails the test with `what` when it does not come true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(STEP_SECONDS)
