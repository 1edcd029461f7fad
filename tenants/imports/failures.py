"""The rows that could not be brought in, as a file to be corrected and brought in again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from flask_babel import gettext as _

from muster.tables.problems import said
from tenants.imports.models import Import, ImportFailure

# Spreadsheets run what begins with these, in wide letters too.
_RUNS = re.compile(r"\s*[=+\-@＝＋－＠|%\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def as_csv(begun: Import, failures: Iterable[ImportFailure]) -> str:
    """CSV with the line, what is wrong with it, and the cells as they were.

    Begins with a byte order mark, so that spreadsheets read it as UTF-8.
    """
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    header = [_("Line"), _("Column"), _("Problem"), *map(str, begun.columns)]
    writer.writerow(map(harmless, header))
    for failure in failures:
        cells = [failure.row.get(column, "") for column in begun.columns]
        told = [str(failure.line), failure.column or "", said(failure.message), *cells]
        writer.writerow(map(harmless, told))
    return text.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell
