"""`muster worker`."""

from __future__ import annotations

import click

from muster.jobs import worker
from muster.runtime.commands.options import require_servers, settings_in_force
from muster.runtime.composition import application


@click.command("worker")
def command() -> None:
    """Run one worker for background jobs until it is told to stop (it finishes its job first)."""
    settings = settings_in_force()
    require_servers(settings)
    worker.run(settings, application())
