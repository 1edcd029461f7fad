"""What a file is, by its content, and what its columns are called."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from muster.tables.problems import Unreadable, code_of, said
from muster.tables.reading import Looks, look, open_table
from muster.tables.table import Line, count_rows, name_columns
from tests.muster.tables.build import as_csv, as_jsonl, as_xlsx, with_part, write

ROWS = [["名称", "价格"], ["空调", "2599"]]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (as_csv(ROWS), Looks("csv", "utf-8")),
        (as_csv(ROWS, "\t"), Looks("csv", "utf-8")),
        (as_jsonl([{"名称": "空调"}]), Looks("jsonl", "utf-8")),
        ('{"broken": \n{"名称": "空调"}\n', Looks("jsonl", "utf-8")),
        (as_xlsx(ROWS), Looks("xlsx")),
        ("one column\nvalue\n", Looks("csv", "utf-8")),
    ],
    ids=["commas", "tabs", "lines", "a broken line", "a workbook", "one column"],
)
def test_the_format_is_found_by_content(tmp_path: Path, content: str | bytes, found: Looks) -> None:
    assert look(write(tmp_path, content)) == found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \n\r\n\t", "file.empty"),
        (b"\xef\xbb\xbf", "file.empty"),
        (b"%PDF-1.7 ...", "file.binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "file.binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "file.xls"),
        (b"PK\x03\x04 cut off", "file.damaged"),
        (gzip.compress(b"a,b\n", mtime=0), "file.gzip"),
        (b"<html><body><table><tr><td>1</td></tr></table>", "file.html"),
        (b'[{"a": 1}]', "file.json"),
        (b'{\n  "a": 1\n}\n', "file.json"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, code: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        look(write(tmp_path, content))
    assert refused.value.code == code
    assert said(code) != code


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    archive = with_part(as_xlsx(ROWS), "xl/workbook.xml", b"")
    renamed = archive.replace(b"xl/workbook.xml", b"xl/workbook.txt")
    with pytest.raises(Unreadable) as refused:
        look(write(tmp_path, renamed))
    assert refused.value.code == "file.zip"


def test_a_packed_file_is_fine_where_it_may_be(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(as_csv(ROWS).encode()))
    looks = look(path, packed=True)
    (line,) = open_table(path, looks, packed=True).lines()
    assert line == Line(2, {"名称": "空调", "价格": "2599"})


def test_columns_have_names_of_their_own() -> None:
    header = ["Name", " Name ", "", "Name", None, "x\x00y", "", ""]
    assert name_columns(header) == ["Name", "Name (2)", "#3", "Name (3)", "#5", "xy"]


def test_a_header_without_a_name_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        name_columns(["", " ", None])
    assert refused.value.code == "columns.none"


def test_a_thousand_columns_are_refused_with_their_number() -> None:
    with pytest.raises(Unreadable) as refused:
        name_columns([f"c{number}" for number in range(1000)])
    assert refused.value.code == code_of("columns.many", 1000)
    assert "1000 columns" in said(refused.value.code)


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        open_table(tmp_path / "gone", Looks("csv", "utf-8"))
    assert refused.value.code == "file.gone"


class Made:
    """A table of so many rows."""

    columns = ("a",)

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def lines(self) -> object:
        return (Line(number, {"a": "1"}) for number in range(self.rows))


@pytest.mark.parametrize(("rows", "code"), [(0, "file.no_rows"), (200_001, "rows.many")])
def test_no_rows_and_too_many(rows: int, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        count_rows(Made(rows))  # type: ignore[arg-type]  # a table in all that matters
    assert refused.value.code == code
    assert count_rows(Made(200_000)) == 200_000  # type: ignore[arg-type]  # the same
