"""`muster demo`: `muster up` on data of its own, filled once."""

from __future__ import annotations

import os

import click

from muster.runtime.commands.demo_fill import guide_path
from muster.runtime.commands.options import announce, port_option, settings_in_force
from muster.runtime.commands.up import welcome
from muster.runtime.supervisor import Stopped
from muster.runtime.up import Installation
from muster.settings import Settings


@click.command("demo")
@port_option
@click.option(
    "--data",
    type=click.Path(file_okay=False),
    default=lambda: os.environ.get("MUSTER_DATA", ".muster-demo"),
    help="Directory of the demo's data. [MUSTER_DATA, .muster-demo]",
)
@click.option("--traffic", is_flag=True, help="Play consumers who ask and agents who answer.")
def command(port: int | None, data: str, traffic: bool) -> None:  # noqa: FBT001 - click passes flags
    """Run everything with a lively demo, and say who can sign in where.

    The data directory is filled at the first start and kept: remove it to begin anew.
    """
    installation = Installation(settings_in_force(port=port, data=data), announce)
    announce("starting the demo; the first start takes a little longer…")
    companions = (("demo-traffic",),) if traffic else ()
    try:
        installation.run(errands=(("demo-fill",),), companions=companions, when_ready=_welcome)
    except Stopped:
        announce("stopped; the demo's data is kept.")


def _welcome(settings: Settings) -> None:
    click.echo()
    click.echo(guide_path(settings).read_text().replace("{url}", settings.public_url).rstrip())
    click.echo()
    welcome(settings)
