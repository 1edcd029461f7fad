"""`muster demo`: `muster up` on data of its own, filled once."""

from __future__ import annotations

import os

import click

from muster.errors import DomainError
from muster.runtime.commands.demo_fill import guide_path
from muster.runtime.commands.options import (
    announce,
    port_option,
    require_servers,
    settings_in_force,
)
from muster.runtime.commands.up import welcome
from muster.runtime.composition import application, features
from muster.runtime.problems import CannotRun
from muster.runtime.supervisor import Stopped
from muster.runtime.up import Installation, address
from muster.settings import Settings


class Plays(click.Group):
    """`muster demo <name>` plays something at a demo that is up.

    What there is to play is known once Muster is composed, which needs the settings of the demo.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """None by name: help stays quick, and names them in its text."""
        return []

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """What plays that, or says that there is no such thing."""

        @click.command(cmd_name)
        @click.pass_obj
        def command(settings: Settings) -> None:
            require_servers(settings)
            app = application()
            plays = {name: play for each in features(app) for name, play in each.plays.items()}
            if cmd_name not in plays:
                raise click.UsageError(f"There is {', '.join(sorted(plays))}; no {cmd_name}.")
            try:
                plays[cmd_name](app, address(settings), click.echo)
            except (LookupError, DomainError) as problem:
                raise CannotRun(str(getattr(problem, "message", problem))) from problem

        return command


@click.group("demo", cls=Plays, invoke_without_command=True)
@port_option
@click.option(
    "--data",
    type=click.Path(file_okay=False),
    default=lambda: os.environ.get("MUSTER_DATA", ".muster-demo"),
    help="Directory of the demo's data. [MUSTER_DATA, .muster-demo]",
)
@click.option("--traffic", is_flag=True, help="Play consumers who ask and agents who answer.")
@click.pass_context
def command(ctx: click.Context, port: int | None, data: str, traffic: bool) -> None:  # noqa: FBT001 - click passes flags
    """Run everything with a lively demo, and say who can sign in where.

    The data directory is filled at the first start and kept: remove it to begin anew. With a name
    behind it, something is played at a demo that is up: `muster demo surge`, `muster demo
    site-loss`.
    """
    settings = settings_in_force(port=port, data=data)
    if ctx.invoked_subcommand is not None:
        ctx.obj = settings
        return
    installation = Installation(settings, announce)
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
