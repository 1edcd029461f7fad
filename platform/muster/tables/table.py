"""A file as a table: named columns, and one line after another, whatever the format."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from muster.tables.cells import clean
from muster.tables.problems import MOST_COLUMNS, MOST_ROWS, Unreadable

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
