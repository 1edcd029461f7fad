"""Which agents' desks are there: noted in memory, written down now and then in one statement."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from typing import NoReturn, cast
from uuid import UUID

from flask import Flask, current_app

from muster.db import Acting, session, unit_of_work
from muster.events.hub import Hub
from muster.routing import sql

EXTENSION = "muster.presence"
BEAT_SECONDS = 20

log = logging.getLogger(__name__)


class Presence:
    """One a process: agents who asked for something, and those whose streams are open here.

    listening: ids of the agents whose desks are connected to this process now.
    """

    def __init__(self, app: Flask, listening: Callable[[], Iterable[UUID]]) -> None:
        self._app = app
        self._listening = listening
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._seen: set[UUID] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def saw(self, agent_id: UUID) -> None:
        """An agent's desk was heard of just now."""
        with self._lock:
            self._seen.add(agent_id)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._beat, name="muster-presence", daemon=True
                )
                self._thread.start()

    def write(self) -> None:
        """Write down who was there since the last time, and who is there now."""
        with self._lock:
            seen, self._seen = self._seen, set()
        there = sorted(seen.union(self._listening()))
        if there:
            with self._app.app_context(), unit_of_work(Acting(staff=True)):
                session.execute(sql.SEEN, {"agents": there})

    def _beat(self) -> NoReturn:
        pause = threading.Event()
        while True:
            try:
                self.write()
            except Exception:
                # The next beat writes the same rows; without this thread none would.
                log.exception("which desks are there could not be written down")
            pause.wait(BEAT_SECONDS)


def saw(agent_id: UUID) -> None:
    """An agent's desk was heard of just now."""
    cast(Presence, current_app.extensions[EXTENSION]).saw(agent_id)


def listening(app: Flask) -> Iterable[UUID]:
    """Agents whose streams are open in this process."""
    hub = cast(Hub, app.extensions["muster.hub"])
    audiences = (audience for stream in hub.listeners.all() for audience in stream.audiences)
    return {UUID(key) for kind, key in audiences if kind == "agent"}
