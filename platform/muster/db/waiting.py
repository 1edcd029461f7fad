"""Waiting for PostgreSQL among greenlets: straight on gevent's loop.

psycopg waits by `select.poll`. Under gevent that is an imitation, which makes a timeout, a result
and a set of watchers for every wait: a fifth of the Python time of a short request.
"""

from __future__ import annotations

from typing import TypeVar

import gevent
from psycopg import waiting
from psycopg.abc import PQGen
from psycopg.waiting import Ready, Wait

RV = TypeVar("RV")

READ, WRITE = 1, 2  # libev's numbers of what is waited for
EVENTS = {Wait.R: READ, Wait.W: WRITE, Wait.RW: READ | WRITE}
READY = {Wait.R: Ready.R, Wait.W: Ready.W, Wait.RW: Ready.RW}
# So many times a socket is believed to take what is written, before it is asked. Nearly always
# it does; if not, libpq keeps the rest, and the next turn waits.
TRUSTED_WRITES = 8

wait_by_psycopg = waiting.wait


def install() -> None:
    """Let all connections of this process wait so. For processes that gevent has patched."""
    waiting.wait = wait


def wait(gen: PQGen[RV], fileno: int, interval: float = 0.0, timeout: float | None = None) -> RV:
    """Run a generator of psycopg to its end and give its result, as psycopg.waiting.wait does.

    interval is not needed: a greenlet that is to stop is told so while it waits.
    """
    if timeout is not None:
        return wait_by_psycopg(gen, fileno, interval, timeout)
    trusted = TRUSTED_WRITES
    try:
        wanted = next(gen)
        while True:
            if wanted & WRITE and trusted:
                trusted -= 1
                wanted = gen.send(Ready.W)
            else:
                _sleep_until(fileno, EVENTS[wanted])
                wanted = gen.send(READY[wanted])
    except StopIteration as end:
        result: RV = end.value
        return result


def _sleep_until(fileno: int, events: int) -> None:
    hub = gevent.get_hub()
    watcher = hub.loop.io(fileno, events)
    try:
        hub.wait(watcher)
    finally:
        watcher.close()
