"""Wanting work: a row in the current transaction, handed to the workers after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import case, func, text, update
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.db import after_commit, session, uuid7
from muster.errors import Conflict, existing
from muster.jobs.models import WAITING, Job
from muster.jobs.queues import push
from muster.jobs.registry import look_up

JUST_NOW = timedelta(seconds=1)


def enqueue(
    name: str,
    *,
    tenant_id: UUID | None = None,
    run_in_seconds: float = 0,
    key: str | None = None,
    **arguments: Any,
) -> UUID:
    """Have the job `name` done after the current unit of work has committed; gives its id.

    tenant_id: the company it acts for; for a system job only what the list of jobs shows.
    run_in_seconds: not before that. key: while a job with this key waits, no second
    one is made; the waiting one is brought forward if need be, and its id is given.
    arguments: what the work takes: UUIDs and JSON values. Raises UnknownJob, TypeError or
    ValueError when the call does not fit the job: a fault in our code.
    """
    registered = look_up(name)
    registered.check(arguments)
    if registered.acts == "tenant" and tenant_id is None:
        raise ValueError(f"{name} acts for a company: it needs tenant_id")
    now = func.now()
    statement = insert(Job).values(
        id=uuid7(),
        tenant_id=tenant_id,
        name=name,
        arguments=as_json(arguments),
        key=key,
        run_at=now + timedelta(seconds=run_in_seconds),
        pushed_at=None if run_in_seconds > 0 else now,
        attempts=0,
    )
    if key is not None:
        # Not DO NOTHING: the row lock keeps the waiting job from starting before our commit.
        pushed = func.coalesce(statement.excluded.pushed_at, Job.pushed_at)
        statement = statement.on_conflict_do_update(
            index_elements=[Job.key],
            index_where=text(WAITING),
            set_={
                "run_at": func.least(Job.run_at, statement.excluded.run_at),
                # With the workers since a moment ago: each further time would cost them a look.
                "pushed_at": case((Job.pushed_at > now - JUST_NOW, Job.pushed_at), else_=pushed),
            },
        )
    made = session.execute(statement.returning(Job.id, (Job.pushed_at == now).label("ours"))).one()
    if run_in_seconds <= 0 and made.ours:
        push_after_commit(made.id, name)
    return cast(UUID, made.id)


def as_json(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as JSON values."""
    return {
        name: str(value) if isinstance(value, UUID) else value for name, value in arguments.items()
    }


class Outgoing:
    """The jobs that one unit of work wants, handed over together once it has committed."""

    def __init__(self) -> None:
        self.jobs: list[tuple[UUID, str]] = []

    def __call__(self) -> None:
        push(dict(self.jobs).items())


def push_after_commit(job_id: UUID, name: str) -> None:
    """Hand the job to the workers once the current unit of work has committed."""
    waiting = session.info.get("after_commit", ())
    outgoing = next((each for each in waiting if isinstance(each, Outgoing)), None)
    if outgoing is None:
        outgoing = Outgoing()
        after_commit(outgoing)
    outgoing.jobs.append((job_id, name))


def replay(job_id: UUID) -> None:
    """Give a dead job all its attempts again. Raises NotFound, or Conflict if it is not dead."""
    known = existing(session.get(Job, job_id, with_for_update=True))
    if known.dead_at is None:
        raise Conflict
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            dead_at=None,
            started_at=None,
            attempts=0,
            key=None,  # another may wait under it by now
            run_at=func.now(),
            pushed_at=func.now(),
        )
    )
    record("job.replayed", subject=known.name, tenant_id=known.tenant_id, job=str(job_id))
    push_after_commit(job_id, known.name)
