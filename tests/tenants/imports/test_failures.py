"""Failed rows as a file that does no harm."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from flask import Flask

from muster.tables.problems import code_of
from tenants.imports.failures import as_csv, harmless
from tenants.imports.models import Import, ImportFailure


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc", "%0A=1", "\r=1"],
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["text", "-5", "+86", "-1,299.50", "5%", "", "a=b", "-12%"])
def test_plain_text_and_numbers_stay(cell: str) -> None:
    assert harmless(cell) == cell


def test_known_injections_are_all_disarmed() -> None:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if folder is None:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    payloads = Path(folder, "dirty/csv_injection_payloads.txt").read_text(encoding="utf-8")
    cells = [line for line in payloads.splitlines() if line.strip()]
    assert cells
    for cell in cells:
        assert harmless(cell)[0] not in "=+-@\t\r|%"


def test_the_file_tells_line_column_problem_and_the_cells(app: Flask) -> None:
    begun = Import(columns=["名称", "=bad"])
    failures = [
        ImportFailure(
            line=3,
            column="=bad",
            message=code_of("row.ragged", 2),
            row={"名称": "空调", "=bad": "=1+1"},
        ),
        ImportFailure(line=4, column=None, message="row.json", row={}),
    ]
    with app.test_request_context():
        text = as_csv(begun, failures)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows == [
        ["Line", "Column", "Problem", "名称", "'=bad"],
        ["3", "'=bad", "This row has too many cells: 2 more than the header.", "空调", "'=1+1"],
        ["4", "", "This line is not valid JSON.", "", ""],
    ]
