"""How often something may be done: counted in Redis, in this process while Redis is away."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import cast

from flask import Flask, current_app
from flask_babel import lazy_ngettext as _n
from redis import Redis, RedisError

from muster.errors import TooMany
from muster.redis_client import redis_client
from muster.settings import Settings

log = logging.getLogger("muster.throttle")

TAKE = """
local said = {}
for number, key in ipairs(KEYS) do
    local count = redis.call('INCR', key)
    if count == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
    said[number] = {count, redis.call('PTTL', key)}
end
return said
"""
GIVE_BACK = """
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if count > 0 then return redis.call('DECR', KEYS[1]) end
return 0
"""
ANSWER_SECONDS = 0.5
RETRY_SECONDS = 2.0
REMEMBERED = 50_000


class Throttle:
    """Fixed windows: counts the uses of a key until its window ends, then begins anew."""

    def __init__(self, redis: Redis, remembered: int = REMEMBERED) -> None:
        self._redis = redis
        self._remembered = remembered
        self._alone_until = 0.0
        self._here: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    def take(self, keys: Sequence[str], seconds: float) -> list[tuple[int, float]]:
        """Count one use of each; gives the uses so far in its window and the seconds left of it."""
        said = self._ask(TAKE, keys, int(seconds * 1000))
        if isinstance(said, list):
            return [(int(count), int(left) / 1000) for count, left in said]
        with self._lock:
            return [self._take_here(key, seconds) for key in keys]

    def used(self, key: str) -> int:
        """Uses of a key in its window so far, without counting one."""
        said = self._ask("return tonumber(redis.call('GET', KEYS[1]) or '0')", [key])
        if isinstance(said, int):
            return said
        count, ends = self._here.get(key, (0, 0.0))
        return count if ends > time.monotonic() else 0

    def give_back(self, key: str) -> None:
        """Take back one use that turned out to be none."""
        self._ask(GIVE_BACK, [key])
        with self._lock:
            count, ends = self._here.get(key, (0, 0.0))
            if count > 0:
                self._here[key] = (count - 1, ends)

    def clear(self, key: str) -> None:
        """Forget all uses of this key."""
        self._ask("return redis.call('DEL', KEYS[1])", [key])
        with self._lock:
            self._here.pop(key, None)

    def _ask(self, script: str, keys: Sequence[str], *arguments: int) -> object:
        if time.monotonic() < self._alone_until:
            return None
        try:
            names = [f"muster:limit:{key}" for key in keys]
            return self._redis.eval(script, len(names), *names, *map(str, arguments))
        except RedisError:
            log.warning("Redis does not answer; this process counts limits by itself")
            self._alone_until = time.monotonic() + RETRY_SECONDS
            return None

    def _take_here(self, key: str, seconds: float) -> tuple[int, float]:
        now = time.monotonic()
        if len(self._here) >= self._remembered:
            self._here = {k: entry for k, entry in self._here.items() if entry[1] > now}
        count, ends = self._here.get(key, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + seconds
        self._here[key] = (count + 1, ends)
        return count + 1, ends - now


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its throttle; connects to Redis at the first use."""
    redis = redis_client(
        settings.redis_url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
    )
    app.extensions["muster.throttle"] = Throttle(redis)


def check(key: str, limit: int, seconds: float) -> None:
    """Count one use of `key`; raises TooMany beyond `limit` uses in a window of `seconds`.

    key: what is limited and for whom, as "sign-in:address:192.0.2.1".
    """
    check_all({key: limit}, seconds)


def check_all(limits: Mapping[str, int], seconds: float) -> list[int]:
    """Count one use of every key, each with its limit; gives the uses, raises TooMany."""
    taken = _throttle().take(list(limits), seconds)
    beyond = [
        left for limit, (count, left) in zip(limits.values(), taken, strict=True) if count > limit
    ]
    if beyond:
        minutes = max(1, math.ceil(max(beyond) / 60))
        raise TooMany(
            _n(
                "That was too often. Try again in a minute.",
                "That was too often. Try again in %(num)s minutes.",
                minutes,
            )
        )
    return [count for count, _left in taken]


def used(key: str) -> int:
    """Uses of `key` in its current window, without counting one."""
    return _throttle().used(key)


def give_back(key: str) -> None:
    """Undo one `check` of `key` that turned out to be harmless."""
    _throttle().give_back(key)


def clear(key: str) -> None:
    """Let `key` begin anew."""
    _throttle().clear(key)


def _throttle() -> Throttle:
    return cast(Throttle, current_app.extensions["muster.throttle"])
