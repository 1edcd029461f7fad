"""The rows that could not be brought in: kept, and as a file to be corrected and sent again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from muster.db import uuid7
from muster.tables.cells import as_text
from muster.tables.problems import said
from muster.tables.table import Line
from tenants.imports.models import Import, ImportFailure

LONGEST_KEPT = 2_000  # characters of a cell
# Spreadsheets run what begins with these, in wide letters too.
_RUNS = re.compile(r"\s*[=+\-@＝＋－＠|%\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def kept(begun: Import, line: Line, column: str | None, code: str) -> dict[str, Any]:
    """What is kept of a row that could not be brought in, for ImportFailure."""
    return {
        "id": uuid7(),
        "tenant_id": begun.tenant_id,
        "import_id": begun.id,
        "line": line.number,
        "column": column,
        "message": code,
        "row": {name: as_text(value)[:LONGEST_KEPT] for name, value in line.cells.items()},
    }


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
