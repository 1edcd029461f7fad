"""Doing the work that the rows ask for: once, whoever tries and however often."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from redis.exceptions import RedisError
from sqlalchemy import func, select, text, tuple_, update

from muster.audit.actions import JOB, actor
from muster.db import Acting, database, session, unit_of_work
from muster.jobs.models import Job
from muster.jobs.queues import redis
from muster.jobs.registry import Registered, UnknownJob, look_up

JOB_LOCK, TICK_LOCK = 0x6A6F62, 0x7469636B  # "job", "tick": the first half of an advisory lock
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 900.0
TICKED = "muster:ticked"

LOCK = text(
    "SELECT pg_try_advisory_xact_lock(:kind, hashtext(:name)),"
    " set_config('idle_in_transaction_session_timeout', '0', true)"
)

log = logging.getLogger(__name__)
_current: ContextVar[UUID | None] = ContextVar("muster_job", default=None)


@dataclass(frozen=True, slots=True)
class Begun:
    """A job that this process has begun."""

    id: UUID
    name: str
    tenant_id: UUID | None
    arguments: dict[str, Any]
    attempts: int


@contextmanager
def alone(kind: int, name: str) -> Iterator[bool]:
    """Says whether nobody else does `name` now; while inside, nobody else is told so.

    The lock lives in a transaction of its own: when this process is killed, the database lets
    go of it at once, and the work can be done again. It works behind a pooler, too.
    """
    with database.engine.begin() as connection:
        yield bool(connection.execute(LOCK, {"kind": kind, "name": name}).scalar())


def run(job_id: str) -> None:
    """Do the job with this id, if it is due and nobody does it. What RQ calls."""
    with alone(JOB_LOCK, job_id) as free:
        begun = begin(UUID(job_id)) if free else None
        if begun is not None:
            attempt(begun)


def begin(job_id: UUID) -> Begun | None:
    """Mark the job as begun; None if it is not due (any more)."""
    with unit_of_work(Acting()):
        row = session.execute(
            update(Job)
            .where(
                Job.id == job_id,
                Job.finished_at.is_(None),
                Job.dead_at.is_(None),
                Job.run_at <= func.now(),
            )
            .values(started_at=func.now(), attempts=Job.attempts + 1)
            .returning(Job.id, Job.name, Job.tenant_id, Job.arguments, Job.attempts)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    return Begun(*row) if row else None


def attempt(begun: Begun) -> None:
    """Do the work of a job that was begun, and write down how it ended."""
    token = actor.set((None, f"{JOB}{begun.name}", ""))
    try:
        registered = look_up(begun.name)
        if begun.attempts > registered.attempts:
            bury(begun, "The process that did it ended before it was done, each time.")
            return
        perform(registered, begun)
    except Exception as error:
        # What a job raises is its outcome: kept with the row, tried again, seen by operations.
        log.exception("job %s %s failed at attempt %d", begun.name, begun.id, begun.attempts)
        note_failure(begun, error)
    finally:
        actor.reset(token)


def perform(registered: Registered, begun: Begun) -> None:
    """Do the work and mark it finished; raises whatever the work raises."""
    token = _current.set(begun.id)
    try:
        arguments = registered.restore(begun.arguments)
        if registered.acts == "tenant":
            if begun.tenant_id is None:
                raise ValueError("a job that acts for a company has none")
            with unit_of_work(Acting(tenant_ids=(begun.tenant_id,))):
                registered.work(**arguments)
                complete()
        else:
            registered.work(**arguments)
            with unit_of_work(Acting()):
                complete()
    finally:
        _current.reset(token)


def complete() -> None:
    """Mark the job that runs as finished, in the current unit of work.

    A system job calls this in its last unit of work, so that its work and the mark stand or
    fall together. Outside a job it does nothing.
    """
    running = _current.get()
    if running is None:
        return
    session.execute(
        update(Job)
        .where(Job.id == running, Job.finished_at.is_(None))
        .values(finished_at=func.clock_timestamp(), error=None)
        .execution_options(synchronize_session=False)
    )


def note_failure(begun: Begun, error: Exception) -> None:
    """Have it tried again later, or not any more."""
    message = f"{type(error).__name__}: {error}"[:2000]
    try:
        allowed = look_up(begun.name).attempts
    except UnknownJob:
        allowed = 5  # a newer release wrote it; another worker may know it
    if begun.attempts >= allowed:
        bury(begun, message)
        return
    _change(
        begun.id,
        error=message,
        started_at=None,
        key=None,  # another may wait under it by now
        pushed_at=None,
        run_at=func.now() + timedelta(seconds=pause_seconds(begun.attempts)),
    )


def pause_seconds(attempts: int) -> float:
    """How long to wait after so many failed attempts: 2, 8, 32 … seconds, at most 15 minutes."""
    return min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 4.0 ** (attempts - 1))


def bury(begun: Begun, message: str) -> None:
    """Put the job among the dead letters."""
    _change(begun.id, dead_at=func.now(), error=message)


def _change(job_id: UUID, **values: Any) -> None:
    with unit_of_work(Acting()):
        session.execute(
            update(Job)
            .where(Job.id == job_id, Job.finished_at.is_(None))
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def run_due(limit: int = 1000) -> int:
    """Do every job that is due, here and now, without Redis; gives how many were looked at.

    For commands, for tests, and for the scheduler while Redis is away.
    """
    seen = 0
    after = (datetime.min.replace(tzinfo=UTC), UUID(int=0))
    while seen < limit and (due := _next_due(after)) is not None:
        after = due
        run(str(due[1]))
        seen += 1
    return seen


def _next_due(after: tuple[datetime, UUID]) -> tuple[datetime, UUID] | None:
    with unit_of_work(Acting()):
        row = session.execute(
            select(Job.run_at, Job.id)
            .where(
                Job.finished_at.is_(None),
                Job.dead_at.is_(None),
                Job.run_at <= func.now(),
                tuple_(Job.run_at, Job.id) > after,
            )
            .order_by(Job.run_at, Job.id)
            .limit(1)
        ).one_or_none()
    return (row.run_at, row.id) if row else None


def tick(name: str) -> None:
    """Do the periodic job `name` once, unless it is being done. What RQ calls."""
    with alone(TICK_LOCK, name) as free:
        if not free:
            return
        began = time.monotonic()
        error = ""
        token = actor.set((None, f"{JOB}{name}", ""))
        try:
            look_up(name).work()
        except Exception as failure:
            # The same: it stands in the row of the tick, and the next one comes in any case.
            log.exception("periodic job %s failed", name)
            error = f"{type(failure).__name__}: {failure}"[:500]
        finally:
            actor.reset(token)
        note_tick(name, time.monotonic() - began, error)


def note_tick(name: str, seconds: float, error: str) -> None:
    """Remember when `name` ran last, for how long, and how it failed last, for /ops/jobs."""
    now = datetime.now(UTC).isoformat()
    values: dict[Any, Any] = {"at": now, "seconds": f"{seconds:.3f}"}
    if error:
        values |= {"failed_at": now, "error": error}
    try:
        redis().hset(f"{TICKED}:{name}", mapping=values)
    except RedisError as unreachable:
        log.warning("cannot note that %s ran: %s", name, unreachable)
