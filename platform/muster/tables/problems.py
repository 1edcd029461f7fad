"""What can be wrong with a file or a row: a short code, kept and passed on, said in words here."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MOST_COLUMNS = 200
MOST_ROWS = 200_000
_PARTED = "\x1f"


class Unreadable(Exception):
    """A file that cannot be brought in as a whole. `code` names why, `detail` the place."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(code)
        self.code = code_of(code, detail)


PROBLEMS = {
    "file.empty": _l("This file is empty. Choose another one."),
    "file.no_rows": _l("This file has a header but no rows below it."),
    "file.binary": _l("This is not a table. Choose a CSV, XLSX or JSON Lines file."),
    "file.zip": _l("This archive holds no table. Take the file out of it and choose that."),
    "file.gzip": _l("This file is compressed. Unpack it first."),
    "file.xls": _l(
        "This is an old or protected Excel file. Open it, save it as .xlsx without a password,"
        " and choose that."
    ),
    "file.html": _l("This is a web page. Save the table as CSV or XLSX and choose that."),
    "file.json": _l("This is one JSON document. Write one object a line (JSON Lines)."),
    "file.encoding": _l(
        "Line %(detail)s holds characters that cannot be read. Save the file as UTF-8, or choose"
        " its encoding."
    ),
    "file.quote": _l("Line %(detail)s opens a quotation mark that is never closed."),
    "file.cell": _l("Line %(detail)s holds a cell of more than a million characters."),
    "file.damaged": _l("This file is damaged. Open it, save it anew and try again."),
    "file.bomb": _l("Unpacked, this file is far too large. Split it into several."),
    "file.gone": _l("The file is no longer kept. Choose it again."),
    "columns.many": _l(
        "This file has %(detail)s columns; at most 200 can be brought in. Remove those you do not"
        " need."
    ),
    "columns.none": _l("No column has a name. The first line must hold the names of the columns."),
    "rows.many": _l("This file has more than 200,000 rows. Split it into several."),
    "row.ragged": _l("This row has too many cells: %(detail)s more than the header."),
    "row.json": _l("This line is not valid JSON."),
    "row.object": _l("This line is not a JSON object: {…}."),
    "cell.formula": _l(
        "This cell holds a formula without its result. Open the file in a spreadsheet, save it,"
        " and try again."
    ),
    "cell.error": _l("This cell holds an error: %(detail)s."),
}
# Problems of what the rows are about, put in at start-up by the slices that bring it in.
MORE: dict[str, LazyString] = {}


def code_of(problem: str, detail: object = "") -> str:
    """A problem with its detail, as one text to be kept."""
    return f"{problem}{_PARTED}{detail}" if detail != "" else problem


def said(code: str) -> str:
    """A kept problem in the reader's language."""
    problem, _, detail = code.partition(_PARTED)
    sentence: LazyString | None = PROBLEMS.get(problem) or MORE.get(problem)
    return problem if sentence is None else str(sentence) % {"detail": detail}
