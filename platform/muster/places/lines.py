"""Rows of a file of operations, their cells by the names under which we know the columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid
from muster.tables import table
from muster.tables.cells import as_text
from muster.tables.problems import Unreadable, said
from muster.tables.reading import Looks, look, open_table
from muster.tables.table import Table

S = TypeVar("S")
T = TypeVar("T")
MOST_ROWS = 2_000  # each is written by itself, while the person waits


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it stands in the file, and its cells by the names of the columns.

    faults: what is wrong with it, beside a column or "" for the row; whoever reads it adds more.
    """

    number: int
    cells: Mapping[str, str]
    faults: list[Invalid] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def attempt(self, read: Callable[[], T], instead: S) -> T | S:
        """What `read` gives; where it raises Invalid, that is noted and it gives `instead`.

        So whoever saves a row goes on and finds the next fault; all are told at once.
        """
        try:
            return read()
        except Invalid as fault:
            self.faults.extend(fault.all)
            return instead


def read(content: bytes, known: Mapping[str, Sequence[str]], required: Sequence[str]) -> list[Line]:
    """The rows below the header. Blank ones are passed over.

    known: columns by the names under which we know them, each with further names that a file may
    use. Raises Invalid("file") for what is no table, has too many rows, or lacks a required column.
    """
    with NamedTemporaryFile(prefix="muster-") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        try:
            return _lines(open_table(path, _look(path)), known, required)
        except Unreadable as error:
            raise Invalid("file", said(error.code)) from error


def _look(path: Path) -> Looks:
    # Nobody sees the rows before they come in, so no other encoding is guessed.
    try:
        return look(path, encoding="utf-8")
    except Unreadable as problem:
        if not problem.code.startswith("file.encoding"):
            raise
    try:
        return look(path, encoding="gb18030")
    except Unreadable:
        unknown = _l("The text of this file is neither UTF-8 nor GB18030.")
        raise Invalid("file", unknown) from None


def _lines(found: Table, known: Mapping[str, Sequence[str]], required: Sequence[str]) -> list[Line]:
    names = _named(found.columns, known)
    if not names:
        raise Invalid(
            "file",
            _l("No column is known. The first row names them: %(names)s.", names=", ".join(known)),
        )
    if missing := [name for name in required if name not in names.values()]:
        raise Invalid("file", _l("A column is missing: %(names)s.", names=", ".join(missing)))
    lines = [_line(line, names) for line in islice(found.lines(), MOST_ROWS + 1)]
    if len(lines) > MOST_ROWS:
        raise Invalid("file", _l("At most 2,000 rows at once."))
    return lines


def _named(columns: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    by_word = {word.casefold(): name for name, words in known.items() for word in (name, *words)}
    named = {column: by_word.get(column.casefold()) for column in columns}
    return {column: name for column, name in named.items() if name is not None}


def _line(line: table.Line, names: Mapping[str, str]) -> Line:
    cells = {name: as_text(line.cells.get(column)).strip() for column, name in names.items()}
    flaws = [
        Invalid(names[column] if column else "", said(code))
        for column, code in line.problems
        if column is None or column in names
    ]
    return Line(line.number, cells, flaws)
