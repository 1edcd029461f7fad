"""A6: the operator's import of a whole directory, beside COPY of the same rows.

The import is the command itself, `muster import companies`, in a process of its own: start,
reading, tenants, queues, showcases, products and the search index. Beside it, in the same
database, the very rows that it has made are taken out by COPY, deleted, and put back by COPY as
the owner, table by table, with all indexes and foreign keys in place; COPY neither reads a
file, nor makes an id, nor a search term, and no policy binds it. Each round has a database of
its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from benchmarks import companies, report
from benchmarks.report import Figure
from benchmarks.servers import ROOT, environment
from muster.runtime import embedded
from muster.runtime.schema import upgrade
from muster.settings import Settings
from muster.urls import for_libpq

MAPPING = ROOT / "docs/examples/places.toml"
TABLES = ("tenants", "queues", "showcases", "products", "matching_terms", "matching_companies")
ROUNDS = 3
TIMES_COPY, MEMORY_MIB = 10, 300
_SAID = re.compile(r"^(created|updated|unchanged|failed|time|memory)\s+([\d.,]+)", re.MULTILINE)

Said = dict[str, float]


def run() -> list[Figure]:
    """The figures, or none where the reference data is not there."""
    folder = companies.reference_data()
    if folder is None:
        print(f"directory_import: skipped, {companies.DATA} is not set")
        return []
    rounds = [_round(folder / companies.DIRECTORY) for _ in range(ROUNDS)]
    return _figures(rounds)


def _round(directory: Path) -> Mapping[str, float]:
    with embedded.scratch_postgres() as url, tempfile.TemporaryDirectory() as folder:
        values = {"MUSTER_ENV": "test", "MUSTER_DATA": folder, "DATABASE_URL": url}
        values["REDIS_URL"] = "redis://127.0.0.1:1"
        upgrade(Settings.from_environment(values))
        first, whole = _import(directory, values)
        again, _ = _import(directory, values)
        assert again["created"] == again["updated"] == 0, again
        assert again["unchanged"] == first["created"], (first, again)
        return {
            "rows": first["created"],
            "import": first["time"],
            "whole": whole,
            "again": again["time"],
            "memory": max(first["memory"], again["memory"]),
            "copy": _copy(for_libpq(url)),
        }


def _import(directory: Path, values: Mapping[str, str]) -> tuple[Said, float]:
    """What the command says of itself, and the seconds that it took as a whole."""
    command = [sys.executable, "-m", "muster.cli", "import", "companies", str(directory)]
    begun = perf_counter()
    done = subprocess.run(
        [*command, "--mapping", str(MAPPING)],
        cwd=values["MUSTER_DATA"],
        env=environment(**values),
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = perf_counter() - begun
    assert done.returncode == 0, done.stderr
    said = {name: float(number.replace(",", "")) for name, number in _SAID.findall(done.stdout)}
    return said, seconds


def _copy(url: str) -> float:
    """Seconds that it takes to COPY all rows that the import has made into empty tables."""
    with psycopg.connect(url) as connection:
        rows = {table: _out(connection, table) for table in TABLES}
        connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("SET session_replication_role = DEFAULT")
        connection.commit()
        connection.autocommit = True
        connection.execute(f"VACUUM {', '.join(TABLES)}")
        connection.autocommit = False
        begun = perf_counter()
        for table in TABLES:
            with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(rows[table])
        connection.commit()
        return perf_counter() - begun


def _out(connection: psycopg.Connection[tuple[object, ...]], table: str) -> bytes:
    kept = BytesIO()
    with connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        for part in copy:
            kept.write(part)
    return kept.getvalue()


def _figures(rounds: Sequence[Mapping[str, float]]) -> list[Figure]:
    def all_of(name: str) -> list[float]:
        return [one[name] for one in rounds]

    def beside_copy(what: str, name: str, at_most: float | None) -> Figure:
        return report.compare(
            "A6",
            what,
            "s",
            all_of(name),
            all_of("copy"),
            beside_what="s COPY of the same rows",
            at_most=at_most,
        )

    rows = f"{rounds[0]['rows']:,.0f}"
    memory = median(all_of("memory"))
    return [
        beside_copy(f"import of {rows} companies with products and search", "import", TIMES_COPY),
        beside_copy("the same with the start of the command", "whole", TIMES_COPY),
        beside_copy("the same file again: nothing changes", "again", None),
        Figure(
            "A6",
            "most memory of the import",
            memory,
            "MiB",
            goal=f"≤ {MEMORY_MIB}",
            met=memory <= MEMORY_MIB,
        ),
    ]


if __name__ == "__main__":
    report.publish("directory_import", run())
