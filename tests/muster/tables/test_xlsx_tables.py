"""Tables in workbooks, honest and hostile."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest

from muster.tables import xlsx_tables
from muster.tables.problems import Unreadable, code_of
from muster.tables.xlsx_tables import XlsxTable
from tests.muster.tables.build import as_xlsx, with_part, write

ROWS = [["名称", "价格"], ["空调", 2599], ["冰箱", 4299.5]]
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"


def table(folder: Path, content: bytes) -> XlsxTable:
    return XlsxTable(write(folder, content))


def sheet(cells: bytes) -> bytes:
    """A workbook with a header 'a' and one row of these cells."""
    header = b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    body = HEAD + header + b'<row r="2">' + cells + b"</row>" + FOOT
    return with_part(as_xlsx(ROWS), SHEET, body)


def test_rows_are_read_as_text(tmp_path: Path) -> None:
    found = table(tmp_path, as_xlsx(ROWS))
    assert found.columns == ["名称", "价格"]
    lines = list(found.lines())
    assert [line.cells for line in lines] == [
        {"名称": "空调", "价格": "2599"},
        {"名称": "冰箱", "价格": "4299.5"},
    ]
    assert [line.number for line in lines] == [2, 3]
    assert list(found.lines()) == lines


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1299.0, "1299"),
        (0.1, "0.1"),
        (True, "✓"),
        (None, ""),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 8, 30), "2026-11-22 08:30:00"),  # noqa: DTZ001 — as workbooks hold it
        (time(8, 30), "08:30"),
        ("'quoted", "'quoted"),
        ("@home", "@home"),
    ],
)
def test_values_read_as_people_see_them(tmp_path: Path, value: object, text: str) -> None:
    found = table(tmp_path, as_xlsx([["a", "b"], [value, "x"]]))
    assert next(iter(found.lines())).cells["a"] == text


def test_blank_rows_and_wide_rows(tmp_path: Path) -> None:
    found = table(tmp_path, as_xlsx([[], ["a"], [None, None], ["1"], ["2", None, "extra"]]))
    first, second = found.lines()
    assert (first.number, first.problems) == (4, ())
    assert second.problems == ((None, code_of("row.ragged", 2)),)


def test_a_formula_gives_its_stored_result(tmp_path: Path) -> None:
    found = table(tmp_path, sheet(b'<c r="A2"><f>1+1</f><v>2</v></c>'))
    (line,) = found.lines()
    assert (line.cells["a"], line.problems) == ("2", ())


def test_a_formula_without_a_result_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    found = table(tmp_path, sheet(b'<c r="A2"><f>1+1</f></c>'))
    (line,) = found.lines()
    assert (line.cells["a"], line.problems) == ("", (("a", "cell.formula"),))


def test_an_error_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    (line,) = table(tmp_path, sheet(b'<c r="A2" t="e"><v>#N/A</v></c>')).lines()
    assert line.problems == (("a", code_of("cell.error", "#N/A")),)


def test_a_lie_about_the_size_of_the_sheet_is_not_believed(tmp_path: Path) -> None:
    honest = sheet(b'<c r="A2"><v>1</v></c>')
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        body = archive.read(SHEET)
    lying = body.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    found = table(tmp_path, with_part(honest, SHEET, lying))
    assert found.columns == ["a"]
    assert len(list(found.lines())) == 1


@pytest.mark.parametrize(
    "part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/media/picture.png"]
)
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setattr(
        xlsx_tables, "MOST_BYTES", {"sheets": 1 << 20, "strings": 1 << 20, "other": 1 << 20}
    )
    bomb = with_part(as_xlsx(ROWS), part, b"0" * (2 << 20))
    assert len(bomb) < 20_000
    with pytest.raises(Unreadable) as refused:
        table(tmp_path, bomb)
    assert refused.value.code == "file.bomb"


def test_ten_thousand_parts_are_refused(tmp_path: Path) -> None:
    file = io.BytesIO(as_xlsx(ROWS))
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(xlsx_tables.MOST_PARTS):
            archive.writestr(f"xl/media/{number}", b"")
    with pytest.raises(Unreadable) as refused:
        table(tmp_path, file.getvalue())
    assert refused.value.code == "file.bomb"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_never_expanded(tmp_path: Path, part: str) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with pytest.raises(Unreadable) as refused:
        table(tmp_path, with_part(as_xlsx(ROWS), part, laughs))
    assert refused.value.code == "file.damaged"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, HEAD + b"<row><c><v>1</v>"),
        (SHEET, b"no xml"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("[Content_Types].xml", b"<x"),
    ],
)
def test_a_damaged_workbook_is_said_to_be_damaged(
    tmp_path: Path, part: str, content: bytes
) -> None:
    with pytest.raises(Unreadable) as refused:
        list(table(tmp_path, with_part(as_xlsx(ROWS), part, content)).lines())
    assert refused.value.code in ("file.damaged", "file.empty")


def test_an_empty_sheet(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        table(tmp_path, as_xlsx([]))
    assert refused.value.code == "file.empty"


def test_formulas_are_seen_across_chunks(tmp_path: Path) -> None:
    padding = b" " * ((1 << 18) + 4096 - 2)
    body = padding + b'<c r="A2"><f>1+1</f></c>'
    (line,) = table(tmp_path, sheet(body)).lines()
    assert line.problems == (("a", "cell.formula"),)
