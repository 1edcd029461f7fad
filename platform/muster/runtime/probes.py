"""Whether each part that Muster stands on is there. Cheap enough to be asked every second."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psutil
import psycopg
import redis
from rq.cron_scheduler_registry import get_registry_key
from rq.worker_registration import REDIS_WORKER_KEYS

from muster.settings import Settings
from muster.urls import for_libpq

_log = logging.getLogger(__name__)
_CONNECT_SECONDS = 2
_SILENT_FOR = timedelta(seconds=150)  # a scheduler beats every minute, a worker more often


@dataclass(frozen=True, slots=True)
class Part:
    """One part and, when it is not ready, what is the matter in a few words without secrets."""

    ready: bool
    problem: str | None = None


READY = Part(ready=True)


def broken(problem: str) -> Part:
    """A part that is not ready."""
    return Part(ready=False, problem=problem)


def database(settings: Settings, head: str | None) -> Mapping[str, Part]:
    """The database as the application sees it, and its version against `head`: one round trip."""
    try:
        with psycopg.connect(
            for_libpq(settings.app_database_url),
            connect_timeout=_CONNECT_SECONDS,
            autocommit=True,
            application_name="muster health",
        ) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return {"database": READY, "migrations": broken("never run; run `muster db upgrade`")}
    except psycopg.Error as error:
        _log.warning("the database does not answer: %s", type(error).__name__)
        return {
            "database": broken("does not accept the application's connection"),
            "migrations": broken("unknown while the database does not answer"),
        }
    version = row[0] if row else None
    if version != head:
        problem = f"at {version}, the code expects {head}; run `muster db upgrade`"
        return {"database": READY, "migrations": broken(problem)}
    return {"database": READY, "migrations": READY}


def queues(client: redis.Redis) -> Mapping[str, Part]:
    """Redis, and the worker and the scheduler that report to it."""
    try:
        beats = _worker_beats(client)
        since = time.time() - _SILENT_FOR.total_seconds()
        schedulers = client.zcount(get_registry_key(), since, "+inf")
    except redis.RedisError as error:
        _log.warning("Redis does not answer: %s", type(error).__name__)
        unknown = broken("unknown while Redis does not answer")
        return {"redis": broken("does not answer"), "worker": unknown, "scheduler": unknown}
    alive = any(datetime.now(UTC) - beat < _SILENT_FOR for beat in beats)
    return {
        "redis": READY,
        "worker": READY if alive else broken("none is running; start `muster worker`"),
        "scheduler": READY if schedulers else broken("none is running; start `muster scheduler`"),
    }


def _worker_beats(client: redis.Redis) -> list[datetime]:
    """When each registered worker was last heard of, without those known to be dead."""
    keys = sorted(client.smembers(REDIS_WORKER_KEYS))
    with client.pipeline(transaction=False) as pipeline:
        pipeline.ping()
        for key in keys:
            pipeline.hmget(key, "last_heartbeat", "hostname", "pid")
        rows = pipeline.execute()[1:]
    return [
        datetime.fromisoformat(beat.decode())
        for beat, host, pid in rows
        if beat and not _died_here(host, pid)
    ]


def _died_here(host: bytes | None, pid: bytes | None) -> bool:
    """A worker that was killed stays registered a while; on our own machine we can tell."""
    if host is None or pid is None or host.decode() != socket.gethostname():
        return False
    try:
        return psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
