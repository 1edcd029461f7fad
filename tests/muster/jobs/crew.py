"""A worker, a scheduler and jobs to watch them by, as processes that tests start and kill."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from muster import jobs
from muster.audit.actions import record
from muster.db import Acting, current_acting, unit_of_work
from muster.jobs import queues, registry

if TYPE_CHECKING:
    from muster.settings import Settings

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60


def register() -> None:
    """Register the jobs below, for as long as this process lives."""
    jobs.job("crew.note")(note)
    jobs.job("crew.note_slowly", lane="slow")(note)
    jobs.job("crew.wait")(wait)
    jobs.job("crew.wait_slowly", lane="slow")(wait)
    jobs.job("crew.fail", attempts=2)(fail)
    jobs.job("crew.see", acts="system")(see)
    jobs.job("crew.tick", acts="system")(count)


@contextmanager
def on_board() -> Iterator[None]:
    """The jobs below are registered inside, and Redis holds nothing before and after."""
    register()
    queues.redis().flushdb()
    yield
    queues.redis().flushdb()
    for name in [name for name in jobs.registered() if name.startswith("crew.")]:
        del registry._jobs[name]


def note(what: str, company_id: UUID | None = None) -> None:
    """Write into the audit trail, as the company that acts."""
    (tenant_id,) = current_acting().tenant_ids
    record("crew.noted", subject=what, tenant_id=tenant_id, company=str(company_id))


def wait(what: str) -> None:
    """Write, say who works, and wait for a word before the transaction ends."""
    note(what)
    queues.redis().lpush("crew:working", os.getpid())
    queues.redis().blpop(["crew:go"], timeout=4)


def fail(what: str) -> None:
    """Write, and then go wrong."""
    note(what)
    raise RuntimeError(f"no {what} today")


def see() -> None:
    """Fails unless nobody acts."""
    try:
        current_acting()
    except RuntimeError:
        with unit_of_work(Acting()):
            record("crew.saw")
            jobs.complete()


def count() -> None:
    """Say that there was a tick."""
    queues.redis().lpush("crew:ticks", 1)


@contextmanager
def running(role: str, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is a `worker`, a `scheduler` or `both`, until the block ends."""
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
        "REDIS_URL": settings.redis_url,
    }
    command = [sys.executable, "-m", "tests.muster.jobs.crew", role]
    process = subprocess.Popen(command, env=environ, cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise


def main(role: str) -> None:
    """Be a worker, a scheduler or both until told to stop."""
    import wsgi  # noqa: PLC0415 — the environment must be complete first
    from muster.features import Feature, Periodic  # noqa: PLC0415 — the same
    from muster.jobs import scheduler, worker  # noqa: PLC0415 — the same

    register()
    composition = wsgi.app.extensions["muster"]
    composition.features += (Feature(name="crew", periodic=(Periodic("crew.tick", 1),)),)
    settings = wsgi.app.config["SETTINGS"]
    if role == "scheduler":
        scheduler.run(settings, wsgi.app)
    else:
        worker.run(settings, wsgi.app, with_scheduler=role == "both")


if __name__ == "__main__":
    main(sys.argv[1])
