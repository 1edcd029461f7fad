"""Wanting work: with the change, after the commit, once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import select

from muster import jobs
from muster.db import Acting, session, unit_of_work
from muster.jobs import queues, registry
from muster.jobs.models import Job
from tests import cast

HUALAN = cast.HUALAN.id


@pytest.fixture(autouse=True)
def notes(app: Flask) -> Iterator[list[tuple[str, object]]]:
    """Jobs that write down that they ran."""
    made: list[tuple[str, object]] = []

    @jobs.job("note.make")
    def make(what: str, company_id: UUID | None = None) -> None:
        made.append((what, company_id))

    yield made
    registry._jobs.pop("note.make")
    queues.redis().flushdb()


def waiting() -> list[str]:
    return list(Queue("default", connection=queues.redis()).job_ids)


def test_a_job_is_handed_over_after_the_commit() -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        job_id = jobs.enqueue("note.make", tenant_id=HUALAN, what="hello")
        assert waiting() == []
    assert waiting() == [str(job_id)]


def test_a_job_of_a_change_that_failed_does_not_exist() -> None:
    def fail() -> None:
        with unit_of_work(Acting(tenant_ids=(HUALAN,))):
            jobs.enqueue("note.make", tenant_id=HUALAN, what="hello")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work(Acting()):
        assert session.scalars(select(Job)).all() == []
    assert waiting() == []


def test_arguments_come_back_as_they_were_given(notes: list[object]) -> None:
    with unit_of_work(Acting()):
        jobs.enqueue("note.make", tenant_id=HUALAN, what="退货 🛫", company_id=HUALAN)
    assert jobs.run_due() == 1
    assert notes == [("退货 🛫", HUALAN)]
