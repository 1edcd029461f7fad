import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask

from muster.runtime import embedded, probes, schema
from muster.runtime.health import Health
from muster.settings import Settings

REDIS_PARTS = ["redis", "worker", "scheduler"]


@pytest.fixture(scope="module")
def migrated(settings: Settings) -> Settings:
    schema.upgrade(settings)
    return settings


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[redis.Redis]:
    """A Redis that no worker has ever seen."""
    with embedded.redis(tmp_path) as url, redis.Redis.from_url(url) as client:
        yield client


def register_worker(client: redis.Redis, *, beat: datetime, host: str, pid: int) -> None:
    """What RQ leaves in Redis about a worker."""
    client.sadd("rq:workers", "rq:worker:w")
    values = {
        "last_heartbeat": beat.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "hostname": host,
        "pid": pid,
    }
    client.hset("rq:worker:w", mapping=values)  # type: ignore[arg-type]  # invariant in the stubs


def test_a_migrated_database_is_ready(migrated: Settings) -> None:
    parts = probes.database(migrated, schema.head())
    assert parts == {"database": probes.READY, "migrations": probes.READY}


def test_a_database_behind_the_code_is_told_from_one_that_is_away(migrated: Settings) -> None:
    parts = probes.database(migrated, "20991231_2359")
    assert parts["database"].ready
    assert "the code expects 20991231_2359; run `muster db upgrade`" in str(
        parts["migrations"].problem
    )


def test_a_database_that_was_never_migrated_says_so() -> None:
    with embedded.scratch_postgres() as url:
        settings = Settings.from_environment({"DATABASE_URL": url, "APP_DATABASE_URL": url})
        parts = probes.database(settings, "1")
    assert parts["database"].ready
    assert parts["migrations"].problem == "never run; run `muster db upgrade`"


def test_a_database_that_is_away_is_named_without_its_address(migrated: Settings) -> None:
    away = replace(migrated, app_database_url="postgresql+psycopg://u:geheim@127.0.0.1:1/m")
    parts = probes.database(away, "1")
    assert not parts["database"].ready
    assert not parts["migrations"].ready
    assert "geheim" not in str(parts)
    assert "127.0.0.1" not in str(parts)


def test_redis_that_is_away_takes_worker_and_scheduler_along() -> None:
    parts = probes.queues(redis.Redis.from_url("redis://:geheim@127.0.0.1:1/0"))
    assert list(parts) == REDIS_PARTS
    assert not any(part.ready for part in parts.values())
    assert "geheim" not in str(parts)


def test_no_worker_and_no_scheduler_are_noticed(queue: redis.Redis) -> None:
    parts = probes.queues(queue)
    assert [name for name in REDIS_PARTS if parts[name].ready] == ["redis"]


@pytest.mark.parametrize(
    ("silent_for", "host", "pid", "ready"),
    [
        (timedelta(seconds=20), "elsewhere", 1, True),
        (timedelta(minutes=10), "elsewhere", 1, False),
        (timedelta(seconds=1), "here", 2**22 + 1, False),  # above the largest process id
    ],
)
def test_a_worker_counts_while_it_is_heard_of_and_not_known_to_be_dead(
    queue: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
    silent_for: timedelta,
    host: str,
    pid: int,
    ready: bool,  # noqa: FBT001 - a parameter of the table above
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    register_worker(queue, beat=datetime.now(UTC) - silent_for, host=host, pid=pid)
    assert probes.queues(queue)["worker"].ready is ready


def test_a_scheduler_counts_while_it_beats(queue: redis.Redis) -> None:
    queue.zadd("rq:cron_schedulers", {"old": datetime.now(UTC).timestamp() - 600})
    assert not probes.queues(queue)["scheduler"].ready
    queue.zadd("rq:cron_schedulers", {"new": datetime.now(UTC).timestamp()})
    assert probes.queues(queue)["scheduler"].ready


def test_the_page_answers_503_and_names_what_fails(app: Flask, migrated: Settings) -> None:
    app.extensions["muster.health"] = Health(migrated)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    told = json.loads(answer.data)
    assert told["status"] == "not ready"
    assert told["failing"] == ["worker", "scheduler"]
    assert told["parts"]["web"] == {"ready": True}
    assert told["parts"]["worker"]["problem"].startswith("none is running")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("part", "status"), [("web", 200), ("worker", 503), ("coffee", 404)])
def test_one_part_can_be_asked_alone(
    app: Flask, migrated: Settings, part: str, status: int
) -> None:
    app.extensions["muster.health"] = Health(migrated)
    assert app.test_client().get(f"/healthz/{part}").status_code == status


def test_the_process_itself_answers_without_database_and_redis(app: Flask) -> None:
    app.extensions["muster.health"] = Health(
        Settings.from_environment(
            {"DATABASE_URL": "postgresql://u@127.0.0.1:1/m", "REDIS_URL": "redis://127.0.0.1:1"}
        )
    )
    assert app.test_client().get("/healthz/web").status_code == 200
    assert json.loads(app.test_client().get("/healthz").data)["failing"] == [
        "database",
        "migrations",
        *REDIS_PARTS,
    ]
