"""`muster up`: everything that Muster needs on one machine, under one supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from muster.processes import python_environ
from muster.runtime import doorway, locks
from muster.runtime.postgres_server import PostgresServer
from muster.runtime.problems import CannotRun
from muster.runtime.programs import Program
from muster.runtime.redis_server import RedisServer
from muster.runtime.servers import (
    START_SECONDS,
    Server,
    ServerError,
    last_lines,
    lock_path,
    log_path,
    make_data_dir,
)
from muster.runtime.supervisor import Supervisor
from muster.settings import Settings

LOCK = "muster.lock"
_PATIENCE_SECONDS = 60.0
_WORKER_STOP_SECONDS = 20.0


class Installation:
    """One `muster up`. `run` ends only by raising: Stopped, or CannotRun."""

    def __init__(self, settings: Settings, announce: Callable[[str], None]) -> None:
        self._given = self.settings = settings
        self._announce = announce

    def run(
        self,
        *,
        errands: Sequence[Sequence[str]] = (),
        companions: Sequence[Sequence[str]] = (),
        when_ready: Callable[[Settings], None] = lambda _settings: None,
    ) -> None:
        """Start everything, tell when it is ready, and keep it running.

        errands: `muster` commands to run once the database is up to date, each to its end.
        companions: `muster` commands to keep running beside everything else.
        """
        make_data_dir(self._given.data_dir)
        with ExitStack() as stack:
            tell_holder = self._claim(stack)
            listener = stack.enter_context(doorway.listen(self._given.host, self._given.port))
            self.settings = _with_port(self._given, listener.getsockname()[1])
            tell_holder(_holder(self.settings))
            supervisor = stack.enter_context(Supervisor(self._announce))
            for server in self._embedded_servers():
                self._start_server(stack, supervisor, server)
            if self._run_once(supervisor, ("db-current",)) != 0:
                self._run_errand(supervisor, ("db", "upgrade"))
            for errand in errands:
                self._run_errand(supervisor, errand)
            for program in self._programs(listener.fileno(), companions):
                supervisor.start(program)
            self._wait_ready(supervisor)
            when_ready(self.settings)
            supervisor.watch()

    def _claim(self, stack: ExitStack) -> Callable[[str], None]:
        """Own the data directory; whoever comes second is told who has it."""
        path = self._given.data_dir / LOCK
        try:
            return stack.enter_context(locks.exclusive(path, note=_holder(self._given)))
        except locks.Busy as busy:
            raise CannotRun(
                f"Muster already runs on the data in {self._given.data_dir} ({busy.holder}).\n"
                "Stop it first, or give this one data and a port of its own:\n"
                "  MUSTER_DATA=.muster-2 PORT=8001 muster up"
            ) from None

    def _embedded_servers(self) -> list[Server]:
        data_dir = self._given.data_dir
        servers: list[Server] = []
        if self._given.embeds_postgres:
            servers.append(PostgresServer(data_dir))
        if self._given.embeds_redis:
            servers.append(RedisServer(data_dir))
        return servers

    def _start_server(self, stack: ExitStack, supervisor: Supervisor, server: Server) -> None:
        supervisor.wait_until(partial(self._own, stack, server))
        server.prepare()
        supervisor.start(Program.of(server))
        if not supervisor.wait_until(server.is_ready, seconds=START_SECONDS):
            raise ServerError(f"{server.name} did not start.\n{last_lines(log_path(server))}")

    def _own(self, stack: ExitStack, server: Server) -> bool:
        """Take the right to run `server`; a test or a command may hold it for a moment."""
        try:
            stack.enter_context(locks.exclusive(lock_path(server), note="muster up"))
        except locks.Busy:
            return False
        return True

    def _run_errand(self, supervisor: Supervisor, arguments: Sequence[str]) -> None:
        if self._run_once(supervisor, arguments) != 0:
            command = " ".join(("muster", *arguments))
            raise CannotRun(f"`{command}` failed; what it said stands above.")

    def _run_once(self, supervisor: Supervisor, arguments: Sequence[str]) -> int:
        command = _muster(arguments)
        name = " ".join(("muster", *arguments))
        return supervisor.run_once(
            Program(name=name, command=command, environ=self._environ(), stop_seconds=5.0)
        )

    def _programs(self, listener: int, companions: Sequence[Sequence[str]]) -> list[Program]:
        environ = self._environ()
        make = partial(Program, environ=environ)
        web = make(
            name="web",
            command=_GUNICORN,
            environ={**environ, doorway.LISTEN_FD: str(listener)},
            pass_fds=(listener,),
        )
        workers = [
            make(
                name=f"worker {number}",
                command=_muster(("worker", "--scheduler") if number == 1 else ("worker",)),
                stop_seconds=_WORKER_STOP_SECONDS,
            )
            for number in range(1, self.settings.worker_processes + 1)
        ]
        others = [make(name=words[0], command=_muster(words)) for words in companions]
        return [web, *workers, *others]

    def _environ(self) -> Mapping[str, str]:
        """What the children need to come to the same settings."""
        settings = self.settings
        return python_environ(os.environ) | {
            "MUSTER_DATA": str(settings.data_dir),
            "HOST": settings.host,
            "PORT": str(settings.port),
            "PUBLIC_URL": settings.public_url,
            "PYTHONUNBUFFERED": "1",
        }

    def _wait_ready(self, supervisor: Supervisor) -> None:
        """Wait as long as it takes; say what is missing when it takes long."""
        health = doorway.Health(self.settings.host, self.settings.port)
        while not supervisor.wait_until(health.is_ready, seconds=_PATIENCE_SECONDS):
            self._announce(f"Not ready yet: {health.missing}. Still trying; Ctrl-C stops.")


_GUNICORN = (
    sys.executable,
    "-m",
    "gunicorn",
    "-c",
    "python:muster.runtime.gunicorn_conf",
    "wsgi:app",
)


def _holder(settings: Settings) -> str:
    return f"process {os.getpid()}, {settings.public_url}"


def address(settings: Settings) -> str:
    """Where Muster runs on this data; while it does not, where these settings would run it."""
    holder = locks.holder(settings.data_dir / LOCK) or ""
    return holder.partition(", ")[2] or settings.public_url


def _muster(arguments: Sequence[str]) -> tuple[str, ...]:
    return (sys.executable, "-m", "muster.cli", *arguments)


def _with_port(settings: Settings, port: int) -> Settings:
    """The settings with the port that port 0 turned out to be."""
    public_url = settings.public_url
    if public_url.endswith(":0"):
        public_url = f"{public_url.removesuffix(':0')}:{port}"
    return replace(settings, port=port, public_url=public_url)
