"""`muster up`."""

from __future__ import annotations

import click

from muster.runtime.commands.options import announce, data_option, port_option, settings_in_force
from muster.runtime.supervisor import Stopped
from muster.runtime.up import Installation
from muster.settings import Settings


@click.command("up")
@port_option
@data_option
def command(port: int | None, data: str | None) -> None:
    """Run everything on this machine.

    PostgreSQL and Redis (unless DATABASE_URL and REDIS_URL name others), web server, workers
    and scheduler. What dies is started again. Ctrl-C stops it all; the data stays.
    """
    installation = Installation(settings_in_force(port=port, data=data), announce)
    announce("starting…")
    try:
        installation.run(when_ready=welcome)
    except Stopped:
        announce("stopped.")


def welcome(settings: Settings) -> None:
    """Say where it runs, once it is ready to be used."""
    announce(f"ready on {settings.public_url}")
    announce(f"data in {settings.data_dir}; Ctrl-C stops everything")
