"""Sitemaps."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from marketplace.showcase import sitemaps
from tenants.showcase import actions, products
from tests.cast import HUALAN
from tests.marketplace.showcase.conftest import AsTenant

BASE = "http://127.0.0.1:8000"


def places(client: FlaskClient, address: str) -> list[str]:
    response = client.get(address)
    assert response.mimetype == "application/xml"
    return re.findall(r"<loc>(.*?)</loc>", response.text)


def test_the_index_names_the_parts(anyone: FlaskClient) -> None:
    assert places(anyone, "/sitemap.xml") == [
        f"{BASE}/sitemaps/companies/1.xml",
        f"{BASE}/sitemaps/products/1.xml",
    ]
    assert "Sitemap: " in anyone.get("/robots.txt").text


def test_the_parts_name_the_pages(anyone: FlaskClient) -> None:
    assert set(places(anyone, "/sitemaps/companies/1.xml")) == {
        f"{BASE}/c/hualan",
        f"{BASE}/c/rival",
    }
    assert set(places(anyone, "/sitemaps/products/1.xml")) == {
        f"{BASE}/c/hualan/first",
        f"{BASE}/c/rival/first",
    }
    assert "<lastmod>2026-01-05T01:00:00+00:00</lastmod>" in anyone.get("/sitemap.xml").text


def test_drafts_are_not_named(anyone: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        products.create_product(HUALAN.id, name="Secret")
        actions.withdraw(HUALAN.id)
    assert places(anyone, "/sitemaps/companies/1.xml") == [f"{BASE}/c/rival"]
    assert places(anyone, "/sitemaps/products/1.xml") == [f"{BASE}/c/rival/first"]


def test_parts_are_limited(anyone: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART", 1)
    assert len(places(anyone, "/sitemap.xml")) == 4
    first, second = (places(anyone, f"/sitemaps/companies/{part}.xml") for part in (1, 2))
    assert sorted([*first, *second]) == [f"{BASE}/c/hualan", f"{BASE}/c/rival"]


@pytest.mark.parametrize(
    "address",
    [
        "/sitemaps/companies/2.xml",
        "/sitemaps/products/99999999999.xml",
        "/sitemaps/people/1.xml",
    ],
)
def test_what_is_not_there(anyone: FlaskClient, address: str) -> None:
    assert anyone.get(address).status_code == 404
