"""Locks on files: the kernel lets go of them when their holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process holds the lock; `holder` is what it wrote into the file."""

    def __init__(self, path: Path, held_by: str) -> None:
        self.holder = held_by or "another process"
        super().__init__(f"{path} is held by {self.holder}")


@contextmanager
def exclusive(path: Path, *, note: str, wait: bool = False) -> Iterator[Callable[[str], None]]:
    """Hold `path` alone, leaving `note` for others to read; gives a function that changes it.

    Raises Busy if another holds it, unless told to wait.
    """
    with _opened(path) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy(path, _read(descriptor)) from None

        def write(text: str) -> None:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, text.encode(), 0)

        write(note)
        yield write


def holder(path: Path) -> str | None:
    """What the process that holds `path` alone has written there; None when nobody holds it."""
    if not path.exists():
        return None
    with _opened(path) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(descriptor)
    return None


def _read(descriptor: int) -> str:
    return os.pread(descriptor, 1024, 0).decode(errors="replace")


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold `path` together with others; waits for whoever holds it alone."""
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
