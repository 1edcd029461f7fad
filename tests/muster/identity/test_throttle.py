"""How often something may be done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask import Flask
from redis import Redis

from muster.errors import TooMany
from muster.identity import throttle
from muster.identity.throttle import Throttle
from muster.settings import Settings

ABSENT = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)


@pytest.fixture
def key() -> str:
    return f"test:{uuid4()}"


@pytest.fixture
def alone() -> Throttle:
    """A throttle whose Redis is not there."""
    return Throttle(ABSENT)


def test_beyond_the_limit_it_is_refused_with_the_time_to_wait(app: Flask, key: str) -> None:
    for _ in range(3):
        throttle.check(key, limit=3, seconds=120)
    with pytest.raises(TooMany) as refused, app.test_request_context():
        throttle.check(key, limit=3, seconds=120)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert str(refused.value.message) == "That was too often. Try again in 2 minutes."


def test_keys_are_counted_apart(app: Flask, key: str) -> None:
    throttle.check(key, limit=1, seconds=60)
    throttle.check(f"{key}:other", limit=1, seconds=60)


def test_what_was_given_back_or_cleared_counts_no_more(app: Flask, key: str) -> None:
    throttle.check(key, limit=1, seconds=60)
    throttle.give_back(key)
    throttle.check(key, limit=1, seconds=60)
    throttle.clear(key)
    throttle.check(key, limit=1, seconds=60)


def test_giving_back_nothing_earns_nothing(app: Flask, key: str) -> None:
    throttle.give_back(key)
    throttle.check(key, limit=1, seconds=60)
    with pytest.raises(TooMany):
        throttle.check(key, limit=1, seconds=60)


def test_a_key_does_not_stay_in_redis_for_ever(app: Flask, settings: Settings, key: str) -> None:
    throttle.check(key, limit=1, seconds=60)
    assert 0 < Redis.from_url(settings.redis_url).ttl(f"muster:limit:{key}") <= 60


def test_uses_at_the_same_moment_are_all_counted(app: Flask, key: str) -> None:
    limiter: Throttle = app.extensions["muster.throttle"]
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _: limiter.take([key], 60)[0][0], range(40)))
    assert sorted(counts) == list(range(1, 41))


def test_without_redis_this_process_counts_by_itself(alone: Throttle, key: str) -> None:
    assert [alone.take([key], 60)[0][0] for _ in range(3)] == [1, 2, 3]
    alone.give_back(key)
    assert alone.take([key], 60)[0][0] == 3
    alone.clear(key)
    assert alone.take([key], 60)[0][0] == 1


def test_without_redis_a_window_that_is_over_begins_anew(alone: Throttle, key: str) -> None:
    assert alone.take([key], 0.0)[0][0] == 1
    assert alone.take([key], 60)[0][0] == 1


def test_without_redis_the_memory_stays_bounded() -> None:
    alone = Throttle(ABSENT, remembered=10)
    for number in range(100):
        alone.take([f"gone:{number}"], 0.0)
    assert len(alone._here) <= 11
