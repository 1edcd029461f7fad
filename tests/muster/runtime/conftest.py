"""Real processes, watched from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from muster.processes import python_environ
from muster.runtime import locks
from tests.waiting import eventually

OF_SETTINGS = ("DATABASE_URL", "REDIS_URL", "MUSTER_", "PORT", "HOST", "PUBLIC_URL", "OFFER_")


def bare_environ(**settings: str) -> dict[str, str]:
    """The environment without the settings of this test session, and with `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_SETTINGS)}
    return python_environ(kept) | settings


class Child:
    """A process of its own, its output in a file, and everything that it started."""

    def __init__(self, command: Sequence[str], environ: dict[str, str], output: Path) -> None:
        self.output = output
        with output.open("ab") as sink:
            self.process = subprocess.Popen(
                command, env=environ, stdout=sink, stderr=sink, start_new_session=True
            )
        self._known: set[psutil.Process] = set()

    @property
    def said(self) -> str:
        return self.output.read_text()

    def says(self, text: str) -> None:
        """Wait until it has said `text`."""
        eventually(
            lambda: text in self.said or self.process.poll() is not None, f"never said {text!r}"
        )
        assert text in self.said, self.said

    def family(self) -> set[psutil.Process]:
        """Every process below it that was ever seen here."""
        with suppress(psutil.NoSuchProcess):
            self._known |= set(psutil.Process(self.process.pid).children(recursive=True))
        return self._known

    def members(self, words: str) -> list[psutil.Process]:
        """Its direct children whose command line holds `words`."""
        found = []
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):
                if words in " ".join(child.cmdline()):
                    found.append(child)
        return found

    def member(self, words: str) -> psutil.Process:
        """The one child whose command line holds `words`, as soon as it is there."""
        eventually(lambda: self.members(words), f"no child {words!r}")
        return self.members(words)[0]

    def end(self) -> None:
        """End whatever is left of it."""
        self.family()
        self.process.kill()
        self.process.wait()
        for process in self._known:
            with suppress(psutil.NoSuchProcess):
                process.kill()


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder below which another system user can work, as PostgreSQL under root has to.

    pytest's own folders are closed to others again whenever another pytest starts.
    """
    with TemporaryDirectory(prefix="muster-run-") as folder:
        yield Path(folder)
        for lock in Path(folder).rglob("*.lock"):
            with locks.exclusive(lock, note="", wait=True):
                pass  # whoever ran a server here has ended


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of the test's own."""
    with open_folder() as folder:
        yield folder


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Starts Python with arguments in an environment of its own; ends it with the test."""
    children: list[Child] = []

    def start(*arguments: str, **settings: str) -> Child:
        output = tmp_path / f"output-{len(children)}.txt"
        child = Child((sys.executable, *arguments), bare_environ(**settings), output)
        children.append(child)
        return child

    yield start
    for child in children:
        child.end()


def all_gone(processes: set[psutil.Process]) -> bool:
    """Whether none of `processes` lives any more."""
    return not any(
        process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        for process in processes
        if process.is_running()
    )
