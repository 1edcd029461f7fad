"""`muster worker`."""

from __future__ import annotations

from functools import partial

import click

from muster.jobs import worker
from muster.jobs.running import tick
from muster.runtime import warming
from muster.runtime.commands.options import require_servers, settings_in_force
from muster.runtime.composition import application


@click.command("worker")
@click.option("--scheduler", is_flag=True, help="Be the scheduler of periodic jobs, too.")
def command(scheduler: bool) -> None:  # noqa: FBT001 - click passes flags
    """Run one worker for background jobs until it is told to stop (it finishes its job first)."""
    settings = settings_in_force()
    require_servers(settings)
    app = application()
    warming.warm(app, partial(tick, "jobs.sweep"))
    worker.run(settings, app, with_scheduler=scheduler)
