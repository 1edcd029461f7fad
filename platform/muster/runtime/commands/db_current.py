"""`muster db-current`: what `muster up` asks before it migrates."""

from __future__ import annotations

import click

from muster.runtime.commands.options import settings_in_force
from muster.runtime.composition import migrations_dir
from muster.runtime.revisions import in_force


@click.command("db-current")
@click.pass_context
def command(ctx: click.Context) -> None:
    """End with status 0 when `muster db upgrade` has nothing to do, else with 1."""
    ctx.exit(0 if in_force(settings_in_force(), migrations_dir()) else 1)
