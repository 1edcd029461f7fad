"""`muster import …` and whatever other groups of commands slices register."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property

import click
from flask import Flask

from muster.runtime.commands.options import bring_up_servers, settings_in_force
from muster.runtime.composition import application, features


class SliceGroup(click.Group):
    """All commands that slices put into a group of this name, run inside the application."""

    @cached_property
    def _app(self) -> Flask:
        return application()

    @cached_property
    def _found(self) -> dict[str, click.Command]:
        groups = [
            group
            for feature in features(self._app)
            for group in feature.cli
            if isinstance(group, click.Group) and group.name == self.name
        ]
        return {name: entry for group in groups for name, entry in group.commands.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all of them."""
        return sorted(self._found)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        return self._found.get(cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Run it with the servers up and the application at hand."""
        stack = ctx.with_resource(ExitStack())
        bring_up_servers(settings_in_force(), stack)
        ctx.with_resource(self._app.app_context())
        return super().invoke(ctx)


command = SliceGroup("import", help="Bring in data from files.")


def group(name: str) -> SliceGroup | None:
    """The group of that name, if any slice registers one."""
    found = SliceGroup(name)
    return found if found.list_commands(click.Context(found)) else None
