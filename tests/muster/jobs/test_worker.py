"""Workers and the scheduler as real processes: killed, stopped, and without Redis."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from muster.jobs import queues
from muster.settings import Settings
from tests.muster.jobs import crew
from tests.muster.jobs.book import look, notes, want

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["crew.wait", "crew.wait_slowly"])
def test_a_job_whose_worker_is_killed_runs_again_and_works_once(
    settings: Settings, db_owner: Engine, name: str
) -> None:
    job_id = want(name, what="tea")
    with crew.running("scheduler", settings), crew.running("worker", settings):
        working = queues.redis().blpop(["crew:working"], timeout=4)
        assert working is not None
        os.kill(int(working[1]), signal.SIGKILL)
        again = None
        while again is None:
            again = queues.redis().blpop(["crew:working"], timeout=4)
        assert again[1] != working[1]
        assert notes(db_owner) == []
        queues.redis().lpush("crew:go", 1)
        crew.eventually(lambda: look(db_owner, job_id, "finished_at"), "the second attempt ends")
    assert len(notes(db_owner)) == 1
    assert look(db_owner, job_id, "attempts") == 2


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(
    settings: Settings, db_owner: Engine
) -> None:
    job_id = want("crew.wait", what="tea")
    with crew.running("worker", settings) as worker:
        working = None
        while working is None:
            working = queues.redis().blpop(["crew:working"], timeout=4)
        worker.send_signal(signal.SIGTERM)
        queues.redis().lpush("crew:go", 1)
        assert worker.wait(crew.PATIENCE_SECONDS) == 0
    assert len(notes(db_owner)) == 1
    assert look(db_owner, job_id, "finished_at") is not None


def test_a_job_that_redis_lost_is_found_by_the_sweep(settings: Settings, db_owner: Engine) -> None:
    job_id = want("crew.note", what="tea")
    queues.redis().flushdb()
    with crew.running("scheduler", settings), crew.running("worker", settings):
        crew.eventually(lambda: look(db_owner, job_id, "finished_at"), "the job is found and done")
    assert len(notes(db_owner)) == 1


def test_without_redis_the_scheduler_does_what_is_due(
    settings: Settings, db_owner: Engine, tmp_path: Path
) -> None:
    job_id = want("crew.note", what="tea")
    nowhere = replace(settings, redis_url=f"unix://{tmp_path}/none.sock")
    with crew.running("scheduler", nowhere) as scheduler:
        crew.eventually(lambda: look(db_owner, job_id, "finished_at"), "the job is done")
        scheduler.terminate()
        assert scheduler.wait(crew.PATIENCE_SECONDS) == 0
    assert len(notes(db_owner)) == 1
