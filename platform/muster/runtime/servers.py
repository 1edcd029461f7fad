"""What an embedded server looks like from outside, and how one is brought up and down."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL, Signals
from typing import Protocol

from muster.runtime.problems import CannotRun

STOP_SECONDS = 30
START_SECONDS = 60


class ServerError(CannotRun):
    """An embedded server cannot be prepared or started; the message says what to do."""


class Server(Protocol):
    """An embedded server: its data, the command that runs it, and how to ask whether it is up."""

    name: str
    data_dir: Path
    stop_signal: Signals
    user: str | None

    @property
    def url(self) -> str:
        """Where clients connect, with every right."""
        ...

    def prepare(self) -> None:
        """Create its data if there is none; raises ServerError."""
        ...

    def command(self) -> list[str]:
        """The command that runs it in the foreground."""
        ...

    def is_ready(self) -> bool:
        """True while it answers."""
        ...


def lock_path(server: Server) -> Path:
    """Held alone by whoever runs the server."""
    return server.data_dir / f"{server.name}.lock"


def users_path(server: Server) -> Path:
    """Held together by everyone who needs the server to stay."""
    return server.data_dir / f"{server.name}.users"


def log_path(server: Server) -> Path:
    """The file that receives what the server prints."""
    return server.data_dir / "log" / f"{server.name}.log"


def make_data_dir(data_dir: Path) -> None:
    """Create `data_dir` with its folder for logs; other users may pass through, not look in."""
    (data_dir / "log").mkdir(parents=True, exist_ok=True)
    if data_dir.stat().st_uid == os.geteuid():
        data_dir.chmod(0o711)


def wait_ready(server: Server, has_failed: Callable[[], bool]) -> None:
    """Wait until `server` answers; raises ServerError once `has_failed` or when time is up."""
    deadline = time.monotonic() + START_SECONDS
    while not server.is_ready():
        late = time.monotonic() > deadline
        if late or has_failed():
            what = f"was not ready within {START_SECONDS} seconds" if late else "did not start"
            raise ServerError(f"{server.name} {what}.\n{last_lines(log_path(server))}")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], stop_signal: Signals) -> None:
    """End `process` by `stop_signal`, and by force when it takes longer than STOP_SECONDS."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, SIGKILL)
            process.wait()


def last_lines(path: Path, count: int = 15) -> str:
    """The end of a log, to be shown with an error."""
    if not path.exists():
        return f"(nothing in {path})"
    lines = path.read_text(errors="replace").splitlines()[-count:]
    return "\n".join([f"The end of {path}:", *(f"  {line}" for line in lines)])
