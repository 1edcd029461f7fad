"""What every process would carry for nothing is loaded by whoever needs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.muster.runtime.conftest import bare_environ

pytestmark = pytest.mark.slow
# Each is 10 to 40 MiB in the web's and in the worker's memory.
HEAVY = {"numpy", "openpyxl", "stripe", "rjieba", "alembic", "playwright"}
LOADED = "import json, sys; import wsgi; print(json.dumps(sorted(sys.modules)))"


def test_the_application_starts_without_what_few_pages_need() -> None:
    environ = bare_environ(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    said = subprocess.run(
        [sys.executable, "-c", LOADED], env=environ, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in json.loads(said.stdout)}
    assert "muster" in loaded
    assert loaded & HEAVY == set()
