"""Finding what Redis does not know of (any more), and forgetting what is long done."""

from __future__ import annotations

from uuid import UUID

from redis.exceptions import RedisError
from sqlalchemy import text

from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs.queues import backlogged, lane_of, push
from muster.jobs.registry import job, registered
from muster.jobs.running import JOB_LOCK

BATCH = 500
KEEP_FINISHED_DAYS = 7

# Handed over once and still not begun: while its lane has a backlog it is presumably in there;
# with an empty lane it was lost with Redis or with its worker. A held lock: it is being done.
FORGOTTEN = text("""
UPDATE jobs SET pushed_at = now() WHERE id IN (
    SELECT id FROM jobs
    WHERE finished_at IS NULL AND dead_at IS NULL AND run_at <= now()
      AND (pushed_at IS NULL
           OR pushed_at < now() - interval '10 minutes'
           OR pushed_at < now() - interval '5 seconds' AND NOT name = ANY (:backlogged))
      AND hashtext(id::text)::oid NOT IN (
          SELECT objid FROM pg_locks
          WHERE locktype = 'advisory' AND classid = :lock AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    ORDER BY run_at LIMIT :batch FOR UPDATE SKIP LOCKED
) RETURNING id, name
""")

FINISHED = text("""
DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs WHERE finished_at < now() - make_interval(days => :days) LIMIT :batch
)
""")


@job("jobs.sweep", acts="system")
def sweep() -> None:
    """Hand every due job to the workers that is not with them: delayed, retried, forgotten."""
    try:
        busy = backlogged()
    except RedisError:
        return
    waiting = [name for name in registered() if lane_of(name) in busy]
    with unit_of_work(Acting()):
        rows = session.execute(
            FORGOTTEN, {"backlogged": waiting, "lock": JOB_LOCK, "batch": BATCH}
        ).all()
    found: list[tuple[UUID, str]] = [(row.id, row.name) for row in rows]
    if found:
        push(found)


@job("jobs.clean_up", acts="system")
def clean_up() -> None:
    """Forget jobs that were finished a week ago. Dead ones stay until somebody replays them."""
    deleted = BATCH
    while deleted == BATCH:
        with unit_of_work(Acting()):
            deleted = (
                session.connection()
                .execute(FINISHED, {"days": KEEP_FINISHED_DAYS, "batch": BATCH})
                .rowcount
            )


PERIODIC = (Periodic("jobs.sweep", seconds=1), Periodic("jobs.clean_up", seconds=3600))
