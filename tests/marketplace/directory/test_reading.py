"""A row of a directory as a company."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marketplace.directory.mapping import read_mapping
from marketplace.directory.reading import DirectoryCompany, Reader, RowError
from muster.tables.table import Line
from tests.marketplace.directory.build import HOTEL, MAPPING, NOODLES, mapping


def read(folder: Path, row: dict[str, Any], text: str = MAPPING) -> DirectoryCompany:
    return Reader(read_mapping(mapping(folder, text))).company(Line(1, row))


def test_a_hotel_with_a_room(tmp_path: Path) -> None:
    company = read(tmp_path, HOTEL)
    assert company.key == "river:酒店:望江楼大酒店"
    assert company.slug.startswith("river-")
    assert (company.name, company.tagline) == ("望江楼大酒店", "舒适型酒店")
    assert (company.categories, company.regions) == (["酒店"], ["江城", "汉阳区"])
    assert (company.phone, company.address) == ("+862784652222", "江城市汉阳区晴川街 8 号")
    assert company.attributes == {
        "档次": "舒适型",
        "设施": ["停车场", "健身房"],
        "房价": 358,
        "评分": 4.6,
        "附近": ["长堤老面馆"],
    }
    assert company.attribute_roles == {"附近": "mentions", "评分": "rating"}
    (room,) = company.products
    assert (room.name, room.price_minor, room.currency) == ("舒适型客房", 35800, "CNY")
    assert room.tags == ["停车场", "健身房"]


def test_a_restaurant_with_its_dishes(tmp_path: Path) -> None:
    company = read(tmp_path, NOODLES)
    assert [product.name for product in company.products] == ["热干面", "豆皮"]
    assert len({product.slug for product in company.products}) == 2
    assert company.opening_hours["mon"] == [["06:00", "14:00"]]
    assert company.tagline == ""
    # Two numbers are a fact: which of them is to be dialled, the file does not say.
    assert company.phone is None
    assert company.attributes["电话"] == "83651111,83652222"
    assert company.attribute_roles == {}


def test_the_same_row_gives_the_same_addresses(tmp_path: Path) -> None:
    assert read(tmp_path, NOODLES) == read(tmp_path, NOODLES)


def test_what_cannot_be_read_stays_a_fact(tmp_path: Path) -> None:
    row = {**NOODLES, "营业时间": "看心情", "电话": "none", "评分": "高"}
    company = read(tmp_path, row)
    assert company.opening_hours == {}
    assert company.attributes["营业时间"] == "看心情"
    assert company.attributes["电话"] == "none"


def test_latin_names_give_latin_addresses(tmp_path: Path) -> None:
    assert read(tmp_path, {**HOTEL, "名称": "Café Wagas (江滩店)"}).slug.startswith("cafe-wagas-")


def test_without_rules_the_row_itself_is_the_product(tmp_path: Path) -> None:
    plain = MAPPING.partition("[[products]]")[0]
    (product,) = read(tmp_path, HOTEL, plain).products
    assert product.name == "望江楼大酒店"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"名称": " "}, "name.missing"),
        ({"名称": None}, "name.missing"),
        ({"名称": "x" * 201}, "name.long"),
    ],
)
def test_a_row_that_is_no_company(tmp_path: Path, cells: dict[str, Any], code: str) -> None:
    with pytest.raises(RowError) as refused:
        read(tmp_path, {**HOTEL, **cells})
    assert refused.value.code == code


def test_a_line_that_could_not_be_read(tmp_path: Path) -> None:
    reader = Reader(read_mapping(mapping(tmp_path)))
    with pytest.raises(RowError, match=r"row\.json"):
        reader.company(Line(1, {}, ((None, "row.json"),)))


@pytest.mark.parametrize(
    ("price", "minor"),
    [(358, 35800), (358.5, 35850), ("¥358", 35800), (None, None), ("询价", None)],
)
def test_prices_are_read_where_they_can_be(
    tmp_path: Path, price: object, minor: int | None
) -> None:
    (room,) = read(tmp_path, {**HOTEL, "房价": price}).products
    assert room.price_minor == minor


def test_values_of_any_kind_do_no_harm(tmp_path: Path) -> None:
    row = json.loads('{"a": 1e999, "b": {"c": [1, null]}, "d": "x\\u0000\\ud800", "e": true}')
    company = read(tmp_path, {**HOTEL, **row})
    assert company.attributes["b"] == ["c: [1, None]"]
    assert company.attributes["d"] == "x\ufffd"
    json.dumps(company.attributes, allow_nan=False)
