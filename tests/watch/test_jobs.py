"""Watching test 3: every job, with no company set first, and with the wrong one."""

from __future__ import annotations

import inspect
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from muster.db import Acting, NobodyActing, current_acting, unit_of_work
from muster.errors import DomainError
from muster.jobs import registered
from muster.jobs.registry import Registered
from tests.cast import HUALAN, RIVAL
from tests.watch.ids import make
from tests.watch.isolation import PLATFORM_TABLES, TABLES


def jobs(acts: str) -> list[Registered]:
    return [job for _, job in sorted(registered().items()) if job.acts == acts]


def arguments(job: Registered, owner: Engine) -> dict[str, Any]:
    """Ids of Hualan's rows for everything that the job takes."""
    return {name: make(name, owner) for name in inspect.signature(job.work).parameters}


def rows_of_hualan(owner: Engine) -> dict[str, str]:
    """A digest of all rows of Hualan, by table."""
    with owner.connect() as connection:
        owned = [
            row.name
            for row in connection.execute(TABLES)
            if row.owned and row.name not in PLATFORM_TABLES
        ]
        return {
            name: connection.execute(
                text(f"SELECT md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), ''))"
                     f" FROM {name} t WHERE tenant_id = :id"),
                {"id": HUALAN.id},
            ).scalar_one()
            for name in owned
        }  # fmt: skip


def nobody_acts() -> bool:
    try:
        current_acting()
    except NobodyActing:
        return True
    return False


def test_there_are_jobs_of_both_kinds(app: Flask) -> None:
    assert jobs("tenant")
    assert jobs("system")


def test_a_companys_job_does_nothing_while_nobody_acts(app: Flask, db_owner: Engine) -> None:
    for job in jobs("tenant"):
        with pytest.raises(NobodyActing):
            job.work(**arguments(job, db_owner))


def test_a_companys_job_does_nothing_for_another_company(app: Flask, db_owner: Engine) -> None:
    for job in jobs("tenant"):
        given = arguments(job, db_owner)
        before = rows_of_hualan(db_owner)
        with suppress(DomainError), unit_of_work(Acting(tenant_ids=(RIVAL.id,))):
            job.work(**given)  # saying that there is no such row is right, too
        assert rows_of_hualan(db_owner) == before, job.name


def test_a_jobs_of_the_system_says_itself_who_acts_and_leaves_nobody_acting(
    app: Flask, db_owner: Engine
) -> None:
    for job in jobs("system"):
        with suppress(DomainError):  # the row that was made has no file, or no mail server
            job.work(**arguments(job, db_owner))
        assert nobody_acts(), job.name
