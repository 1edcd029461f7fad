"""`make bench`: every benchmark in turn, each in a process of its own; one table at the end."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks import wrk
from benchmarks.report import RESULTS, Figure, table

ALL = (
    "messages",
    "broadcast",
    "streams",
    "matching",
    "directory_recall",
    "directory_import",
    "startup",
)
NEED_WRK = {"messages", "broadcast"}


def main() -> int:
    """Run them; gives the number that could not be measured."""
    failed = 0
    for name in ALL:
        if name in NEED_WRK and not wrk.is_here():
            print(f"{name}: needs wrk (apt-get install wrk)")
            failed += 1
            continue
        print(f"── {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed += 1
    print(table(_figures()))
    return failed


def _figures() -> list[Figure]:
    found = []
    for name in ALL:
        path = RESULTS / f"{name}.json"
        rows = json.loads(path.read_text())["figures"] if path.exists() else []
        found += [Figure(**{k: v for k, v in row.items() if k != "ratio"}) for row in rows]
    return found


if __name__ == "__main__":
    sys.exit(main())
