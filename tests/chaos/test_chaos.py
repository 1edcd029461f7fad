"""A short piece of `make chaos`: what was acknowledged is there, once and in order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.muster.runtime.conftest import bare_environ

ROOT = Path(__file__).parents[2]
SECONDS = "8"

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(600)]


def test_nothing_that_was_acknowledged_is_lost_when_processes_die() -> None:
    environ = bare_environ(
        MUSTER_CHAOS_SECONDS=SECONDS,
        MUSTER_CHAOS_SEED=os.environ.get("MUSTER_CHAOS_SEED", ""),
        PYTHONPATH=os.pathsep.join((str(ROOT), str(ROOT / "platform"))),
    )
    command = [sys.executable, "-m", "tests.chaos"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    assert "messages acknowledged" in done.stdout
