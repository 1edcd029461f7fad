"""Opening a file as the table that it turned out to be."""

from __future__ import annotations

from pathlib import Path

from tenants.imports.csv_tables import CsvTable
from tenants.imports.jsonl_tables import JsonLinesTable
from tenants.imports.problems import Unreadable
from tenants.imports.tables import Looks, Table


def open_table(path: Path, looks: Looks, *, packed: bool = False) -> Table:
    """The file at `path` as a table. packed: it may be gzip. Raises Unreadable."""
    if not path.is_file():
        raise Unreadable("file.gone")
    if looks.format == "xlsx":
        # openpyxl takes 6 MiB and a fifth of a second: not every process has to carry it.
        from tenants.imports.xlsx_tables import XlsxTable  # noqa: PLC0415 - see above

        return XlsxTable(path)
    kind = JsonLinesTable if looks.format == "jsonl" else CsvTable
    return kind(path, looks.encoding or "utf-8", packed=packed)
