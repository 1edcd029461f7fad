"""Bringing in a whole directory, a batch after the other, and counting what became of it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from marketplace.directory.mapping import DirectoryMapping, check_fields
from marketplace.directory.reading import DirectoryCompany, Reader, RowError
from marketplace.directory.writing import write
from muster.audit.actions import record
from muster.db import Acting, unit_of_work
from muster.tables.cells import as_text
from muster.tables.problems import code_of, said
from muster.tables.reading import look, open_table
from muster.tables.table import Line
from tenants.imports.failures import harmless

BATCH = 400

Progress = Callable[[Counter[str]], None]


def bring_in(
    path: Path, mapping: DirectoryMapping, failures: Path, progress: Progress
) -> Counter[str]:
    """Bring in the companies of a file (CSV, XLSX, JSON Lines, these gzipped or not).

    failures: where the rows that failed are written, with their reasons; no file if none did.
    progress: called after each batch with the counts so far: created, updated, unchanged,
    failed. Each batch is one transaction; a second run changes what has changed. Raises
    Unreadable, or MappingError if the file lacks the fields of the name and the key.
    """
    table = open_table(path, look(path, packed=True), packed=True)
    check_fields(mapping, table.columns)
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        failed = Failures(failures, stack)
        companies = _companies(table.lines(), Reader(mapping), failed)
        while batch := list(islice(companies, BATCH)):
            counts.update(write(batch, mapping).values())
            counts["failed"] = failed.count
            progress(counts)
        counts["failed"] = failed.count
    with unit_of_work(Acting(staff=True)):
        record(
            "directory.imported",
            subject=path.name,
            source=mapping.source,
            created=counts["created"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            failed=counts["failed"],
        )
    return counts


class Failures:
    """A CSV file of rows that are no companies; begun with the first of them."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.count = 0
        self._stack = stack
        self._writer: Any = None

    def add(self, line: Line, code: str) -> None:
        """Write down one row and why it failed."""
        if self._writer is None:
            file = self._stack.enter_context(self.path.open("w", encoding="utf-8-sig", newline=""))
            self._writer = csv.writer(file)
            self._writer.writerow(("line", "problem", "row"))
        self.count += 1
        row = "; ".join(f"{name}={as_text(value)}" for name, value in line.cells.items())
        self._writer.writerow(map(harmless, (str(line.number), said(code), row[:2_000])))


def _companies(
    lines: Iterator[Line], reader: Reader, failed: Failures
) -> Iterator[DirectoryCompany]:
    seen: dict[int, int] = {}
    for line in lines:
        try:
            company = reader.company(line)
        except RowError as error:
            failed.add(line, error.code)
            continue
        first = seen.setdefault(hash(company.key), line.number)
        if first != line.number:
            failed.add(line, code_of("company.twice", first))
            continue
        yield company
