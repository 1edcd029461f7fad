"""Tables of JSON lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.tables.jsonl_tables import JsonLinesTable
from muster.tables.problems import Unreadable
from tests.muster.tables.build import as_jsonl, write


def table(folder: Path, text: str) -> JsonLinesTable:
    return JsonLinesTable(write(folder, text), "utf-8")


def test_the_columns_are_all_keys_in_their_order(tmp_path: Path) -> None:
    found = table(tmp_path, as_jsonl([{"b": 1, " a ": 2}, {"a": 3, "c": [1]}]))
    assert found.columns == ["b", "a", "c"]
    assert [line.cells for line in found.lines()] == [{"b": 1, "a": 2}, {"a": 3, "c": [1]}]


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    found = table(tmp_path, '{"a": 1}\n\n  \n{"a": 2}\n')
    assert [line.number for line in found.lines()] == [1, 4]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": ', "row.json"),
        ('{"a": 1} trailing', "row.json"),
        ("[1, 2]", "row.object"),
        ('"text"', "row.object"),
        ("[" * 20_000, "row.json"),
        ('{"a": ' + "9" * 5_000 + "}", "row.json"),
    ],
)
def test_a_bad_line_is_a_problem_of_that_line(tmp_path: Path, text: str, code: str) -> None:
    found = table(tmp_path, '{"a": 1}\n' + text + '\n{"a": 3}\n')
    lines = list(found.lines())
    assert [line.problems for line in lines] == [(), ((None, code),), ()]


def test_numbers_that_are_none_are_nothing(tmp_path: Path) -> None:
    found = table(tmp_path, '{"a": NaN, "b": Infinity}\n')
    assert next(iter(found.lines())).cells == {"a": None, "b": None}


def test_a_thousand_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"columns\.many"):
        table(tmp_path, as_jsonl([{f"k{number}": 1 for number in range(1000)}]))
