"""A line as a product, or what is wrong with it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from muster.tables.cells import clean
from muster.tables.table import Line
from tenants.imports.mapping import Mapping
from tenants.imports.rows import Duplicates, Problems, read_row
from tenants.showcase.intake import Row

MAPPING = Mapping(
    {
        "编号": "key",
        "名称": "name",
        "描述": "description",
        "价格": "price",
        "币种": "currency",
        "标签": "tags",
        "链接": "link",
        "颜色": "attribute",
        "备注": "ignore",
    },
    currency="CNY",
    publish=True,
)


def read(**cells: object) -> tuple[Row | None, Problems]:
    return read_row(Line(2, {"名称": "空调", **cells}), MAPPING)


def test_a_whole_line() -> None:
    row, problems = read(
        编号=" K1 ",
        描述="一级\n能效",
        价格="2,599",
        币种="usd",
        标签="静音，省电",
        链接="example.com",
        颜色="白",
        备注="not told",
        尺寸="90 cm",
    )
    assert problems == []
    assert row == Row(
        name="空调",
        external_key="K1",
        description="一级\n能效",
        attributes={"颜色": "白", "尺寸": "90 cm"},
        tags=["静音", "省电"],
        price_minor=259900,
        currency="USD",
        link="https://example.com",
        published=True,
    )


def test_json_values_are_read_as_what_they_are() -> None:
    row, problems = read(
        编号=17, 价格=2599.5, 标签=["a", "b"], 颜色=["白", "金"], 上市=True, 空=None
    )
    assert problems == []
    assert row is not None
    assert (row.external_key, row.price_minor, row.tags) == ("17", 259950, ["a", "b"])
    assert row.attributes == {"颜色": ["白", "金"], "上市": "✓"}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"名称": " "}, ("名称", "name.missing")),
        ({"名称": "x" * 201}, ("名称", "name.long")),
        ({"编号": "x" * 201}, ("编号", "key.long")),
        ({"描述": "x" * 20_001}, ("描述", "description.long")),
        ({"价格": "cheap"}, ("价格", "price.unreadable")),
        ({"价格": "-1"}, ("价格", "price.negative")),
        ({"币种": "XXXX"}, ("币种", "currency.unknown")),
        ({"标签": "x" * 81}, ("标签", "tags.many")),
        ({"链接": "javascript:alert(1)"}, ("链接", "link.unreadable")),
        ({"颜色": "x" * 4_001}, ("颜色", "attribute.long")),
        ({f"c{n}": 1 for n in range(201)}, (None, "attribute.many")),
    ],
)
def test_what_is_wrong_is_told_with_its_column(
    cells: dict[str, object], problem: tuple[str | None, str]
) -> None:
    row, problems = read(**cells)
    assert row is None
    assert problems == [problem]


def test_several_things_can_be_wrong_at_once() -> None:
    _, problems = read(价格="x", 链接="x y")
    assert [code for _, code in problems] == ["price.unreadable", "link.unreadable"]


def test_a_line_that_could_not_be_read_has_its_own_problem_only() -> None:
    line = Line(3, {}, ((None, "row.json"),))
    assert read_row(line, MAPPING) == (None, [(None, "row.json")])


def test_what_is_said_twice_is_told_with_the_first_line() -> None:
    seen = Duplicates()
    assert seen.problem(Row("a", "K1"), 2) is None
    assert seen.problem(Row("a", "K2"), 3) is None
    assert seen.problem(Row("b", "K1"), 4) == "key.twice\x1f2"
    assert seen.problem(Row("a"), 5) is None
    assert seen.problem(Row("a"), 6) == "name.twice\x1f5"
    assert seen.problem(Row("a"), 5) is None


def test_naughty_strings_are_kept_as_they_are() -> None:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if folder is None:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    for said in json.loads(Path(folder, "dirty/blns.json").read_text(encoding="utf-8")):
        row, problems = read(描述=said, 名称=f"x{said}"[:200])
        assert row is not None, problems
        assert row.description == clean(said)
