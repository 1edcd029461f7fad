"""`make bench`: every benchmark in turn, each in a process of its own; one table at the end.

`python -m benchmarks C1 C4 staffing` runs only those, by their figures' numbers or their names.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from time import monotonic

from benchmarks import wrk
from benchmarks.report import RESULTS, Figure, table

ALL = (
    "messages",
    "helpdesk",
    "broadcast",
    "streams",
    "withdrawal",
    "chats",
    "inbox",
    "delivery",
    "wall",
    "day",
    "matching",
    "directory_recall",
    "directory_import",
    "routing",
    "arrivals",
    "staffing",
    "simulation",
    "standby_offers",
    "last_seats",
    "shared_promises",
    "roll_call",
    "startup",
)
NUMBERS = {
    "A1": ("messages", "helpdesk"),
    "A2": ("broadcast",),
    "A3": ("broadcast",),
    "A4": ("streams",),
    "A7": ("startup",),
    "B2": ("last_seats",),
    "B3": ("standby_offers",),
    "B7": ("shared_promises",),
    "B8": ("roll_call",),
    "C1": ("chats",),
    "C2": ("inbox",),
    "C3": ("routing",),
    "C4": ("delivery",),
    "C5": ("wall",),
    "C6": ("withdrawal",),
    "C7": ("day",),
}
NEED_WRK = {"messages", "helpdesk", "broadcast", "chats", "inbox", "last_seats"}
LONGEST_SECONDS = 1200


def main(wanted: Sequence[str] = ()) -> int:
    """Run those that are wanted, or all; 1 when one could not be measured, 2 for a wrong name."""
    try:
        names = chosen(wanted)
    except ValueError as error:
        print(error)
        return 2
    begun = monotonic()
    problems = {name: problem for name in names if (problem := _run(name))}
    print(table(_figures(names)))
    for name, why in problems.items():
        print(f"not measured: {name}: {why}")
    done, minutes = len(names) - len(problems), (monotonic() - begun) / 60
    print(f"{done} of {len(names)} in {minutes:.0f} minutes")
    return 1 if problems else 0


def chosen(wanted: Sequence[str]) -> list[str]:
    """The benchmarks of these numbers and names, each once, in the order of ALL.

    Nothing wanted: all of them. Raises ValueError for one that there is not.
    """
    known = {**NUMBERS, **{name: (name,) for name in ALL}}
    strange = [each for each in wanted if each not in known]
    if strange:
        raise ValueError(f"no benchmark {', '.join(strange)}; there are {', '.join(known)}")
    asked = {name for each in wanted for name in known[each]}
    return [name for name in ALL if name in asked or not wanted]


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


def _figures(names: Sequence[str]) -> list[Figure]:
    found = []
    for name in names:
        path = RESULTS / f"{name}.json"
        rows = json.loads(path.read_text())["figures"] if path.exists() else []
        found += [Figure(**{k: v for k, v in row.items() if k != "ratio"}) for row in rows]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
