"""`muster import …`: the importers that slices registered, inside the application."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property

import click
from flask import Flask

from muster.runtime.commands.options import bring_up_servers, settings_in_force
from muster.runtime.composition import application, features


class Importers(click.Group):
    """One subcommand for each command that a slice put into its group called `import`."""

    @cached_property
    def _app(self) -> Flask:
        return application()

    @cached_property
    def _found(self) -> dict[str, click.Command]:
        groups = [
            group
            for feature in features(self._app)
            for group in feature.cli
            if isinstance(group, click.Group) and group.name == "import"
        ]
        return {name: entry for group in groups for name, entry in group.commands.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """What can be imported."""
        return sorted(self._found)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The importer of that name."""
        return self._found.get(cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run the importer with the servers up and the application at hand."""
        stack = ctx.with_resource(ExitStack())
        bring_up_servers(settings_in_force(), stack)
        ctx.with_resource(self._app.app_context())
        return super().invoke(ctx)


@click.group("import", cls=Importers)
def command() -> None:
    """Bring in data from files."""
