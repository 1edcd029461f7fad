"""The `muster` command. Each subcommand is imported when it is called, so that help is quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from muster.runtime.problems import CannotRun
from muster.settings import SettingsError

_SLICES = "muster.runtime.commands.slices"
_COMMANDS = {
    "up": ("muster.runtime.commands.up", "Run everything on one machine."),
    "demo": ("muster.runtime.commands.demo", "The same, filled with a lively demo."),
    "doctor": ("muster.runtime.commands.doctor", "Say what is installed, reachable and migrated."),
    "db": ("muster.runtime.commands.db", "Migrate the database, print its URLs."),
    "worker": ("muster.runtime.commands.worker", "Run one worker for background jobs."),
    "scheduler": ("muster.runtime.commands.scheduler", "Run the scheduler of periodic jobs."),
    "import": (_SLICES, "Bring in data from files."),
    "staffing": ("muster.staffing.command", "Say how many agents a load needs, in JSON."),
    "staff": ("muster.runtime.commands.staff", "Add people to the operator's staff."),
    "permissions": ("muster.runtime.commands.permissions", "Print who may do what."),
}
_INNER = {
    "db-current": ("muster.runtime.commands.db_current", ""),
    "demo-fill": ("muster.runtime.commands.demo_fill", ""),
    "demo-traffic": ("muster.runtime.commands.demo_traffic", ""),
}


class LazyGroup(click.Group):
    """Finds a subcommand in its module; help shows the line kept here and imports nothing."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which people need them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, from its module; or else a group that a slice registers."""
        entry = (_COMMANDS | _INNER).get(cmd_name)
        if entry is None:
            found: click.Command | None = import_module(_SLICES).group(cmd_name)
            return found
        command: click.Command = import_module(entry[0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Settings come from the environment; `muster doctor` shows those in force.",
)
@click.version_option(package_name="muster")
def cli() -> None:
    """Muster: one question, a hundred companies answer."""


def main() -> None:
    """Run the command line; expected problems end it with a sentence and status 1."""
    try:
        cli(prog_name="muster")
    except (SettingsError, CannotRun) as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
