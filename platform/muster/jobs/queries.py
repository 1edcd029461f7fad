"""What stands in the jobs table, for whoever watches over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, text

from muster.db import session
from muster.errors import existing
from muster.jobs.models import Job

PAGE = 50

COUNTS = text("""
SELECT count(*) FILTER (WHERE dead_at IS NULL AND run_at <= now() AND started_at IS NULL) AS due,
       count(*) FILTER (WHERE dead_at IS NULL AND started_at IS NOT NULL) AS running,
       count(*) FILTER (WHERE dead_at IS NULL AND run_at > now()) AS later,
       count(*) FILTER (WHERE dead_at IS NULL AND attempts > 0 AND started_at IS NULL) AS failing,
       count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead,
       extract(epoch FROM now() - min(run_at)
               FILTER (WHERE dead_at IS NULL AND run_at <= now() AND started_at IS NULL))::float
           AS longest_wait_seconds,
       (SELECT count(*) FROM jobs WHERE finished_at > now() - interval '24 hours') AS finished
FROM jobs WHERE finished_at IS NULL
""")


class JobState(StrEnum):
    """Where a job stands."""

    DEAD = "dead"
    RUNNING = "running"
    WAITING = "waiting"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs stand where, now.

    due: could be begun and are not. later: wait for their time. failing: failed and will be
    tried again (part of the two before). finished: in the last 24 hours.
    """

    due: int
    running: int
    later: int
    failing: int
    dead: int
    longest_wait_seconds: float | None
    finished: int

    @property
    def waiting(self) -> int:
        """Not begun: due, or for later."""
        return self.due + self.later


CONDITIONS: dict[JobState, ColumnElement[bool]] = {
    JobState.DEAD: Job.dead_at.is_not(None),
    JobState.RUNNING: and_(
        Job.started_at.is_not(None), Job.finished_at.is_(None), Job.dead_at.is_(None)
    ),
    JobState.WAITING: and_(
        Job.started_at.is_(None), Job.finished_at.is_(None), Job.dead_at.is_(None)
    ),
    JobState.FINISHED: Job.finished_at.is_not(None),
}


def counts() -> Counts:
    """How many jobs stand where."""
    return Counts(**session.execute(COUNTS).mappings().one())


def page(state: JobState, *, name: str = "", before: UUID | None = None) -> Sequence[Job]:
    """Jobs in this state, the newest first; `before` is the last id of the page before."""
    query: Select[Any] = select(Job).where(CONDITIONS[state]).order_by(Job.id.desc()).limit(PAGE)
    if name:
        query = query.where(Job.name == name)
    if before:
        query = query.where(Job.id < before)
    return session.scalars(query).all()


def find(job_id: UUID) -> Job:
    """The job; raises NotFound."""
    return existing(session.get(Job, job_id))


def dead_ids(name: str = "") -> Sequence[UUID]:
    """Ids of dead jobs (of this name, if one is given), the oldest first, at most 1,000."""
    query = select(Job.id).where(CONDITIONS[JobState.DEAD]).order_by(Job.id).limit(1000)
    return session.scalars(query.where(Job.name == name) if name else query).all()


def dead_names() -> Sequence[str]:
    """The names under which there are dead jobs."""
    query = select(Job.name).where(CONDITIONS[JobState.DEAD]).distinct().order_by(Job.name)
    return session.scalars(query).all()
