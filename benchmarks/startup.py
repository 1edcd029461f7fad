"""A7: from `muster up` on existing data to ready, and the memory of everything but the servers.

Memory is the proportional set size, shared pages counted once, after pages were served and the
timers have run: two web processes with gunicorn's master, and one worker with its lanes (that of
long jobs has a process only while there is one) and its parent, which schedules too. The supervisor
is told beside it. PostgreSQL and Redis are not counted: they may be elsewhere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import sleep

import psutil

from benchmarks import installation, report, wrk
from benchmarks.report import Figure
from benchmarks.servers import processor_seconds

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
                busy.append(processor_seconds(running.process))
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
            wrk.once(port, wrk.Request(path, "", {}, "GET"))


def _memory(processes: Iterable[psutil.Process]) -> float:
    """Mebibytes that they hold together, without the database and Redis."""
    held = 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # short-lived ones end meanwhile
            if not process.name().startswith(SERVERS):
                held += process.memory_full_info().pss
    return held / 1024**2


if __name__ == "__main__":
    report.publish("startup", main())
