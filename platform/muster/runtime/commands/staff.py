"""`muster staff`: the first administrator, before anybody can sign in."""

from __future__ import annotations

from contextlib import ExitStack

import click

from muster.audit.actions import actor
from muster.db import Acting, unit_of_work
from muster.errors import DomainError
from muster.runtime.commands.options import bring_up_servers, settings_in_force
from muster.runtime.composition import application
from muster.staff import actions


@click.group("staff")
def command() -> None:
    """Add people to the operator's staff."""


@command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As colleagues call this person.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=["admin"],
    show_default=True,
    type=click.Choice(actions.ROLES),
    help="May be given more than once.",
)
def add(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Give staff roles to the person with the address EMAIL.

    Prints a link for choosing a password, if the person has none yet.
    """
    settings = settings_in_force()
    with ExitStack() as stack:
        bring_up_servers(settings, stack)
        stack.enter_context(application().app_context())
        actor.set((None, "muster staff", ""))
        try:
            with unit_of_work(Acting(staff=True, identity=True)):
                added = actions.add(email, name, roles)
        except DomainError as problem:
            raise click.ClickException(str(problem.message)) from problem
    click.echo(f"{added.email} belongs to the staff: {', '.join(sorted(roles))}.")
    if added.token is not None:
        link = f"{settings.public_url}/password-resets/{added.token}"
        click.echo(f"A password is chosen here, within seven days: {link}")
