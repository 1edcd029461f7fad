"""The public list of companies."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from marketplace.showcase import queries
from tenants.showcase import actions
from tests.cast import HUALAN
from tests.marketplace.showcase.conftest import AsTenant


@pytest.mark.usefixtures("shown")
def test_published_companies_by_name(reader: FlaskClient) -> None:
    page = reader.get("/companies").text
    assert "2 companies answer here." in page
    assert page.index("Rival Travel") < page.index("华澜家电")
    assert 'href="/companies?category=%E5%AE%B6%E7%94%A8%E7%94%B5%E5%99%A8"' in page


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=travel", ["Rival Travel"]),
        ("search=当天", ["华澜家电"]),
        ("category=家用电器", ["华澜家电"]),
        ("category=家用电器&search=rival", []),
        ("search=%25", []),
        ("page=99&search=家电", ["华澜家电"]),
    ],
)
def test_found_by_word_and_category(reader: FlaskClient, query: str, found: list[str]) -> None:
    page = reader.get(f"/companies?{query}").text
    for name in ("Rival Travel", "华澜家电"):
        assert (f'<strong dir="auto">{name}</strong>' in page) is (name in found)
    assert ("No company found" in page) is (not found)


def test_drafts_are_not_listed(reader: FlaskClient, as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        actions.withdraw(HUALAN.id)
    page = reader.get("/companies").text
    assert "1 company answers here." in page
    assert "华澜家电" not in page


def test_many_companies_have_pages(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COMPANIES_A_PAGE", 1)
    assert "Rival Travel" in reader.get("/companies").text
    second = reader.get("/companies?page=2").text
    assert "Rival Travel" not in second
    assert "华澜家电" in second
