"""A product's public page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from muster.media.actions import keep
from tenants.showcase import pictures, products
from tests.cast import HUALAN, known_id
from tests.marketplace.showcase.conftest import AsTenant, address_of
from tests.marketplace.showcase.test_company_page import data_of
from tests.tenants.showcase.conftest import picture


@pytest.mark.usefixtures("shown")
def test_it_says_what_the_product_is(reader: FlaskClient) -> None:
    address = address_of(reader, "云柜冰箱")
    page = reader.get(address).text
    for said in (
        "<title>云柜冰箱 · 华澜家电 · Muster</title>",
        'content="520 升，安静。"',
        "CN¥4,299.00",
        "一级",
        "无霜",
        "以旧换新",
        'href="https://hualan.example.com/520" rel="nofollow noopener ugc"',
        f"/ask?company=hualan&amp;product={address.rpartition('/')[2]}",
        "More from 华澜家电",
        "First product",
    ):
        assert said in page


@pytest.mark.usefixtures("shown")
def test_what_costs_nothing_is_called_free(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        products.create_product(
            HUALAN.id, name="旧机回收", price_minor=0, currency="CNY", published=True
        )
    page = reader.get(address_of(reader, "旧机回收")).text
    assert '<p class="product-price">Free</p>' in page


@pytest.mark.usefixtures("shown")
def test_search_engines_are_told_the_price(reader: FlaskClient) -> None:
    product, trail = data_of(reader.get(address_of(reader, "云柜冰箱")).text)
    assert (product["@type"], product["name"]) == ("Product", "云柜冰箱")
    assert (product["offers"]["price"], product["offers"]["priceCurrency"]) == ("4299.00", "CNY")
    assert {"@type": "PropertyValue", "name": "颜色", "value": "白, 金"} in product[
        "additionalProperty"
    ]
    assert [step["name"] for step in trail["itemListElement"]] == ["华澜家电", "云柜冰箱"]


def test_pictures_can_be_seen_by_anyone(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        kept = keep(HUALAN.id, picture(), "a.jpg").id
        pictures.attach_picture(known_id("product hualan"), kept)
    page = reader.get("/c/hualan/first").text
    assert f"/pictures/{kept}/960" in page
    assert (
        f'<meta property="og:image" content="http://127.0.0.1:8000/pictures/{kept}/full">' in page
    )
    assert reader.get(f"/pictures/{kept}/960").status_code == 200


@pytest.mark.parametrize("address", ["/c/hualan/none", "/c/nobody/first", "/c/rival/", "/c/"])
def test_what_is_not_there(reader: FlaskClient, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_a_draft_is_not_there(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        products.withdraw_product(known_id("product hualan"))
    assert reader.get("/c/hualan/first").status_code == 404
    assert reader.get("/c/rival/first").status_code == 200
