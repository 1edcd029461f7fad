"""Rows of a table in a file that somebody uploads: CSV in UTF-8 or GB18030, or XLSX."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from muster.errors import Invalid

MOST_ROWS = 2_000  # each is written by itself, while the person waits
MOST_COLUMNS = 100
MOST_UNPACKED = 64 << 20  # bytes of a workbook's parts
ENCODINGS = ("utf-8-sig", "gb18030")
_BROKEN = (KeyError, ValueError, TypeError, IndexError, EOFError, OSError, zipfile.BadZipFile,
           InvalidFileException)  # fmt: skip


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
    records = _xlsx(content) if content.startswith(b"PK") else _csv(content)
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


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _refuse_bombs(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that we do not read
            workbook = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size may be a lie
            rows = enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1)
            yield from ((number, [_said(value) for value in row]) for number, row in rows)
            workbook.close()
    except Invalid:
        raise
    except _BROKEN:
        raise Invalid("file", _l("This workbook is damaged.")) from None


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise Invalid("file", _l("This workbook is too large. Save the sheet as CSV."))


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if whole else value.isoformat(" ", "minutes")
    return str(value)
