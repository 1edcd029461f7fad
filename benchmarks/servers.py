"""Web servers of the benchmarks, each a process tree of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 90


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that imports our packages, wherever it runs."""
    paths = os.pathsep.join((str(ROOT), str(ROOT / "platform")))
    return {**os.environ, "PYTHONPATH": paths, **more}


def free_port() -> int:
    """A TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the process listens on this port. Raises TimeoutError if it does not, or ends."""
    end = monotonic() + START_SECONDS
    while monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, and wait until it has."""
    process.send_signal(signal.SIGTERM)
    process.wait(60)


def processor_seconds(root: psutil.Process) -> float:
    """What a process and all that it has started have taken, those that have ended, too."""
    seconds = 0.0
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # its parent has its times, once it has ended
            seconds += sum(process.cpu_times()[:4])
    return seconds


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
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(**environ), pass_fds=(listener.fileno(),)
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
