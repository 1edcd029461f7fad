"""The trail as a table, harmless to spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from muster.audit.export import COLUMNS, as_csv, harmless
from muster.audit.models import AuditEntry


@pytest.mark.parametrize(
    "cell",
    ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"],
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("", "a=b", "冰箱", "1-2")] == ["", "a=b", "冰箱", "1-2"]


def test_each_entry_is_a_row(app: Flask) -> None:
    company = uuid4()
    entry = AuditEntry(
        created_at=datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC),
        tenant_id=company,
        person_name="=cmd()",
        action="skill.added",
        subject='tea, "green"\nand black',
        address="192.0.2.7",
        detail={"note": "好"},
    )
    with app.test_request_context():
        written = as_csv([entry], {company: "华澜家电"})
    assert written.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(written.removeprefix("\ufeff")))
    assert tuple(head) == COLUMNS
    assert row[:6] == [
        "2026-11-22T01:02:03+00:00",
        "'=cmd()",
        "skill.added",
        'tea, "green"\nand black',
        "华澜家电",
        "192.0.2.7",
    ]
    assert row[7] == '{"note": "好"}'
