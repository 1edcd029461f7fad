"""What a file is, by its content, and opening it as the table that it turned out to be."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from muster.tables import encodings
from muster.tables.csv_tables import CsvTable
from muster.tables.jsonl_tables import JsonLinesTable
from muster.tables.problems import Unreadable
from muster.tables.table import Table, open_bytes


@dataclass(frozen=True, slots=True)
class Looks:
    """What a file turned out to be: "csv", "xlsx" or "jsonl", and how its text is written."""

    format: str
    encoding: str | None = None


def look(path: Path, *, encoding: str | None = None, packed: bool = False) -> Looks:
    """Find out by its content what a file is.

    encoding: what the person says it is. packed: gzip is fine. Raises Unreadable.
    """
    with open_bytes(path, packed=packed) as file:
        head = file.read(4096)
        if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
            raise Unreadable("file.empty")
        _refuse(head)
        if head.startswith(b"PK\x03\x04"):
            return _look_into_zip(path)
        file.seek(0)
        found = encodings.detect(file, encoding)
        file.seek(0)
        start = file.read(encodings.CHUNK).decode(found, "ignore").lstrip("\ufeff \t\r\n")
    if start.startswith(("<", "\ufeff<")) and "<" in start[1:4096]:
        raise Unreadable("file.html")
    return Looks(_text_format(start), found)


def open_table(path: Path, looks: Looks, *, packed: bool = False) -> Table:
    """The file at `path` as a table. packed: it may be gzip. Raises Unreadable."""
    if not path.is_file():
        raise Unreadable("file.gone")
    if looks.format == "xlsx":
        # openpyxl takes 6 MiB and a fifth of a second: not every process has to carry it.
        from muster.tables.xlsx_tables import XlsxTable  # noqa: PLC0415 - see above

        return XlsxTable(path)
    kind = JsonLinesTable if looks.format == "jsonl" else CsvTable
    return kind(path, looks.encoding or "utf-8", packed=packed)


def _refuse(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("file.xls")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF", b"MZ")):
        raise Unreadable("file.binary")


def _look_into_zip(path: Path) -> Looks:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        raise Unreadable("file.damaged") from None
    if "xl/workbook.xml" not in names:
        raise Unreadable("file.zip")
    return Looks("xlsx")


def _text_format(start: str) -> str:
    if start.startswith("["):
        raise Unreadable("file.json")
    if not start.startswith("{"):
        return "csv"
    first = start.partition("\n")[0]
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        # An object over several lines; a broken first row of many is that row's problem.
        if len(first.strip()) < 3:
            raise Unreadable("file.json") from None
    return "jsonl"
