"""Rows of a table in a file that somebody uploads: CSV in UTF-8 or GB18030, or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid

MOST_ROWS = 2_000  # each is written by itself, while the person waits
MOST_COLUMNS = 100
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it stands in the file, and its cells by the names of the columns."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def read(content: bytes, known: Mapping[str, Sequence[str]]) -> list[Line]:
    """The rows below the header. Blank ones are passed over.

    known: columns by the names under which we know them, each with further names that a file may
    use. Raises Invalid("file") for what is no table, has too many rows, or lacks every column.
    """
    if content.startswith(b"PK"):
        # openpyxl brings numpy along: only the process that reads a workbook has to carry it.
        from muster.places.workbooks import rows  # noqa: PLC0415 — see above

        records = rows(content, columns=MOST_COLUMNS)
    else:
        records = _csv(content)
    filled = ((number, row) for number, row in records if any(cell.strip() for cell in row))
    first = next(filled, None)
    if first is None:
        raise Invalid("file", _l("This file holds no rows."))
    names = _named(first[1], known)
    if not any(names):
        raise Invalid(
            "file",
            _l("No column is known. The first row names them: %(names)s.", names=", ".join(known)),
        )
    lines: list[Line] = []
    for number, row in filled:
        if len(lines) == MOST_ROWS:
            raise Invalid("file", _l("At most 2,000 rows at once."))
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
        lines.append(Line(number, cells))
    return lines


def _named(header: Sequence[str], known: Mapping[str, Sequence[str]]) -> list[str]:
    by_word = {word.casefold(): name for name, words in known.items() for word in (name, *words)}
    return [by_word.get(cell.strip().casefold(), "") for cell in header[:MOST_COLUMNS]]


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Invalid("file", _l("This is neither a CSV file nor an XLSX workbook."))
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error:
        raise Invalid("file", _l("Line %(line)s cannot be read as CSV.", line=begins)) from None


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file", _l("The text of this file is neither UTF-8 nor GB18030."))
