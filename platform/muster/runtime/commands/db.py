"""`muster db`: migrations, and addresses for psql and scripts."""

from __future__ import annotations

from contextlib import ExitStack

import click
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import OperationalError

from muster.runtime import schema
from muster.runtime.commands.options import (
    announce,
    bring_up_servers,
    data_option,
    settings_in_force,
)
from muster.runtime.embedded import scratch_postgres
from muster.runtime.postgres_server import PostgresServer
from muster.runtime.problems import CannotRun
from muster.settings import Settings
from muster.urls import for_libpq, redact


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command("upgrade")
@data_option
def upgrade(data: str | None) -> None:
    """Bring the database to the version of the code: roles first, then tables.

    Connects as the owner (DATABASE_URL). An embedded server that does not run is started for it.
    """
    settings = settings_in_force(data=data)
    with ExitStack() as stack:
        if settings.embeds_postgres:
            bring_up_servers(settings, stack)
        try:
            version = schema.upgrade(settings)
        except OperationalError as error:
            reason = str(error.orig).partition("\n")[0]
            raise CannotRun(
                f"The database at {redact(settings.database_url)} cannot be used: {reason}\n"
                "Check DATABASE_URL, and that the server runs and lets the owner in."
            ) from error
        except InsufficientPrivilege as error:
            raise CannotRun(
                f"The owner of the database may not set up roles: {error}\n"
                "As a superuser: ALTER ROLE <owner> CREATEROLE; or make the roles and name "
                "them by APP_DATABASE_URL and OPERATIONS_DATABASE_URL."
            ) from error
        except PermissionError as error:
            raise CannotRun(
                f"{error}: as a superuser, ALTER ROLE <role> NOSUPERUSER NOBYPASSRLS NOCREATEROLE."
            ) from error
    announce(f"the database is at version {version}")


@command.command("check")
def check() -> None:
    """Check that there is one head, and that migrations lead to what the models say.

    Works on a database that is made for it and thrown away.
    """
    with scratch_postgres() as url:
        environ = {"MUSTER_ENV": "test", "DATABASE_URL": url}
        found = schema.differences(Settings.from_environment(environ))
    if found:
        raise CannotRun("\n".join(["The migrations are not in order:", *found]))
    announce("one head, and the models agree with it")


@command.command("url")
@click.option("--role", type=click.Choice(["owner", "app", "operations"]), default="owner")
@data_option
def url(role: str, data: str | None) -> None:
    """Print the address of the database for one role: psql "$(muster db url --role app)"."""
    settings = settings_in_force(data=data)
    click.echo(for_libpq(_url_of(settings, role)))
    if settings.embeds_postgres and not PostgresServer(settings.data_dir).is_ready():
        click.echo("It does not run at the moment: start it with `muster up`.", err=True)


def _url_of(settings: Settings, role: str) -> str:
    return {
        "owner": settings.database_url,
        "app": settings.app_database_url,
        "operations": settings.operations_database_url,
    }[role]
