"""`muster scheduler`."""

from __future__ import annotations

import click

from muster.jobs import scheduler
from muster.runtime.commands.options import require_servers, settings_in_force
from muster.runtime.composition import application


@click.command("scheduler")
def command() -> None:
    """Run the scheduler of periodic jobs until it is told to stop."""
    settings = settings_in_force()
    require_servers(settings)
    scheduler.run(settings, application())
