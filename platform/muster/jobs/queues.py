"""The way to the workers: Redis lists, through RQ. They may forget; the rows do not."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue

from muster.jobs.registry import Lane, registered
from muster.redis_client import redis_client
from muster.settings import Settings

TICKS = "ticks"
LANES: tuple[Lane, ...] = ("default", "slow")
RUN = "muster.jobs.run"
GRACE_SECONDS = 10  # beyond the job's own limit, for saying how it ended

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Give the application its connection to the queues; nothing is opened yet."""
    settings: Settings = app.config["SETTINGS"]
    app.extensions["muster.jobs.redis"] = connect(settings)


def connect(settings: Settings) -> Redis:
    """A client that gives up soon: nobody's request may wait long for a Redis that is away."""
    return redis_client(
        settings.redis_url,
        socket_connect_timeout=1.0,
        socket_timeout=5.0,
        retry=Retry(NoBackoff(), 0),
    )


def redis() -> Redis:
    """This application's client."""
    return cast(Redis, current_app.extensions["muster.jobs.redis"])


def push(jobs: Iterable[tuple[UUID, str]]) -> bool:
    """Hand jobs, each as (id, name), to the workers. False if Redis is away: a sweep does it."""
    lanes: dict[str, list[tuple[UUID, str]]] = {}
    for job_id, name in jobs:
        lanes.setdefault(lane_of(name), []).append((job_id, name))
    try:
        for lane, waiting in lanes.items():
            _push_to(lane, waiting)
    except RedisError as error:
        log.warning("jobs wait for Redis: %s", error)
        return False
    return True


def _push_to(lane: str, jobs: list[tuple[UUID, str]]) -> None:
    queue = Queue(lane, connection=redis())
    queue.enqueue_many(
        Queue.prepare_data(
            RUN,
            (str(job_id),),
            timeout=timeout_of(name) + GRACE_SECONDS,
            result_ttl=0,
            failure_ttl=3600,
            job_id=str(job_id),
            description=name,
        )
        for job_id, name in jobs
    )


def lane_of(name: str) -> Lane:
    """The lane in which jobs of this name run."""
    known = registered().get(name)
    return known.lane if known else "default"


def timeout_of(name: str) -> int:
    """How long a job of this name may take, in seconds."""
    known = registered().get(name)
    return known.timeout_seconds if known else 60


def backlogged() -> set[str]:
    """The lanes in which something waits already. Raises RedisError."""
    return {lane for lane in LANES if Queue(lane, connection=redis()).count}
