"""What the search is told of a company."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace.matching.documents import ProductDocument
from marketplace.showcase.documents import document_of, product_document
from tenants.showcase.models import Product, Showcase
from tests.cast import HUALAN


def showcase(**said: Any) -> Showcase:
    values = {
        "tenant_id": HUALAN.id,
        "name": "华澜家电",
        "tagline": "",
        "about": "",
        "languages": ["zh"],
        "regions": ["北京"],
        "categories": ["家用电器"],
        "opening_hours": {},
        "attributes": {},
        "attribute_roles": {},
    }
    return Showcase(**{**values, **said})


def test_everything_that_is_public() -> None:
    told = document_of(
        showcase(
            tagline="当天上门",
            about="始于 1998 年",
            attributes={"停车": "有", "服务站": ["北京", "上海"]},
            address="佛山市",
            phone="+8695588",
            opening_hours={
                "mon": [["09:00", "18:00"]],
                "fri": [["18:00", "24:00"]],
                "sat": [["00:00", "02:00"]],
            },
        ),
        [ProductDocument("冰箱")],
    )
    assert told.tenant_id == HUALAN.id
    assert told.about == "当天上门\n始于 1998 年"
    assert dict(told.attributes) == {
        "停车": "有",
        "服务站": ["北京", "上海"],
        "地址": "佛山市",
        "电话": "+8695588",
        "营业时间": ["周一 09:00-18:00", "周五 18:00-02:00"],
    }
    assert told.products == (ProductDocument("冰箱"),)


def test_an_english_company_is_told_in_english() -> None:
    told = document_of(showcase(name="Rival Travel", address="1 High Street"), [])
    assert told.attributes == (("address", "1 High Street"),)


def test_roles_take_facts_out_of_the_facts() -> None:
    told = document_of(
        showcase(
            attributes={"评": 4.5, "周边": ["故宫", "天坛"], "停车": "有"},
            attribute_roles={"评": "rating", "周边": "mentions"},
        ),
        [],
    )
    assert told.rating == 4.5
    assert told.mentions == ("故宫", "天坛")
    assert told.attributes == (("停车", "有"),)


@pytest.mark.parametrize(
    ("attributes", "rating"),
    [
        ({"评分": 4.7}, 4.7),
        ({"Rating": 5}, 5.0),
        ({"评分": 97}, None),
        ({"评分": "高"}, None),
        ({}, None),
    ],
)
def test_a_rating_is_known_by_its_name(attributes: dict[str, Any], rating: float | None) -> None:
    assert document_of(showcase(attributes=attributes), []).rating == rating


def test_a_product() -> None:
    product = Product(
        name="冰箱",
        description="安静",
        attributes={"能效": "一级"},
        price_minor=429900,
        currency="CNY",
        tags=["无霜"],
    )
    assert product_document(product) == ProductDocument(
        "冰箱", "安静", (("能效", "一级"),), 429900, "CNY", ["无霜"]
    )
