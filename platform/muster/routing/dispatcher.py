"""The trigger of routing passes: callers say whose queues moved and go on at once.

Nudges of a burst fall together into one pass. Nothing here needs Redis; a nudge that is lost
with its process is made up for by the sweep.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from muster.db import after_commit

EXTENSION = "muster.dispatcher"
AGAIN_SECONDS = 0.025  # how soon a pass looks again at rows that somebody else held
TRIES = 40
# With more to do after a pass, the dispatcher rests so many times as long as the pass took: in a
# burst that fills the machine routing takes a quarter of it, and what comes meanwhile is one pass.
REST = 3.0
LONGEST_REST_SECONDS = 0.5

Run = Callable[[frozenset[UUID]], bool]

log = logging.getLogger(__name__)


class Dispatcher:
    """One a process: a set of companies to look at, and one thread or greenlet that does.

    run: makes a pass for some companies; True if it had to leave something for a moment later.
    """

    def __init__(self, app: Flask, run: Run) -> None:
        self._app = app
        self._run = run
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._dirty: set[UUID] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._busy = False

    def nudge(self, tenant_ids: Iterable[UUID]) -> None:
        """Look at these companies' queues soon; returns at once."""
        with self._changed:
            self._dirty.update(tenant_ids)
            if not self._dirty:
                return
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="muster-dispatcher", daemon=True
                )
                self._thread.start()
            self._changed.notify_all()

    def wait_idle(self, seconds: float) -> bool:
        """Wait until nothing is left to look at, at most this long; True if so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._dirty and not self._busy, seconds)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._dirty))
                self._busy = True
            self._pass_all()

    def _pass_all(self) -> None:
        tries = 0
        while tenant_ids := self._take():
            begun = time.monotonic()
            rest = 0.0
            if not self._pass(tenant_ids):
                tries = 0
            elif tries < TRIES:
                tries += 1
                rest = AGAIN_SECONDS
                self._put_back(tenant_ids)
            if self._dirty:
                took = time.monotonic() - begun
                time.sleep(max(rest, min(REST * took, LONGEST_REST_SECONDS)))

    def _take(self) -> frozenset[UUID]:
        with self._changed:
            taken = frozenset(self._dirty)
            self._dirty.clear()
            return taken

    def _put_back(self, tenant_ids: frozenset[UUID]) -> None:
        with self._changed:
            self._dirty |= tenant_ids

    def _pass(self, tenant_ids: frozenset[UUID]) -> bool:
        with self._app.app_context():
            try:
                return self._run(tenant_ids)
            except Exception:
                # With its one thread all routing of this process would end.
                log.exception("a routing pass failed; the sweep will make up for it")
                return False


def nudge(tenant_ids: Iterable[UUID]) -> None:
    """Look at the queues of these companies soon. To be called after the commit."""
    cast(Dispatcher, current_app.extensions[EXTENSION]).nudge(tenant_ids)


def nudge_after_commit(tenant_ids: Iterable[UUID]) -> None:
    """The same, as soon as the current unit of work has committed."""
    wanted = tuple(tenant_ids)
    after_commit(lambda: nudge(wanted))
