"""Embedded servers for whoever needs one for a while: tests, commands, benchmarks."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from muster.processes import python_environ
from muster.runtime import locks
from muster.runtime.postgres_server import PostgresServer
from muster.runtime.redis_server import RedisServer
from muster.runtime.servers import (
    Server,
    lock_path,
    log_path,
    make_data_dir,
    users_path,
    wait_ready,
)


@contextmanager
def postgres(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """A PostgreSQL on `data_dir`: the one that runs already, or else a new one.

    Gives the URL of its owner, a superuser, in SQLAlchemy's form. It stays up while anyone (any
    process) is inside this context manager or `muster up` runs it, and keeps its data. Not
    `durable` is faster and loses data when the machine fails: for tests. Raises ServerError.
    """
    with _running(PostgresServer(data_dir.absolute(), durable=durable), durable=durable) as url:
        yield url


@contextmanager
def redis(data_dir: Path) -> Iterator[str]:
    """A Redis on `data_dir`, on the same terms as `postgres`. Gives its URL."""
    with _running(RedisServer(data_dir.absolute()), durable=True) as url:
        yield url


@contextmanager
def scratch_postgres() -> Iterator[str]:
    """A PostgreSQL with nothing in it, gone with its data when the block ends."""
    with TemporaryDirectory(prefix="muster-") as folder:
        server = PostgresServer(Path(folder), durable=False)
        with _running(server, durable=False) as url:
            yield url
        with locks.exclusive(lock_path(server), note="", wait=True):
            pass  # it has ended: its files can go


def make_server(name: str, data_dir: Path, *, durable: bool) -> Server:
    """The server called `name`: postgres or redis."""
    return (
        PostgresServer(data_dir, durable=durable) if name == "postgres" else RedisServer(data_dir)
    )


@contextmanager
def _running(server: Server, *, durable: bool) -> Iterator[str]:
    make_data_dir(server.data_dir)
    with locks.shared(users_path(server)):
        if not server.is_ready():
            keeper = _start_keeper(server, durable=durable)
            wait_ready(server, lambda: _has_failed(keeper))
        yield server.url


def _start_keeper(server: Server, *, durable: bool) -> int:
    """Start the process that runs `server` while it is used; it outlives this one if need be."""
    command = [sys.executable, "-m", "muster.runtime.keeper", server.name, str(server.data_dir)]
    log = os.open(log_path(server), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return os.posix_spawn(
            sys.executable,
            [*command, "durable" if durable else "fast"],
            python_environ(os.environ),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
            setsid=True,
            # pytest and shells may have left these ignored or blocked
            setsigmask=[],
            setsigdef=[signal.SIGINT, signal.SIGTERM],
        )
    finally:
        os.close(log)


def _has_failed(keeper: int) -> bool:
    """True when `keeper` has ended with an error; a keeper that came second ends with none."""
    try:
        ended, status = os.waitpid(keeper, os.WNOHANG)
    except ChildProcessError:
        return False
    return ended == keeper and status != 0
