"""A7: from `muster up` on existing data to ready, and the memory of everything but the servers.

Memory is the proportional set size, shared pages counted once, after pages were served and the
timers have run: two web processes with gunicorn's master, and one worker with its lanes (that of
long jobs has a process only while there is one) and its parent, which schedules too. The supervisor
is told beside it. PostgreSQL and Redis are not counted: they may be elsewhere.
"""

from __future__ import annotations

import http.client
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import sleep

import psutil

from benchmarks import installation, report
from benchmarks.report import Figure

ROUNDS = 5
MOST_MEBIBYTES = 300
WARMED_BY = ("/", "/ask", "/companies", "/sign-in", "/healthz")
SETTLED_SECONDS = 5.0
SERVERS = ("postgres", "redis-server")


def main() -> list[Figure]:
    """Measure and give the figures."""
    seconds, busy, mebibytes, supervisors = [], [], [], []
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        with installation.running(Path(folder)):
            pass  # the first start makes the data
        for _ in range(ROUNDS):
            with installation.running(Path(folder)) as running:
                seconds.append(running.seconds_to_ready)
                busy.append(_busy(running.process))
                _warm(running.port)
                sleep(SETTLED_SECONDS)
                mebibytes.append(_memory(running.process.children(recursive=True)))
                supervisors.append(_memory([running.process]))
    memory = median(mebibytes)
    return [
        Figure("A7", "muster up on existing data → ready", median(seconds), "s"),
        Figure("A7", "processor time until ready, of all processes", median(busy), "s"),
        Figure(
            "A7",
            "memory (PSS) of two web processes and one worker, with their parents",
            memory,
            "MiB",
            goal=f"≤ {MOST_MEBIBYTES} MiB",
            met=memory <= MOST_MEBIBYTES,
        ),
        Figure("A7", "memory (PSS) of the supervisor beside them", median(supervisors), "MiB"),
    ]


def _warm(port: int) -> None:
    for _ in range(20):
        for path in WARMED_BY:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()


def _busy(root: psutil.Process) -> float:
    """Processor seconds of the whole tree, of those that have ended, too."""
    seconds = 0.0
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # its parent has its times, once it has ended
            seconds += sum(process.cpu_times()[:4])
    return seconds


def _memory(processes: Iterable[psutil.Process]) -> float:
    """Mebibytes that they hold together, without the database and Redis."""
    ours = [p for p in processes if not p.name().startswith(SERVERS)]
    return sum(int(process.memory_full_info().pss) for process in ours) / 1024**2


if __name__ == "__main__":
    figures = main()
    print(report.table(figures))
    print(report.save("startup", figures))
