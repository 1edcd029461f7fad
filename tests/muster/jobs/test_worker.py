"""Workers and the scheduler as real processes: killed, stopped, and without Redis."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine

from muster.jobs import queues, worker
from muster.jobs.watch import watch
from muster.runtime import embedded
from muster.settings import Settings
from muster.urls import embedded_redis_url
from tests.muster.jobs import crew
from tests.muster.jobs.book import look, notes, want
from tests.waiting import eventually

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["crew.wait", "crew.wait_slowly"])
def test_a_job_whose_worker_is_killed_runs_again_and_works_once(
    settings: Settings, db_owner: Engine, name: str
) -> None:
    job_id = want(name, what="tea")
    with crew.running("scheduler", settings), crew.running("worker", settings):
        first = who_works()
        os.kill(first, signal.SIGKILL)
        assert who_works() != first
        assert notes(db_owner) == []
        queues.redis().lpush("crew:go", 1)
        eventually(lambda: look(db_owner, job_id, "finished_at"), "the second attempt ends")
    assert len(notes(db_owner)) == 1
    assert look(db_owner, job_id, "attempts") == 2


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(
    settings: Settings, db_owner: Engine
) -> None:
    job_id = want("crew.wait", what="tea")
    with crew.running("worker", settings) as process:
        who_works()
        process.send_signal(signal.SIGTERM)
        queues.redis().lpush("crew:go", 1)
        assert process.wait(crew.PATIENCE_SECONDS) == 0
    assert len(notes(db_owner)) == 1
    assert look(db_owner, job_id, "finished_at") is not None


def test_a_job_that_redis_lost_is_found_by_the_sweep(settings: Settings, db_owner: Engine) -> None:
    job_id = want("crew.note", what="tea")
    queues.redis().flushdb()
    with crew.running("scheduler", settings), crew.running("worker", settings):
        eventually(lambda: look(db_owner, job_id, "finished_at"), "the job is found and done")
    assert len(notes(db_owner)) == 1


def test_without_redis_the_scheduler_does_what_is_due(
    settings: Settings, db_owner: Engine, tmp_path: Path
) -> None:
    job_id = want("crew.note", what="tea")
    nowhere = replace(settings, redis_url=f"unix://{tmp_path}/none.sock")
    with crew.running("scheduler", nowhere) as scheduler:
        eventually(lambda: look(db_owner, job_id, "finished_at"), "the job is done")
        scheduler.terminate()
        assert scheduler.wait(crew.PATIENCE_SECONDS) == 0
    assert len(notes(db_owner)) == 1


def test_when_redis_is_gone_and_back_the_work_goes_on(
    settings: Settings, db_owner: Engine, tmp_path: Path
) -> None:
    url = embedded_redis_url(tmp_path)
    own = replace(settings, redis_url=url)
    with ExitStack() as crews:
        with embedded.redis(tmp_path):
            crews.enter_context(crew.running("both", own))
            done_by_sweep(db_owner, "with Redis")
        done_by_sweep(db_owner, "without Redis")
        with embedded.redis(tmp_path):
            done_by_sweep(db_owner, "with Redis again")
            back = queues.connect(own)
            eventually(lambda: back.llen("crew:ticks") > 3, "the workers tick again")
    assert notes(db_owner) == ["with Redis", "without Redis", "with Redis again"]


def test_workers_are_seen_in_a_redis_that_came_back_empty(settings: Settings) -> None:
    with crew.running("worker", settings):
        eventually(lambda: watch().workers == len(worker.ALWAYS), "the ticks' is seen")
        queues.redis().flushdb()
        assert watch().workers == 0
        eventually(lambda: watch().workers == len(worker.ALWAYS), "it is seen again")


def test_a_worker_that_schedules_too_replaces_every_child_that_is_killed(
    settings: Settings, db_owner: Engine
) -> None:
    redis = queues.redis()
    with crew.running("both", settings) as process:
        eventually(lambda: redis.llen("crew:ticks") > 1, "it ticks")
        for child in psutil.Process(process.pid).children():
            child.kill()
        redis.delete("crew:ticks")
        eventually(lambda: redis.llen("crew:ticks") > 1, "it ticks again")
        process.terminate()
        assert process.wait(crew.PATIENCE_SECONDS) == 0


def test_a_lane_on_demand_has_a_process_only_while_there_is_work(
    settings: Settings, db_owner: Engine
) -> None:
    with crew.running("worker", settings) as process:
        parent = psutil.Process(process.pid)
        eventually(lambda: len(parent.children()) == len(worker.ALWAYS), "the ticks' is there")
        for what in ("tea", "more tea"):
            want("crew.wait_slowly", what=what)
            who_works()
            assert len(parent.children()) == len(worker.ALWAYS) + 1
            queues.redis().lpush("crew:go", 1)
            eventually(lambda: len(parent.children()) == len(worker.ALWAYS), "it is gone")
    assert notes(db_owner) == ["tea", "more tea"]


def test_short_jobs_that_follow_each_other_are_done_by_one_process(
    settings: Settings, db_owner: Engine
) -> None:
    workers = set()
    with crew.running("worker", settings):
        for what in ("tea", "more tea"):
            want("crew.wait", what=what)
            workers.add(who_works())
            queues.redis().lpush("crew:go", 1)
            eventually(lambda what=what: what in notes(db_owner), f"{what} is noted")
    assert len(workers) == 1


def who_works() -> int:
    """Wait until somebody is at work; gives the process id."""
    eventually(lambda: queues.redis().llen("crew:working"), "somebody is at work")
    return int(queues.redis().lpop("crew:working"))


def done_by_sweep(owner: Engine, what: str) -> None:
    """Want a job of which this process tells another Redis, and wait until it is done."""
    job_id = want("crew.note", what=what)
    eventually(lambda: look(owner, job_id, "finished_at"), f"a job {what} is done")
