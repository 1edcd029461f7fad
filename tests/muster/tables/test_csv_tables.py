"""Tables with delimiters."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.tables.csv_tables import CsvTable
from muster.tables.problems import Unreadable, code_of
from muster.tables.table import Line
from tests.muster.tables.build import as_csv, write


def table(folder: Path, text: str, encoding: str = "utf-8") -> CsvTable:
    return CsvTable(write(folder, text, encoding), encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["name", "price", "note"], ["a", "1,5", "x"], ["b", "2", "y; z"]]
    found = table(tmp_path, as_csv(rows, delimiter))
    assert found.columns == ["name", "price", "note"]
    assert [list(line.cells.values()) for line in found.lines()] == rows[1:]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, "名称,价格\r\n空调,2599\r\n", encoding)
    assert list(found.lines()) == [Line(2, {"名称": "空调", "价格": "2599"})]


def test_lines_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    found = table(tmp_path, '\nname,note\n\na,"two\nlines"\n\nb,x\n')
    assert [line.number for line in found.lines()] == [4, 7]


def test_short_rows_lack_cells_and_long_ones_are_told(tmp_path: Path) -> None:
    found = list(table(tmp_path, "a,b\n1\n1,2,,\n1,2,3,4\n").lines())
    assert found[0] == Line(2, {"a": "1"})
    assert found[1] == Line(3, {"a": "1", "b": "2"})
    assert found[2].problems == ((None, code_of("row.ragged", 2)),)


def test_blank_rows_are_passed_over(tmp_path: Path) -> None:
    assert len(list(table(tmp_path, "a,b\n,\n  ,\n1,2\n").lines())) == 1


def test_cells_keep_what_looks_like_a_formula(tmp_path: Path) -> None:
    rows = [["a"], ["=1+1"], ["@SUM(A1)"], ["+86 138"], ["-5"], ['=cmd|" /C calc"!A0']]
    found = table(tmp_path, as_csv(rows))
    assert [line.cells["a"] for line in found.lines()] == [row[0] for row in rows[1:]]


def test_a_quotation_mark_that_never_closes_is_named(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b\n1,2\n3,"open\n4,5\n6,7\n')
    with pytest.raises(Unreadable) as refused:
        list(found.lines())
    assert refused.value.code == code_of("file.quote", 3)


def test_inch_marks_are_no_quotation_marks(tmp_path: Path) -> None:
    found = table(tmp_path, 'name,size\npipe,5"\nscreen,27"\nrod,3"\n')
    assert [line.cells["size"] for line in found.lines()] == ['5"', '27"', '3"']


def test_a_cell_of_more_than_a_million_characters_is_refused(tmp_path: Path) -> None:
    found = table(tmp_path, f"a,b\n1,2\n3,{'x' * 1_000_001}\n")
    with pytest.raises(Unreadable) as refused:
        list(found.lines())
    assert refused.value.code == code_of("file.cell", 3)


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    assert table(tmp_path, "name\nFridge\n").columns == ["name"]
