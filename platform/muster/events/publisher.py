"""Takes messages from requests and brings them to Redis, so that no request waits for it."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Iterable

from redis import Redis, RedisError

from muster.events.messages import Message, pack

CHANNEL = "muster:live"
BATCH = 200  # messages in one publication
KEPT = 20_000  # messages kept while Redis is away; older ones are read from the database
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
        self._queue: deque[Message] = deque(maxlen=KEPT)
        self._lock = threading.Lock()
        self._work = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._thread: threading.Thread | None = None

    def put(self, messages: Iterable[Message]) -> None:
        """Take messages to be sent; returns at once."""
        self._queue.extend(messages)
        self._idle.clear()
        self._work.set()
        if self._thread is None:
            self._start()

    def flush(self, seconds: float) -> bool:
        """Wait until everything is sent, at most this long; True if it is."""
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
                threading.Event().wait(pause)

    def _send_all(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            try:
                self._redis.publish(CHANNEL, pack(batch))
            except RedisError:
                self._queue.extendleft(reversed(batch))
                raise
        self._idle.set()
