"""Rows of an XLSX workbook that somebody uploads."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from muster.errors import Invalid

MOST_UNPACKED = 64 << 20  # bytes of a workbook's parts
_BROKEN = (KeyError, ValueError, TypeError, IndexError, EOFError, OSError, zipfile.BadZipFile,
           InvalidFileException)  # fmt: skip


def rows(content: bytes, *, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row of the first sheet. Raises Invalid("file")."""
    try:
        _refuse_bombs(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that we do not read
            workbook = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size may be a lie
            found = enumerate(sheet.iter_rows(values_only=True, max_col=columns), 1)
            yield from ((number, [_said(value) for value in row]) for number, row in found)
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
