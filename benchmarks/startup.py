"""A7: from `muster up` on existing data to ready, and the memory of web and worker."""

from __future__ import annotations

import http.client
import tempfile
from pathlib import Path
from statistics import median

import psutil

from benchmarks import installation, report
from benchmarks.report import Figure

ROUNDS = 5
MOST_MEBIBYTES = 300
WARMED_BY = ("/", "/ask", "/companies", "/sign-in", "/healthz")


def main() -> list[Figure]:
    """Measure and give the figures."""
    seconds, mebibytes = [], []
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        with installation.running(Path(folder)):
            pass  # the first start makes the data
        for _ in range(ROUNDS):
            with installation.running(Path(folder)) as running:
                seconds.append(running.seconds_to_ready)
                _warm(running.port)
                mebibytes.append(_memory(running.process))
    memory = median(mebibytes)
    return [
        Figure("A7", "muster up on existing data → ready", median(seconds), "s"),
        Figure(
            "A7",
            "memory (PSS) of two web processes and one worker, with their parents",
            memory,
            "MiB",
            goal=f"≤ {MOST_MEBIBYTES} MiB",
            met=memory <= MOST_MEBIBYTES,
        ),
    ]


def _warm(port: int) -> None:
    for _ in range(20):
        for path in WARMED_BY:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()


def _memory(root: psutil.Process) -> float:
    """Mebibytes that web server and worker hold together, shared pages counted once."""
    total = 0
    for process in root.children(recursive=True):
        words = " ".join(process.cmdline())
        if "gunicorn" in words or " worker" in words:
            total += process.memory_full_info().pss
    return total / 1024**2


if __name__ == "__main__":
    figures = main()
    print(report.table(figures))
    print(report.save("startup", figures))
