"""Workers and the scheduler as real processes: killed, stopped, and without Redis."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from muster import jobs
from muster.db import Acting, unit_of_work
from muster.jobs import queues
from muster.settings import Settings
from tests import cast
from tests.muster.jobs import crew

pytestmark = pytest.mark.slow
HUALAN = cast.HUALAN.id


@pytest.fixture(autouse=True)
def redis(app: Flask) -> Iterator[None]:
    crew.register()
    queues.redis().flushdb()
    yield
    queues.redis().flushdb()


def want(name: str, **arguments: str) -> UUID:
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        return jobs.enqueue(name, tenant_id=HUALAN, **arguments)


class Book:
    """What the database's owner sees of one job and its notes."""

    def __init__(self, owner: Engine, job_id: UUID) -> None:
        self.owner = owner
        self.id = job_id

    def job(self, column: str) -> object:
        query = text(f"SELECT {column} FROM jobs WHERE id = :id")
        with self.owner.connect() as connection:
            return connection.execute(query, {"id": self.id}).scalar()

    def notes(self) -> int:
        with self.owner.connect() as connection:
            return int(
                connection.execute(
                    text("SELECT count(*) FROM audit_entries WHERE action = 'crew.noted'")
                ).scalar_one()
            )


@pytest.mark.parametrize("name", ["crew.wait", "crew.wait_slowly"])
def test_a_job_whose_worker_is_killed_runs_again_and_works_once(
    settings: Settings, db_owner: Engine, name: str
) -> None:
    book = Book(db_owner, want(name, what="tea"))
    with crew.running("scheduler", settings), crew.running("worker", settings):
        working = queues.redis().blpop(["crew:working"], timeout=4)
        assert working is not None
        os.kill(int(working[1]), signal.SIGKILL)
        again = None
        while again is None:
            again = queues.redis().blpop(["crew:working"], timeout=4)
        assert again[1] != working[1]
        assert book.notes() == 0
        queues.redis().lpush("crew:go", 1)
        crew.eventually(lambda: book.job("finished_at"), "the second attempt ends")
    assert book.notes() == 1
    assert book.job("attempts") == 2


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(
    settings: Settings, db_owner: Engine
) -> None:
    book = Book(db_owner, want("crew.wait", what="tea"))
    with crew.running("worker", settings) as worker:
        working = None
        while working is None:
            working = queues.redis().blpop(["crew:working"], timeout=4)
        worker.send_signal(signal.SIGTERM)
        queues.redis().lpush("crew:go", 1)
        assert worker.wait(crew.PATIENCE_SECONDS) == 0
    assert book.notes() == 1
    assert book.job("finished_at") is not None


def test_a_job_that_redis_lost_is_found_by_the_sweep(settings: Settings, db_owner: Engine) -> None:
    book = Book(db_owner, want("crew.note", what="tea"))
    queues.redis().flushdb()
    with crew.running("scheduler", settings), crew.running("worker", settings):
        crew.eventually(lambda: book.job("finished_at"), "the job is found and done")
    assert book.notes() == 1


def test_without_redis_the_scheduler_does_what_is_due(
    settings: Settings, db_owner: Engine, tmp_path: Path
) -> None:
    book = Book(db_owner, want("crew.note", what="tea"))
    nowhere = replace(settings, redis_url=f"unix://{tmp_path}/none.sock")
    with crew.running("scheduler", nowhere) as scheduler:
        crew.eventually(lambda: book.job("finished_at"), "the job is done")
        scheduler.terminate()
        assert scheduler.wait(crew.PATIENCE_SECONDS) == 0
    assert book.notes() == 1
