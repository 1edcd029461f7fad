"""Tables in text files with a delimiter."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from muster.tables.problems import Unreadable, code_of
from muster.tables.table import Line, name_columns, open_bytes

LONGEST_CELL = 1_000_000
DELIMITERS = ",;\t|"
_SAMPLED_ROWS = 50

csv.field_size_limit(LONGEST_CELL)


class CsvTable:
    """Rows of a CSV file; the delimiter is the one that parts its first rows most evenly."""

    def __init__(self, path: Path, encoding: str, *, packed: bool = False) -> None:
        self.path = path
        self.encoding = encoding
        self.packed = packed
        self.delimiter = self._find_delimiter()
        header = next((row for _, row in self._records() if any(map(str.strip, row))), None)
        if header is None:
            raise Unreadable("file.empty")
        self.columns = name_columns(header)

    def lines(self) -> Iterator[Line]:
        """The rows below the header; blank ones are passed over."""
        records = (each for each in self._records() if any(map(str.strip, each[1])))
        next(records, None)
        for number, row in records:
            yield self._line(number, row)

    def _line(self, number: int, row: list[str]) -> Line:
        width = len(self.columns)
        cells = dict(zip(self.columns, row[:width], strict=False))
        extra = [cell for cell in row[width:] if cell.strip()]
        problems = ((None, code_of("row.ragged", len(row) - width)),) if extra else ()
        return Line(number, cells, problems)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with the line on which it begins. Raises Unreadable for an open quote."""
        quotes = 0

        def counted() -> Iterator[str]:
            nonlocal quotes
            for text in file:
                quotes += text.count('"')
                yield text

        with self._open() as file:
            reader = csv.reader(counted(), delimiter=self.delimiter)
            begins, spans = 1, 1
            try:
                for row in reader:
                    yield begins, row
                    spans = reader.line_num - begins + 1
                    begins = reader.line_num + 1
            except csv.Error:
                raise Unreadable("file.cell", begins) from None
        if quotes % 2 and spans > 1:
            raise Unreadable("file.quote", begins - spans)

    def _open(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(
            open_bytes(self.path, packed=self.packed), encoding=self.encoding, newline=""
        )

    def _find_delimiter(self) -> str:
        with self._open() as file:
            sample = [text for text, _ in zip(file, range(_SAMPLED_ROWS), strict=False)]
        return max(DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: list[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter parts the rows: the share of rows as wide as the first, the width."""
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
