"""Web servers of the benchmarks, each a process tree of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """A running server: its port and its one worker process."""

    port: int
    worker: psutil.Process

    def memory(self) -> int:
        """Bytes that the worker alone holds."""
        return int(self.worker.memory_full_info().uss)


@contextmanager
def gunicorn(application: str, environ: dict[str, str]) -> Iterator[Served]:
    """Serve `module:name` with one gevent worker on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        port = listener.getsockname()[1]
        listener.set_inheritable(True)
        command = [
            *(sys.executable, "-m", "gunicorn", "--worker-class", "gevent", "--workers", "1"),
            *("--worker-connections", "8000", "--log-level", "warning", "--no-control-socket"),
            *("--bind", f"fd://{listener.fileno()}", application),
        ]
        paths = os.pathsep.join((str(ROOT), str(ROOT / "platform")))
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, **environ},
            pass_fds=(listener.fileno(),),
        )
    try:
        yield Served(port, _worker(process))
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(30)


def _worker(process: subprocess.Popen[bytes]) -> psutil.Process:
    end = monotonic() + START_SECONDS
    while monotonic() < end:
        assert process.poll() is None, "the server ended"
        for child in psutil.Process(process.pid).children():
            return child
        sleep(0.05)
    raise TimeoutError("the server has no worker")
