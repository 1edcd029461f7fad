"""`make bench`: every benchmark in turn, each in a process of its own; one table at the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from time import monotonic

from benchmarks import wrk
from benchmarks.report import RESULTS, Figure, table

ALL = (
    "messages",
    "helpdesk",
    "broadcast",
    "streams",
    "withdrawal",
    "matching",
    "directory_recall",
    "directory_import",
    "routing",
    "staffing",
    "simulation",
    "startup",
)
NEED_WRK = {"messages", "helpdesk", "broadcast"}
LONGEST_SECONDS = 1200


def main() -> int:
    """Run them all; gives 1 when one could not be measured, else 0."""
    begun = monotonic()
    problems = {name: problem for name in ALL if (problem := _run(name))}
    print(table(_figures()))
    for name, problem in problems.items():
        print(f"not measured: {name}: {problem}")
    print(f"{len(ALL) - len(problems)} of {len(ALL)} in {(monotonic() - begun) / 60:.0f} minutes")
    return 1 if problems else 0


def _run(name: str) -> str:
    """Run one; gives what went wrong, or nothing."""
    (RESULTS / f"{name}.json").unlink(missing_ok=True)  # an old figure must not pass for a new one
    if name in NEED_WRK and not wrk.is_here():
        return "wrk is not installed → apt-get install wrk"
    print(f"── {name}", flush=True)
    process = subprocess.Popen([sys.executable, "-m", f"benchmarks.{name}"])
    try:
        status = process.wait(LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # it stops what it started
        process.wait()
        return f"did not end within {LONGEST_SECONDS} s"
    return f"ended with status {status}; see above" if status else ""


def _figures() -> list[Figure]:
    found = []
    for name in ALL:
        path = RESULTS / f"{name}.json"
        rows = json.loads(path.read_text())["figures"] if path.exists() else []
        found += [Figure(**{k: v for k, v in row.items() if k != "ratio"}) for row in rows]
    return found


if __name__ == "__main__":
    sys.exit(main())
