"""Clients of Redis that get to work at once."""

from __future__ import annotations

from typing import Any

from redis import Redis


def redis_client(url: str, **options: Any) -> Redis:
    """A client of the Redis at `url`; it connects when it is first used.

    options: as for `redis.Redis`. Its connections do not introduce themselves: for that redis-py
    reads its own version from the disk each time, which costs two round trips, milliseconds, and
    2 MiB of memory that a process would otherwise share with its siblings.
    """
    return Redis.from_url(url, driver_info=None, **options)
