"""Doing the work: once, in one transaction with its mark; again when it fails; then no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster import jobs
from muster.audit.actions import record
from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict, NotFound
from muster.jobs import registry
from muster.jobs.running import JOB_LOCK, TICK_LOCK, alone, pause_seconds, tick
from muster.jobs.watch import watch
from tests.muster.jobs.book import HUALAN, alter, look, make_due, notes, want


def test_the_work_and_its_mark_stand_together(db_owner: Engine) -> None:
    job_id = want("crew.note", what="tea")
    jobs.run(str(job_id))
    assert notes(db_owner) == ["tea"]
    assert look(db_owner, job_id, "finished_at") is not None
    jobs.run(str(job_id))
    assert notes(db_owner) == ["tea"]


def test_two_workers_with_the_same_job_do_it_once(app: Flask, db_owner: Engine) -> None:
    ids = [str(want("crew.note", what=str(number))) for number in range(5)]

    def work(job_id: str) -> None:
        with app.app_context():
            jobs.run(job_id)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(work, ids * 4))
    jobs.run_due()
    assert sorted(notes(db_owner)) == ["0", "1", "2", "3", "4"]


def test_what_somebody_does_already_is_left_alone(db_owner: Engine) -> None:
    job_id = want("crew.note", what="tea")
    with alone(JOB_LOCK, str(job_id)) as free:
        assert free
        jobs.run(str(job_id))
        assert look(db_owner, job_id, "attempts") == 0
    jobs.run(str(job_id))
    assert notes(db_owner) == ["tea"]


def test_a_failure_undoes_the_work_and_is_tried_again_later(db_owner: Engine) -> None:
    job_id = want("crew.fail", what="tea")
    jobs.run(str(job_id))
    assert notes(db_owner) == []
    assert look(db_owner, job_id, "error") == "RuntimeError: no tea today"
    assert look(db_owner, job_id, "started_at IS NULL AND run_at > now()")
    assert look(db_owner, job_id, "dead_at") is None


def test_after_its_attempts_it_is_dead_until_it_is_replayed(db_owner: Engine) -> None:
    job_id = want("crew.fail", what="tea")
    for _ in range(2):
        make_due(db_owner, job_id)
        jobs.run(str(job_id))
    assert look(db_owner, job_id, "dead_at") is not None
    make_due(db_owner, job_id)
    assert jobs.run_due() == 0
    with unit_of_work(Acting(staff=True)):
        jobs.replay(job_id)
    assert look(db_owner, job_id, "dead_at IS NULL AND attempts = 0")
    assert jobs.run_due() == 1
    assert look(db_owner, job_id, "attempts") == 1


def test_only_a_dead_job_is_replayed() -> None:
    job_id = want("crew.note", what="tea")
    with unit_of_work(Acting(staff=True)):
        with pytest.raises(Conflict):
            jobs.replay(job_id)
        with pytest.raises(NotFound):
            jobs.replay(uuid4())


def test_a_job_that_kills_its_worker_each_time_dies_too(db_owner: Engine) -> None:
    job_id = want("crew.note", what="tea")
    alter(db_owner, job_id, "attempts = 5, started_at = now()")
    jobs.run(str(job_id))
    assert notes(db_owner) == []
    assert look(db_owner, job_id, "dead_at IS NOT NULL AND error <> ''")


def test_a_job_of_a_newer_release_waits_for_a_worker_that_knows_it(db_owner: Engine) -> None:
    job_id = want("crew.note", what="tea")
    alter(db_owner, job_id, "name = 'crew.unheard'")
    jobs.run(str(job_id))
    assert look(db_owner, job_id, "dead_at IS NULL AND run_at > now()")
    assert "UnknownJob" in look(db_owner, job_id, "error")


def test_a_job_that_is_not_there_is_no_error() -> None:
    jobs.run(str(uuid4()))


def test_pauses_grow_and_have_an_end() -> None:
    assert [pause_seconds(attempt) for attempt in range(1, 8)] == [2, 8, 32, 128, 512, 900, 900]


def test_a_job_runs_as_the_company_it_is_for(db_owner: Engine) -> None:
    want("crew.note", what="as hualan")
    assert jobs.run_due() == 1
    with db_owner.connect() as connection:
        entry = connection.exec_driver_sql(
            "SELECT tenant_id, person_name FROM audit_entries WHERE action = 'crew.noted'"
        ).one()
    assert tuple(entry) == (HUALAN, "job crew.note")


def test_a_system_job_begins_with_nobody_acting_and_ends_with_its_work(db_owner: Engine) -> None:
    with unit_of_work(Acting()):
        job_id = jobs.enqueue("crew.see")
    jobs.run(str(job_id))
    assert look(db_owner, job_id, "finished_at") is not None
    with db_owner.connect() as connection:
        saw = "SELECT count(*) FROM audit_entries WHERE action = 'crew.saw'"
        assert connection.exec_driver_sql(saw).scalar() == 1


def test_complete_outside_a_job_does_nothing() -> None:
    with unit_of_work(Acting()):
        jobs.complete()
        assert not session.dirty


def test_jobs_that_jobs_want_are_done_too(db_owner: Engine) -> None:
    @jobs.job("crew.chain")
    def chain() -> None:
        record("crew.noted", subject="first", tenant_id=HUALAN)
        jobs.enqueue("crew.note", tenant_id=HUALAN, what="second")

    want("crew.chain")
    assert jobs.run_due() == 2
    assert notes(db_owner) == ["first", "second"]


def test_a_tick_runs_while_nobody_else_does_it() -> None:
    ran: list[int] = []
    jobs.job("crew.once", acts="system")(lambda: ran.append(1))
    with alone(TICK_LOCK, "crew.once"):
        tick("crew.once")
        assert ran == []
    tick("crew.once")
    assert ran == [1]


def test_a_tick_that_fails_is_told_and_goes_on(app: Flask) -> None:
    def break_down() -> None:
        raise RuntimeError("no clock")

    periodic = registry._jobs["jobs.clean_up"]
    registry._jobs["jobs.clean_up"] = replace(periodic, work=break_down)
    tick("jobs.clean_up")
    failing = next(each for each in watch().periodic if each.job == "jobs.clean_up")
    registry._jobs["jobs.clean_up"] = periodic
    assert (failing.failing, failing.error) == (True, "RuntimeError: no clock")
    tick("jobs.clean_up")
    well = next(each for each in watch().periodic if each.job == "jobs.clean_up")
    assert not well.failing
    assert not well.overdue
