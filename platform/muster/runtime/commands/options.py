"""What several commands share: their options, their settings, and how they speak."""

from __future__ import annotations

import os
from contextlib import ExitStack

import click

from muster.runtime.embedded import postgres, redis
from muster.runtime.postgres_server import PostgresServer
from muster.runtime.problems import CannotRun
from muster.runtime.redis_server import RedisServer
from muster.settings import Settings

port_option = click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one. [PORT]"
)
data_option = click.option(
    "--data", type=click.Path(file_okay=False), help="Directory of all data. [MUSTER_DATA]"
)


def announce(line: str) -> None:
    """Tell people something, at once."""
    click.echo(f"muster: {line}")


def settings_in_force(*, port: int | None = None, data: str | None = None) -> Settings:
    """The settings of the environment, with the options of a command put over them.

    The options go into this process' environment: what is started from here sees them too.
    """
    for name, value in {"PORT": port, "MUSTER_DATA": data}.items():
        if value is not None:
            os.environ[name] = str(value)
    return Settings.from_environment(os.environ)


def bring_up_servers(settings: Settings, stack: ExitStack) -> None:
    """Have the embedded servers for as long as `stack` lasts, whether or not Muster runs."""
    if settings.embeds_postgres:
        stack.enter_context(postgres(settings.data_dir))
    if settings.embeds_redis:
        stack.enter_context(redis(settings.data_dir))


def require_servers(settings: Settings) -> None:
    """Raise CannotRun unless the embedded servers run, for a command that is to work with them."""
    down = [
        server.name
        for server, embedded in (
            (PostgresServer(settings.data_dir), settings.embeds_postgres),
            (RedisServer(settings.data_dir), settings.embeds_redis),
        )
        if embedded and not server.is_ready()
    ]
    if down:
        raise CannotRun(
            f"Not running in {settings.data_dir}: {', '.join(down)}. `muster up` runs them, with a "
            "worker and a scheduler; DATABASE_URL and REDIS_URL name other servers."
        )
