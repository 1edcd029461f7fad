"""Guessing what a column is."""

from __future__ import annotations

import pytest

from tenants.imports.mapping import Mapping, guess


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("名称", "name"),
        ("商品名称", "name"),
        ("Product Name", "name"),
        ("product_name", "name"),
        ("PRICE", "price"),
        ("价格（元）", "price"),
        ("Price (CNY)", "price"),
        ("单价", "price"),
        ("SKU", "key"),
        ("货号", "key"),
        ("描述", "description"),
        ("币种", "currency"),
        ("标签", "tags"),
        ("链接", "link"),
        ("颜色", "attribute"),
        ("#7", "ignore"),
    ],
)
def test_a_column_is_recognised_in_both_languages(column: str, target: str) -> None:
    other = "Name" if target != "name" else "colour"
    assert guess([column, other])[column] == target


def test_each_meaning_is_given_once() -> None:
    assert guess(["name", "price", "unit price"]) == {
        "name": "name",
        "price": "price",
        "unit price": "attribute",
    }


def test_without_a_name_the_first_column_is_it() -> None:
    assert guess(["sku", "foo", "bar"]) == {"sku": "key", "foo": "name", "bar": "attribute"}


def test_a_mapping_survives_being_kept() -> None:
    mapping = Mapping({"a": "name", "b": "attribute", "c": "price"}, "EUR", publish=True)
    assert Mapping.of(mapping.kept()) == mapping
    assert (mapping.column("price"), mapping.column("tags")) == ("c", None)
    assert mapping.attributes == ["b"]
