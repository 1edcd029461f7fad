"""What the database's owner sees of jobs, and how it arranges their past."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from muster import jobs
from muster.db import Acting, unit_of_work
from tests import cast

HUALAN = cast.HUALAN.id


def want(name: str, **arguments: Any) -> UUID:
    """Enqueue a job for hualan; gives its id."""
    with unit_of_work(Acting(tenant_ids=(HUALAN,))):
        return jobs.enqueue(name, tenant_id=HUALAN, **arguments)


def look(owner: Engine, job_id: UUID, column: str) -> Any:
    """One column of a job's row."""
    with owner.connect() as connection:
        query = text(f"SELECT {column} FROM jobs WHERE id = :id")
        return connection.execute(query, {"id": job_id}).scalar_one()


def alter(owner: Engine, job_id: UUID, change: str) -> None:
    """Change a job's row: `change` is the SET clause."""
    with owner.begin() as connection:
        connection.execute(text(f"UPDATE jobs SET {change} WHERE id = :id"), {"id": job_id})


def make_due(owner: Engine, job_id: UUID) -> None:
    """Let the time for which a job waits be over."""
    alter(owner, job_id, "run_at = now()")


def notes(owner: Engine) -> list[str]:
    """What the crew's jobs wrote, in order."""
    with owner.connect() as connection:
        query = text("SELECT subject FROM audit_entries WHERE action = 'crew.noted' ORDER BY id")
        return list(connection.execute(query).scalars())
