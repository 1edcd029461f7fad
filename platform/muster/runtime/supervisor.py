"""Keeps programs running until it is told to stop, and leaves nothing behind when it stops."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Self

import psutil

from muster.processes import adopt_orphans, descendants, kill_all
from muster.runtime.programs import Program, Watched
from muster.runtime.servers import stop

_TICK_SECONDS = 1.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the supervisor to stop."""


class Supervisor:
    """Runs programs as children. A context manager: at its end every child has ended.

    Use it in a process with one thread. `announce` receives what people should know, a line at
    a time. Inside, SIGINT, SIGTERM and SIGHUP make the methods that wait raise Stopped; another
    one while the children are stopping kills them at once.
    """

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce = announce
        self._watched: list[Watched] = []
        self._errand: subprocess.Popen[bytes] | None = None
        self._requests = 0
        self._child_ended = False
        self._reader, self._writer = os.pipe()
        self._former: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        adopt_orphans()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in (*_STOP_SIGNALS, signal.SIGCHLD):
            self._former[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._stop_all()
        finally:
            for number, former in self._former.items():
                signal.signal(number, former)
            signal.set_wakeup_fd(-1)
            os.close(self._reader)
            os.close(self._writer)

    def start(self, program: Program) -> None:
        """Run `program` from now on, and again whenever it ends."""
        watched = Watched(program)
        self._watched.append(watched)
        watched.start_when_due()

    def run_once(self, program: Program) -> int:
        """Run `program` to its end and give its exit status, while the others stay watched."""
        process = self._errand = program.start()
        self.wait_until(lambda: process.poll() is not None)
        self._errand = None
        return process.returncode

    def wait_until(
        self, condition: Callable[[], bool], *, seconds: float = float("inf"), pause: float = 0.05
    ) -> bool:
        """Watch until `condition` holds or `seconds` are over; says which. Raises Stopped."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() >= deadline:
                return False
            self._watch_once(pause)
        return True

    def watch(self) -> None:
        """Keep everything running; ends by raising Stopped."""
        while True:
            self._watch_once(_TICK_SECONDS)

    def _watch_once(self, pause: float) -> None:
        delays = [delay for each in self._watched if (delay := each.due_in()) is not None]
        self._sleep(min([pause, *delays]))
        if self._requests:
            raise Stopped
        if self._child_ended:
            self._child_ended = False
            for news in [each.notice_end() for each in self._watched]:
                if news:
                    self._announce(news)
            self._clear_orphans()
        for watched in self._watched:
            watched.start_when_due()

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGCHLD:
            self._child_ended = True
        else:
            self._requests += 1

    def _sleep(self, seconds: float) -> None:
        """Sleep until the time is over or a signal arrives."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        if ready:
            os.read(self._reader, 4096)

    def _clear_orphans(self) -> None:
        """Kill and reap what a program left behind when it died.

        A half-dead program must not go on beside the one that replaces it.
        """
        ours = {watched.pid for watched in self._watched}
        if self._errand is not None:
            ours.add(self._errand.pid)
        for child in psutil.Process().children():
            if child.pid not in ours:
                kill_all([child])
                with suppress(ChildProcessError):
                    os.waitpid(child.pid, os.WNOHANG)

    def _stop_all(self) -> None:
        """Stop stage by stage, the highest first: what a program stands on ends after it."""
        self._announce("stopping…")
        if self._errand is not None:
            stop(self._errand, signal.SIGTERM)
        for stage in sorted({each.program.stage for each in self._watched}, reverse=True):
            self._stop_stage([each for each in self._watched if each.program.stage == stage])
        while left := descendants(os.getpid()):
            kill_all(left)
            self._sleep(0.01)
            with suppress(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)

    def _stop_stage(self, stage: list[Watched]) -> None:
        requests = self._requests
        for watched in stage:
            watched.ask_to_stop()
        started = time.monotonic()
        while running := [watched for watched in stage if not watched.has_stopped()]:
            waited = time.monotonic() - started
            for watched in running:
                if self._requests > requests or waited > watched.program.stop_seconds:
                    self._announce(f"{watched.program.name} does not stop; killing it")
                    watched.kill()
            self._sleep(0.1)
