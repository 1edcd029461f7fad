"""A Python environment of its own for each peer, made when it is first measured."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import servers

FOLDER = servers.ROOT / ".muster-peers"  # git does not see it
_INSTALL_SECONDS = 600


class Unavailable(Exception):
    """The peer cannot be had here; the message says why, for the table."""


def python(name: str, packages: Sequence[str]) -> Path:
    """The interpreter of the environment `name` with `packages` in it. Raises Unavailable."""
    place = FOLDER / name
    wanted, mark = "\n".join(packages), place / "packages.txt"
    interpreter = place / "bin" / "python"
    if not mark.exists() or mark.read_text() != wanted:
        _run([sys.executable, "-m", "venv", "--clear", str(place)])
        _run([str(interpreter), "-m", "pip", "install", "--quiet", *packages])
        mark.write_text(wanted)
    return interpreter


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=_INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"not installed within {_INSTALL_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        raise Unavailable(said[-1] if said else f"status {error.returncode}") from error


def wait_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the peer's web server listens. Raises Unavailable if it does not."""
    try:
        servers.wait_listening(port, process)
    except TimeoutError as error:
        raise Unavailable("its web server did not start") from error


def answer(interpreter: Path, program: str, question: object) -> Any:
    """What the program prints as JSON when it is asked so, as JSON."""
    done = subprocess.run(
        [str(interpreter), "-c", program],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
