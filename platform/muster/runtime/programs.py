"""A program that the supervisor keeps running, and the state of one that it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muster.processes import spawn
from muster.runtime.servers import Server, log_path

_FIRST_DELAY_SECONDS = 0.25
_LONGEST_DELAY_SECONDS = 30.0
_STEADY_SECONDS = 20.0  # whoever lived this long starts again without delay


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, and how it is told to stop."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15.0  # after these it is killed
    stage: int = 1  # the programs of a stage stop together, the highest stage first
    user: str | None = None
    output: Path | None = None
    pass_fds: Sequence[int] = ()

    @classmethod
    def of(cls, server: Server) -> Program:
        """The program that runs an embedded server."""
        return cls(
            name=server.name,
            command=server.command(),
            stop_signal=server.stop_signal,
            stop_seconds=30.0,
            stage=0,
            user=server.user,
            output=log_path(server),
        )

    def start(self) -> subprocess.Popen[bytes]:
        """Start it as a child of this process."""
        return spawn(
            self.command,
            death_signal=self.stop_signal,
            user=self.user,
            environ=self.environ,
            output=self.output,
            pass_fds=self.pass_fds,
        )


class Watched:
    """One program under watch: started, started again after it ended, stopped."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._failures = 0
        self._next_start_at = 0.0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process else None

    def start_when_due(self) -> None:
        """Start it unless it runs or has to wait."""
        if self._process is None and time.monotonic() >= self._next_start_at:
            self._process = self.program.start()
            self._started_at = time.monotonic()

    def notice_end(self) -> str | None:
        """If it has ended since the last look: how, in words, with the delay before it restarts."""
        status = self._process.poll() if self._process else None
        if self._process is None or status is None:
            return None
        self._process = None
        steady = time.monotonic() - self._started_at >= _STEADY_SECONDS
        self._failures = 0 if steady else self._failures + 1
        delay = self._delay()
        self._next_start_at = time.monotonic() + delay
        return f"{self.program.name} {_in_words(status)}; starting it again in {delay:.1f} s"

    def _delay(self) -> float:
        if self._failures == 0:
            return 0.0
        return min(_LONGEST_DELAY_SECONDS, _FIRST_DELAY_SECONDS * 2.0 ** (self._failures - 1))

    def due_in(self) -> float | None:
        """Seconds until it has to be started; None while it runs."""
        return None if self._process else max(0.0, self._next_start_at - time.monotonic())

    def ask_to_stop(self) -> None:
        """Send its stop signal, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.program.stop_signal)

    def has_stopped(self) -> bool:
        """True once it does not run; reaps it."""
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """End it and its process group at once."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _in_words(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
