"""The demo as `muster demo` runs it, in processes of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.muster.runtime.conftest import bare_environ

START_SECONDS = 240  # the demo is filled first, on a machine that has other work
READY = re.compile(r"ready on (http://\S+)")


@contextmanager
def running(folder: Path, *options: str, **settings: str) -> Iterator[str]:
    """The address of a demo whose data lives in `folder`, until the context is left.

    options: of `muster demo`. settings: environment variables beside those of the shell.
    """
    said = folder / "said.txt"
    with said.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "muster.cli", "demo", "--port", "0", *options],
            env=bare_environ(MUSTER_DATA=str(folder / "data"), **settings),
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    try:
        yield _address(process, said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = READY.search(said.read_text())
        if found and _is_healthy(found[1]):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"the demo did not start:\n{said.read_text()}")


def _is_healthy(address: str) -> bool:
    try:
        answer = urlopen(f"{address}/healthz", timeout=10)  # noqa: S310 - an address of ours
    except (URLError, TimeoutError):
        return False
    with answer:
        return bool(answer.status == 200)
