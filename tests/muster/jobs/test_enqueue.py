"""Wanting work: with the change, after the commit, once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import Engine, select, text

from muster import jobs
from muster.db import Acting, rollback, session, unit_of_work
from muster.jobs import queues
from muster.jobs.models import Job
from muster.settings import Settings
from tests.muster.jobs.book import HUALAN, look, make_due, notes, want


def waiting(lane: str = "default") -> list[str]:
    return list(Queue(lane, connection=queues.redis()).job_ids)


def test_a_job_is_handed_over_after_the_commit() -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        first = jobs.enqueue("crew.note", tenant_id=HUALAN, what="hello")
        slow = jobs.enqueue("crew.note_slowly", tenant_id=HUALAN, what="hello")
        second = jobs.enqueue("crew.note", tenant_id=HUALAN, what="hello")
        assert waiting() == []
    assert waiting() == [str(first), str(second)]
    assert waiting("slow") == [str(slow)]


def test_a_job_of_a_change_that_failed_does_not_exist() -> None:
    def fail() -> None:
        with unit_of_work(Acting(tenant_ids=(HUALAN,))):
            jobs.enqueue("crew.note", tenant_id=HUALAN, what="hello")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work(Acting()):
        assert session.scalars(select(Job)).all() == []
    assert waiting() == []


def test_what_was_undone_is_not_handed_over_with_what_follows() -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        jobs.enqueue("crew.note", tenant_id=HUALAN, what="undone")
        rollback()
        kept = jobs.enqueue("crew.note", tenant_id=HUALAN, what="kept")
    assert waiting() == [str(kept)]


def test_arguments_come_back_as_they_were_given(db_owner: Engine) -> None:
    want("crew.note", what="退货 🛫", company_id=HUALAN)
    assert jobs.run_due() == 1
    assert notes(db_owner) == ["退货 🛫"]
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        (job,) = session.scalars(select(Job))
        assert job.arguments == {"what": "退货 🛫", "company_id": str(HUALAN)}


def test_a_job_for_later_waits_for_its_time(db_owner: Engine) -> None:
    job_id = want("crew.note", run_in_seconds=600, what="later")
    assert waiting() == []
    assert jobs.run_due() == 0
    jobs.run(str(job_id))
    assert notes(db_owner) == []
    make_due(db_owner, job_id)
    assert jobs.run_due() == 1
    assert notes(db_owner) == ["later"]


def test_while_a_job_with_the_same_key_waits_no_second_one_is_made(db_owner: Engine) -> None:
    later = want("crew.note", key="k", run_in_seconds=600, what="a")
    assert want("crew.note", key="k", what="b") == later
    assert want("crew.note", key="other", what="c") != later
    assert jobs.run_due() == 2
    assert sorted(notes(db_owner)) == ["a", "c"]
    again = want("crew.note", key="k", what="d")
    assert again != later
    jobs.run_due()
    assert "d" in notes(db_owner)


def test_many_who_want_the_same_at_once_hand_it_over_once(db_owner: Engine) -> None:
    def pushed(moment: str) -> None:
        with db_owner.begin() as connection:
            connection.execute(text(f"UPDATE jobs SET pushed_at = {moment}"))

    first = want("crew.note", key="k", what="a")
    queues.redis().flushdb()
    pushed("now() + interval '1 minute'")  # a moment ago, however slow this test is
    assert want("crew.note", key="k", what="b") == first
    assert waiting() == []  # the workers have it from the first
    pushed("now() - interval '1 minute'")
    assert want("crew.note", key="k", what="c") == first
    assert waiting() == [str(first)]  # presumably lost
    later = want("crew.note", key="later", run_in_seconds=600, what="d")
    assert want("crew.note", key="later", what="e") == later
    assert waiting() == [str(first), str(later)]


def test_a_job_that_failed_leaves_its_key_to_the_next(db_owner: Engine) -> None:
    failed = want("crew.fail", key="k", what="tea")
    jobs.run_due()
    assert want("crew.fail", key="k", what="tea") != failed
    assert look(db_owner, failed, "key") is None


def test_calls_that_do_not_fit_are_refused_at_once() -> None:
    with unit_of_work(Acting()):
        with pytest.raises(jobs.UnknownJob):
            jobs.enqueue("crew.unheard", tenant_id=HUALAN)
        with pytest.raises(TypeError):
            jobs.enqueue("crew.note", tenant_id=HUALAN, wrong=1)
        with pytest.raises(ValueError, match="needs tenant_id"):
            jobs.enqueue("crew.note", what="for nobody")


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        jobs.job("crew.note")(print)


def test_without_redis_the_change_stands_and_the_job_waits(
    app: Flask, settings: Settings, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = queues.connect(replace(settings, redis_url="unix:///nowhere/redis.sock"))
    monkeypatch.setitem(app.extensions, "muster.jobs.redis", nowhere)
    job_id: UUID = want("crew.note", what="hello")
    assert look(db_owner, job_id, "finished_at") is None
    assert jobs.run_due() == 1
    assert notes(db_owner) == ["hello"]
