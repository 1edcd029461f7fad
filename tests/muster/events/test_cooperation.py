"""A query must not hold up the streams of its process."""

from __future__ import annotations

import os
import subprocess
import sys

PATCH = "from gevent import monkey; monkey.patch_all()"
START = """
import os
from flask import Flask
from muster import events
from muster.settings import Settings
events.init_app(Flask("test"), Settings.from_environment(os.environ))
"""


def run(*lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_that_patched_first_starts(environment: dict[str, str]) -> None:
    assert run(PATCH, "import psycopg", START).returncode == 0


def test_a_process_without_gevent_starts(environment: dict[str, str]) -> None:
    assert run("import psycopg", START).returncode == 0


def test_a_process_that_patched_too_late_is_refused(environment: dict[str, str]) -> None:
    refused = run("import psycopg", PATCH, START)
    assert refused.returncode != 0
    assert "psycopg was imported before gevent" in refused.stderr
