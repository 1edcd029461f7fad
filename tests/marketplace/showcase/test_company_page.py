"""A company's public page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from tenants.showcase import actions, offers, products
from tests.cast import HUALAN
from tests.marketplace.showcase.conftest import AsTenant

ClientFor = Callable[[str], FlaskClient]
URL = "/c/hualan"


def data_of(page: str) -> list[dict[str, Any]]:
    """The structured data of a page."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


@pytest.mark.usefixtures("shown")
def test_it_says_what_the_company_has_published(reader: FlaskClient) -> None:
    page = reader.get(URL).text
    for said in (
        '<h1 dir="auto">华澜家电</h1>',
        "当天上门",
        "始于 1998 年。",
        "家用电器",
        "95588",
        "tel:95588",
        "佛山市",
        "云柜冰箱",
        "CN¥4,299.00",
        "以旧换新",
        "Chinese · Cantonese",
        "Open now",
        "/ask?company=hualan",
    ):
        assert said in page


@pytest.mark.usefixtures("shown")
def test_search_engines_are_told_who_this_is(reader: FlaskClient) -> None:
    page = reader.get(URL).text
    assert "<title>华澜家电 · Muster</title>" in page
    assert '<meta name="description" content="当天上门">' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/c/hualan">' in page
    assert 'hreflang="zh" href="http://127.0.0.1:8000/c/hualan?lang=zh"' in page
    assert '<meta property="og:title" content="华澜家电">' in page
    (company,) = data_of(page)
    assert company["@type"] == "LocalBusiness"
    assert company["url"] == "http://127.0.0.1:8000/c/hualan"
    assert company["telephone"] == "+8695588"
    assert company["makesOffer"][1]["price"] == "4299.00"
    assert len(company["openingHoursSpecification"]) == 7


@pytest.mark.usefixtures("shown")
def test_what_a_company_writes_stays_text(reader: FlaskClient, as_tenant: AsTenant) -> None:
    evil = "</script><script>alert(1)</script>"
    with as_tenant("hualan"):
        actions.update_profile(HUALAN.id, name=evil, about=evil, tagline=evil)
    page = reader.get(URL).text
    assert evil not in page
    assert data_of(page)[0]["name"] == evil


def test_a_draft_is_not_there(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        actions.withdraw(HUALAN.id)
    for address in (URL, f"{URL}/first"):
        assert reader.get(address).status_code == 404


def test_drafts_of_products_and_offers_are_not_shown(
    reader: FlaskClient, as_tenant: AsTenant
) -> None:
    with as_tenant("hualan"):
        products.create_product(HUALAN.id, name="Secret product")
        offers.create_offer(
            HUALAN.id, title="Secret offer", starts_on=date(2000, 1, 1), ends_on=date(2999, 1, 1)
        )
    assert "Secret" not in reader.get(URL).text


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2000, 1, 1), date(2000, 1, 2)), (date(2999, 1, 1), date(2999, 1, 2))],
)
def test_offers_show_on_their_days_only(
    reader: FlaskClient, as_tenant: AsTenant, starts_on: date, ends_on: date
) -> None:
    with as_tenant("hualan"):
        offers.create_offer(
            HUALAN.id, title="Another day", starts_on=starts_on, ends_on=ends_on, published=True
        )
    assert "Another day" not in reader.get(URL).text


def test_products_have_pages(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        for number in range(24):
            products.create_product(HUALAN.id, name=f"Product {number}", published=True)
    assert "Product 23" not in reader.get(URL).text
    second = reader.get(f"{URL}?page=2").text
    assert "Product 23" in second
    assert 'rel="canonical" href="http://127.0.0.1:8000/c/hualan?page=2"' in second


@pytest.mark.usefixtures("shown")
def test_it_speaks_the_reader_s_language_and_keeps_the_company_s(anyone: FlaskClient) -> None:
    english = anyone.get(f"{URL}?lang=en").text
    chinese = anyone.get(f"{URL}?lang=zh").text
    assert '<html lang="en"' in english
    assert "Ask now" in english
    assert "立即提问" in chinese
    assert 'rel="canonical" href="http://127.0.0.1:8000/c/hualan?lang=zh"' in chinese
    assert 'hreflang="x-default" href="http://127.0.0.1:8000/c/hualan"' in chinese
    for page in (english, chinese):
        assert '<article class="company" lang="zh-Hans">' in page


@pytest.mark.usefixtures("shown")
def test_a_preview_shows_the_draft_to_the_company_alone(
    client_for: ClientFor, as_tenant: AsTenant
) -> None:
    with as_tenant("hualan"):
        products.create_product(HUALAN.id, name="Secret product")
        actions.withdraw(HUALAN.id)
    preview = "/portal/hualan/showcase/preview"
    response = client_for("vera").get(preview)
    assert "Secret product" in response.text
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "application/ld+json" not in response.text
    assert client_for("rita").get(preview).status_code == 404


@pytest.mark.usefixtures("shown")
def test_it_takes_the_same_few_queries_whatever_it_shows(
    reader: FlaskClient, as_tenant: AsTenant, statements: Callable[[], list[str]]
) -> None:
    reader.get(URL)
    few = len(statements())
    with as_tenant("hualan"):
        for number in range(20):
            products.create_product(HUALAN.id, name=f"Product {number}", published=True)
    statements()
    reader.get(URL)
    assert len(statements()) == few
