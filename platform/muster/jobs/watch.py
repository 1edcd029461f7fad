"""What Redis knows: which workers are alive, and when each periodic job ran last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from redis.exceptions import RedisError
from rq.utils import as_text
from rq.worker_registration import REDIS_WORKER_KEYS

from muster.features import Periodic
from muster.jobs.queues import redis
from muster.jobs.running import TICKED

SILENT_FOR = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A periodic job and its last run; `failed_at` and `error` are of its last failure."""

    job: str
    every_seconds: int
    at: datetime | None = None
    seconds: float | None = None
    failed_at: datetime | None = None
    error: str = ""

    @property
    def overdue(self) -> bool:
        """Has it not run for three of its intervals (at least a minute)?"""
        allowed = timedelta(seconds=max(60, 3 * self.every_seconds))
        return self.at is None or datetime.now(UTC) - self.at > allowed

    @property
    def failing(self) -> bool:
        """Did its last run fail?"""
        return self.failed_at is not None and self.failed_at == self.at


@dataclass(frozen=True, slots=True)
class Watch:
    """The workers' side. Without Redis, nothing is known of it: `reachable` is false."""

    reachable: bool
    workers: int
    periodic: Sequence[Ticked]


def watch() -> Watch:
    """Look at the workers and the periodic jobs; never raises because Redis is away."""
    features = current_app.extensions["muster"].features
    periodic: list[Periodic] = [each for feature in features for each in feature.periodic]
    try:
        return Watch(True, _alive(), _ticked(periodic))  # noqa: FBT003 - named by the class
    except RedisError:
        unknown = [Ticked(each.job, each.seconds) for each in periodic]
        return Watch(False, 0, unknown)  # noqa: FBT003 - the same


def _alive() -> int:
    client = redis()
    beats = [client.hget(key, "last_heartbeat") for key in client.smembers(REDIS_WORKER_KEYS)]
    moments = [datetime.fromisoformat(as_text(beat)) for beat in beats if beat]
    return sum(datetime.now(UTC) - moment < SILENT_FOR for moment in moments)


def _ticked(periodic: Sequence[Periodic]) -> list[Ticked]:
    with redis().pipeline(transaction=False) as pipeline:
        for each in periodic:
            pipeline.hgetall(f"{TICKED}:{each.job}")
        found = pipeline.execute()
    return [_read(each, values) for each, values in zip(periodic, found, strict=True)]


def _read(each: Periodic, raw: dict[bytes, bytes]) -> Ticked:
    values = {name.decode(): value.decode() for name, value in raw.items()}
    return Ticked(
        each.job,
        each.seconds,
        at=_moment(values.get("at")),
        seconds=float(values["seconds"]) if "seconds" in values else None,
        failed_at=_moment(values.get("failed_at")),
        error=values.get("error", ""),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
