"""Child processes that never outlive their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_ON_LINUX = sys.platform == "linux"
# Loaded once, before any fork: between fork and exec nothing may allocate a library.
_prctl = ctypes.CDLL(None, use_errno=True).prctl if _ON_LINUX else None


def die_with_parent(death_signal: signal.Signals) -> None:
    """Ask the kernel to send `death_signal` to this process when its parent ends, however it ends.

    Does nothing outside Linux.
    """
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def adopt_orphans() -> None:
    """Make this process the parent of grandchildren whose own parent ends (Linux only)."""
    if _prctl is not None:
        _prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def spawn(
    command: Sequence[str],
    *,
    death_signal: signal.Signals = signal.SIGTERM,
    user: str | None = None,
    environ: Mapping[str, str] | None = None,
    output: Path | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own; it ends when this process ends.

    `user` is the system user to run as, `output` a file that receives what it prints (without
    one it prints where this process prints). Call it from a process with one thread only.
    """
    sink: IO[bytes] | None = output.open("ab") if output else None
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT if sink else None,
            env=environ,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            start_new_session=True,
            pass_fds=pass_fds,
            # The kernel forgets the wish when the user changes, so it is made after that.
            preexec_fn=_tied_to(os.getpid(), death_signal),  # noqa: PLW1509 - callers have one thread
        )
    finally:
        if sink:
            sink.close()


def _tied_to(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    def tie() -> None:
        die_with_parent(death_signal)
        if os.getppid() != parent:  # it ended before the kernel knew what we wish
            os._exit(1)

    return tie


def python_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` for a Python child that must find Muster where this process found it."""
    package = Path(__file__).resolve().parent
    roots = [str(package.parent), str(package.parents[1])]
    inherited = [part for part in environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    return {**environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys([*roots, *inherited]))}


def descendants(pid: int) -> list[psutil.Process]:
    """Every living process below `pid`, nearest first."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill_all(processes: Sequence[psutil.Process]) -> None:
    """Kill each of `processes` that still lives."""
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
