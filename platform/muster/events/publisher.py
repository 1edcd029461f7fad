"""Takes messages from requests and brings them to Redis, so that no request waits for it."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterable

from redis import Redis, RedisError
from redis.connection import AbstractConnection

from muster.events.messages import Message, pack, wire_row
from muster.events.precedence import hear_first

CHANNEL = "muster:live"
BATCH = 200  # takings in one publication: messages, or the messages of one statement
KEPT = 5_000  # takings kept while Redis is away; older ones are read from the database
SPACING_SECONDS = 0.01  # between publications: under load messages travel together
LONGEST_PAUSE_SECONDS = 2.0

log = logging.getLogger(__name__)


class Publisher:
    """One process's way to Redis: a queue in memory, and one thread or greenlet that sends it.

    While Redis is away it keeps the newest messages and tries again. What it drops, or holds
    when its process dies, was committed before: pages find it when they catch up.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._begin()
        os.register_at_fork(after_in_child=self._begin)
        atexit.register(self.flush, 1.0)

    def _begin(self) -> None:
        self._queue: deque[str] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._work = threading.Event()
        self._hurry = threading.Event()  # somebody waits for the rest
        self._idle = threading.Event()
        self._idle.set()
        self._thread: threading.Thread | None = None
        self._line: AbstractConnection | None = None

    def put(self, messages: Iterable[Message]) -> None:
        """Take messages to be sent; returns at once."""
        self.put_rows(*map(wire_row, messages))

    def put_rows(self, *rows: str) -> None:
        """The same, as the database gives them: rows of `WIRE_ROW`, or several joined by commas."""
        self._queue.extend(rows)
        self._idle.clear()
        self._work.set()
        if self._thread is None:
            self._start()

    def flush(self, seconds: float) -> bool:
        """Wait until everything is sent, at most this long; True if it is."""
        self._hurry.set()
        self._work.set()
        return self._idle.wait(seconds)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="muster-publisher", daemon=True
                )
                self._thread.start()

    def _run(self) -> None:
        pause = 0.0
        while True:
            self._work.wait()
            self._work.clear()
            try:
                self._send_all()
                pause = 0.0
            except RedisError as error:
                if not pause:
                    log.warning("live updates wait for Redis: %s", error)
                pause = min(max(pause * 2, 0.1), LONGEST_PAUSE_SECONDS)
                self._work.set()
                time.sleep(pause)
            except Exception:
                # A batch that cannot be told must not end the only thread that tells the others.
                log.exception("events could not be told; pages find them when they catch up")

    def _send_all(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            try:
                self._publish(pack(batch))
            except RedisError:
                self._queue.extendleft(reversed(batch))
                raise
            self._settle()
        self._settle()

    def _settle(self) -> None:
        self._idle.set()
        if self._queue:  # somebody put more in between
            self._idle.clear()

    def _publish(self, data: bytes) -> None:
        # A connection of our own costs a third of what the client's command does.
        if self._line is None:
            self._line = self._redis.connection_pool.get_connection()
        self._line.send_command("PUBLISH", CHANNEL, data)  # type: ignore[no-untyped-call] # redis
        hear_first(getattr(self._line, "_sock", None))  # which may have been opened anew
        self._pause()
        self._line.read_response()  # it is there by now

    def _pause(self) -> None:
        """Let the next messages come together.

        Where requests crowd, every wait for a clock or a line is a turn of all of them, in which
        messages would lie here. So whoever brings one looks at the clock as well.
        """
        end = time.monotonic() + SPACING_SECONDS
        while not self._hurry.is_set() and (left := end - time.monotonic()) > 0:
            self._work.clear()
            self._work.wait(left)
        self._hurry.clear()
