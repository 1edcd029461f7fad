"""A file as a table: named columns, and one line after another, whatever the format."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from tenants.imports import encodings
from tenants.imports.problems import MOST_COLUMNS, MOST_ROWS, Unreadable
from tenants.showcase.facts import clean

LONGEST_COLUMN = 80

Cell = Any  # a text, or a JSON value


@dataclass(frozen=True, slots=True)
class Line:
    """One row. number: its line in the file. problems: (column or None, code)."""

    number: int
    cells: dict[str, Cell]
    problems: tuple[tuple[str | None, str], ...] = ()


class Table(Protocol):
    """A file that was opened as a table."""

    columns: list[str]

    def lines(self) -> Iterator[Line]:
        """All rows from the first; may be asked for again. Raises Unreadable."""
        ...


@dataclass(frozen=True, slots=True)
class Looks:
    """What a file turned out to be: "csv", "xlsx" or "jsonl", and how its text is written."""

    format: str
    encoding: str | None = None
    details: dict[str, str] = field(default_factory=dict)


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


def open_bytes(path: Path, *, packed: bool = False) -> BinaryIO:
    """The content of a file; unpacked on the way if it is gzip and that is fine."""
    file = path.open("rb")
    is_gzip = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    if not is_gzip:
        return file
    file.close()
    if not packed:
        raise Unreadable("file.gzip")
    return cast(BinaryIO, gzip.open(path))


def name_columns(header: Iterable[object]) -> list[str]:
    """Column names from a header: repeated ones are numbered, nameless ones called #3."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = clean(str(cell if cell is not None else "")).strip()[:LONGEST_COLUMN] or f"#{number}"
        again = 1
        candidate = name
        while candidate in names:
            again += 1
            candidate = f"{name} ({again})"
        names.append(candidate)
    while names and names[-1] == f"#{len(names)}":
        names.pop()
    if not names:
        raise Unreadable("columns.none")
    check_columns(len(names))
    return names


def check_columns(number: int) -> None:
    """Raise Unreadable if there are too many columns."""
    if number > MOST_COLUMNS:
        raise Unreadable("columns.many", number)


def count_rows(table: Table) -> int:
    """Read the whole table once, so that nothing in it comes as a surprise. Raises Unreadable."""
    number = 0
    for number, _ in enumerate(table.lines(), 1):
        if number > MOST_ROWS:
            raise Unreadable("rows.many")
    if number == 0:
        raise Unreadable("file.no_rows")
    return number


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
