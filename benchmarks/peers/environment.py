"""A Python environment of its own for each peer, made when it is first measured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".muster-peers"  # git does not see it
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
