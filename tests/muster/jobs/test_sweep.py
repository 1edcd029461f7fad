"""Finding what the workers do not know of, and forgetting what is done."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import Engine

from muster import jobs
from muster.jobs import queues
from muster.jobs.running import JOB_LOCK, alone
from muster.jobs.sweeping import clean_up, sweep
from muster.settings import Settings
from tests.muster.jobs.book import alter, look, make_due, want


def handed_over(lane: str = "default") -> list[str]:
    return list(Queue(lane, connection=queues.redis()).job_ids)


def lost(owner: Engine, *, seconds: int) -> UUID:
    """A job that Redis was given so long ago and does not know of any more."""
    job_id = want("crew.note", what="tea")
    queues.redis().flushdb()
    alter(owner, job_id, f"pushed_at = now() - interval '{seconds} seconds'")
    return job_id


def test_a_job_whose_time_has_come_is_handed_over_once(db_owner: Engine) -> None:
    job_id = want("crew.note", run_in_seconds=600, what="tea")
    sweep()
    assert handed_over() == []
    make_due(db_owner, job_id)
    sweep()
    sweep()
    assert handed_over() == [str(job_id)]


def test_a_job_that_was_lost_is_handed_over_again(db_owner: Engine) -> None:
    job_id = lost(db_owner, seconds=10)
    sweep()
    assert handed_over() == [str(job_id)]


def test_a_job_that_was_just_handed_over_is_left_alone(db_owner: Engine) -> None:
    lost(db_owner, seconds=1)
    sweep()
    assert handed_over() == []


def test_while_its_lane_has_a_backlog_a_job_is_presumed_in_it(db_owner: Engine) -> None:
    job_id = lost(db_owner, seconds=60)
    other = want("crew.note", what="next")
    sweep()
    assert handed_over() == [str(other)]
    alter(db_owner, job_id, "pushed_at = now() - interval '11 minutes'")
    sweep()
    assert handed_over() == [str(other), str(job_id)]


def test_a_backlog_in_one_lane_says_nothing_of_another(db_owner: Engine) -> None:
    job_id = lost(db_owner, seconds=60)
    want("crew.note_slowly", what="next")
    sweep()
    assert handed_over() == [str(job_id)]


def test_a_job_that_is_being_done_is_left_alone(db_owner: Engine) -> None:
    job_id = lost(db_owner, seconds=3600)
    alter(db_owner, job_id, "started_at = now() - interval '1 hour', attempts = 1")
    with alone(JOB_LOCK, str(job_id)):
        sweep()
        assert handed_over() == []
    sweep()
    assert handed_over() == [str(job_id)]


@pytest.mark.parametrize("ended", ["finished_at = now()", "dead_at = now()"])
def test_a_job_that_has_ended_is_left_alone(db_owner: Engine, ended: str) -> None:
    job_id = lost(db_owner, seconds=3600)
    alter(db_owner, job_id, ended)
    sweep()
    assert handed_over() == []


def test_without_redis_the_sweep_does_nothing(
    app: Flask, settings: Settings, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = lost(db_owner, seconds=60)
    before = look(db_owner, job_id, "pushed_at")
    nowhere = queues.connect(replace(settings, redis_url="unix:///nowhere/redis.sock"))
    monkeypatch.setitem(app.extensions, "muster.jobs.redis", nowhere)
    sweep()
    assert look(db_owner, job_id, "pushed_at") == before


def test_finished_jobs_are_forgotten_after_a_week_and_dead_ones_never(db_owner: Engine) -> None:
    old, young, dead = (want("crew.note", what=what) for what in ("old", "young", "dead"))
    alter(db_owner, old, "finished_at = now() - interval '8 days'")
    alter(db_owner, young, "finished_at = now() - interval '6 days'")
    alter(db_owner, dead, "dead_at = now() - interval '80 days'")
    clean_up()
    with db_owner.connect() as connection:
        left = connection.exec_driver_sql("SELECT id FROM jobs ORDER BY id").scalars().all()
    assert left == [young, dead]


def test_the_schedule_names_jobs_that_exist_and_need_nothing(app: Flask) -> None:
    features = app.extensions["muster"].features
    for each in (periodic for feature in features for periodic in feature.periodic):
        registered = jobs.registered()[each.job]
        assert registered.acts == "system"
        assert each.seconds >= 1
        registered.check({})
