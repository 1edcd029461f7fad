"""A process's one subscription to Redis, kept up for as long as the process lives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from random import SystemRandom
from time import monotonic
from typing import Any, NoReturn, cast

from redis import ConnectionError as LineLost
from redis import Redis, RedisError
from redis.client import PubSub

from muster.events.messages import Message, unpack
from muster.events.precedence import hear_first
from muster.events.publisher import CHANNEL

PING_SECONDS = 5.0
SILENCE_SECONDS = 12.0  # who answers no ping for so long is gone, though the line looks open
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 3.0
# Not the module's own generator: what others seed there must not change under them.
SPREAD = SystemRandom()

log = logging.getLogger(__name__)


class Subscription:
    """Calls `heard` with what arrives, `up` when the line stands and `down` when it does not."""

    def __init__(
        self,
        redis: Redis,
        heard: Callable[[list[Message]], None],
        up: Callable[[], None],
        down: Callable[[], None],
    ) -> None:
        self._redis = redis
        self._heard = heard
        self._up = up
        self._down = down
        self._pause = FIRST_PAUSE_SECONDS

    def run(self) -> NoReturn:
        """Listen for ever; after each loss try again, ever more patiently."""
        while True:
            try:
                self._listen()
            except (RedisError, OSError) as error:
                log.warning("live updates are paused: %s", error)
            self._down()
            threading.Event().wait(self._pause * SPREAD.uniform(0.7, 1.3))
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def _listen(self) -> None:
        with cast(PubSub, self._redis.pubsub()) as pubsub:  # type: ignore[no-untyped-call] # redis
            pubsub.subscribe(CHANNEL)
            hear_first(getattr(pubsub.connection, "_sock", None))
            heard_at = monotonic()
            while True:
                message = pubsub.get_message(timeout=PING_SECONDS)
                if message is not None:
                    heard_at = monotonic()
                    self._take(message)
                elif monotonic() - heard_at > SILENCE_SECONDS:
                    raise LineLost("Redis answers no ping")
                else:
                    pubsub.ping()

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self._pause = FIRST_PAUSE_SECONDS
            self._up()
        elif message["type"] == "message":
            try:
                self._heard(unpack(message["data"]))
            except Exception:
                # One message that we cannot handle must not cost all streams the line.
                log.exception("a live message was not understood")
