"""Tables in XLSX workbooks, read row by row; formulas are never evaluated."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from muster.tables.problems import Unreadable, code_of
from muster.tables.table import Line, name_columns

MOST_PARTS = 2_000
MOST_BYTES = {"sheets": 400 << 20, "strings": 64 << 20, "other": 16 << 20}
_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, SyntaxError, EOFError, OSError,
    zipfile.BadZipFile, InvalidFileException,
)  # fmt: skip


class XlsxTable:
    """Rows of the first sheet of a workbook."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._has_formulas = _inspect(path)
        header = next((row for _, row in self._rows() if _filled(row)), None)
        if header is None:
            raise Unreadable("file.empty")
        self.columns = name_columns(_text(cell.value) for cell in header)

    def lines(self) -> Iterator[Line]:
        """The rows below the header; blank ones are passed over."""
        rows = ((number, row) for number, row in self._rows() if _filled(row))
        next(rows, None)
        for number, row in rows:
            yield self._line(number, row)

    def _line(self, number: int, row: tuple[Any, ...]) -> Line:
        width = len(self.columns)
        cells = {
            name: _text(cell.value) for name, cell in zip(self.columns, row[:width], strict=False)
        }
        problems: list[tuple[str | None, str]] = [
            (name, problem)
            for name, cell in zip(self.columns, row[:width], strict=False)
            if (problem := _problem(cell)) is not None
        ]
        if _filled(row[width:]):
            problems.append((None, code_of("row.ragged", len(row) - width)))
        return Line(number, cells, tuple(problems))

    def _rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        with self._sheet(data_only=True) as values:
            if not self._has_formulas:
                yield from enumerate(values.iter_rows(), 1)
                return
            with self._sheet(data_only=False) as formulas:
                pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=False)
                for number, (row, origin) in enumerate(pairs, 1):
                    yield number, tuple(map(_Calculated.of, row, origin))

    @contextmanager
    def _sheet(self, *, data_only: bool) -> Iterator[Any]:
        workbook = None
        try:
            with self.path.open("rb") as file:
                workbook = _load(file, data_only=data_only)
                sheet = workbook.worksheets[0]
                sheet.reset_dimensions()  # what the file says of its own size may be a lie
                yield sheet
        except Unreadable:
            raise
        except (IndexError, *_BROKEN):
            raise Unreadable("file.damaged") from None
        finally:
            if workbook is not None:
                workbook.close()


def _load(file: BinaryIO, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that we do not read
        return load_workbook(file, read_only=True, data_only=data_only, keep_links=False)


class _Calculated:
    """A cell with its stored result, which knows that a formula stands behind it."""

    __slots__ = ("data_type", "value")

    def __init__(self, value: Any, data_type: str) -> None:
        self.value = value
        self.data_type = data_type

    @classmethod
    def of(cls, cell: Any, origin: Any) -> Any:
        lost = cell.value is None and getattr(origin, "data_type", "") == "f"
        return cls(None, "f") if lost else cell


def _inspect(path: Path) -> bool:
    """Refuse archives that would fill the memory; says whether a sheet holds formulas."""
    formulas = False
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable("file.bomb")
            for part in parts:
                _check_size(part)
                if part.filename.endswith((".xml", ".rels")):
                    formulas |= _scan(archive, part)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
        raise Unreadable("file.damaged") from None
    return formulas


def _check_size(part: zipfile.ZipInfo) -> None:
    # A zip reader never gives more than the size that stands here, whatever is packed.
    kind = "other"
    if part.filename.startswith("xl/worksheets/"):
        kind = "sheets"
    elif part.filename == "xl/sharedStrings.xml":
        kind = "strings"
    if part.file_size > MOST_BYTES[kind]:
        raise Unreadable("file.bomb")


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part holds formulas. A document type, which no spreadsheet writes, is refused."""
    with archive.open(part) as file:
        before = file.read(4096)
        if b"<!DOCTYPE" in before or b"<!ENTITY" in before:
            raise Unreadable("file.damaged")
        if not part.filename.startswith("xl/worksheets/"):
            return False
        while before:
            chunk = file.read(1 << 18)
            window = before[-3:] + chunk if chunk else before
            if b"<f>" in before or b"<f " in before or b"<f>" in window or b"<f " in window:
                return True
            before = chunk
    return False


def _filled(row: tuple[Any, ...]) -> bool:
    return any(
        cell.data_type == "f" or (cell.value is not None and str(cell.value).strip())
        for cell in row
    )


def _problem(cell: Any) -> str | None:
    if cell.data_type == "f":
        return "cell.formula"
    return code_of("cell.error", cell.value) if cell.data_type == "e" else None


def _text(value: object) -> str:
    """A cell as it reads: whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    return value.isoformat("minutes") if isinstance(value, time) else str(value)
