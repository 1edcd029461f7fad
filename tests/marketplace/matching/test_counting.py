"""Counts over all companies: how rare a word is, how well known a company."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select, text

from marketplace.matching import counting
from marketplace.matching.actions import index_companies, remove_company
from marketplace.matching.counting import count_anew
from marketplace.matching.documents import CompanyDocument
from marketplace.matching.jobs import count
from marketplace.matching.models import IndexedCompany, IndexedCounts, IndexedTerm
from marketplace.matching.queries import search
from muster.db import Acting, session, unit_of_work
from tests.marketplace.matching.companies import ALL, CAFE, LAPTOPS, company, enter, looking

STAFF = Acting(staff=True)


def companies_with(text_: str, kind: str) -> int | None:
    with looking():
        return session.scalar(
            select(IndexedTerm.companies).where(IndexedTerm.text == text_, IndexedTerm.kind == kind)
        )


def index(*documents: CompanyDocument) -> None:
    with unit_of_work(STAFF):
        index_companies(documents)


def row_of(document: CompanyDocument) -> IndexedCompany:
    with looking():
        row = session.get_one(IndexedCompany, document.tenant_id)
        session.expunge(row)
        return row


def test_terms_are_counted_over_all_companies(indexed: Engine) -> None:
    assert companies_with("数据恢复", "v") == 2
    with looking():
        assert session.scalar(select(IndexedCounts.companies)) == len(ALL)


def test_terms_that_nobody_uses_any_more_are_forgotten(indexed: Engine) -> None:
    with unit_of_work(STAFF):
        remove_company(CAFE.tenant_id)
    with unit_of_work(STAFF):
        assert count_anew()
    assert companies_with("cardamom", "w") is None
    assert companies_with("berlin", "r") == 1


def test_nothing_is_counted_twice_for_nothing(indexed: Engine) -> None:
    with indexed.begin() as connection:
        connection.execute(text("UPDATE matching_companies SET indexed_at = now() - interval '1h'"))
    with unit_of_work(STAFF):
        assert not count_anew()
    index(replace(CAFE, about="Now with cinnamon."))
    with unit_of_work(STAFF):
        assert count_anew()


def test_two_do_not_count_at_once(indexed: Engine) -> None:
    with indexed.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('matching count', 0))"))
        with unit_of_work(STAFF):
            assert not count_anew()


def test_whoever_is_mentioned_is_better_known(indexed: Engine) -> None:
    assert row_of(CAFE).mentions == 1
    assert row_of(LAPTOPS).mentions == 0


def test_the_better_known_of_equals_comes_first(tenants: Engine) -> None:
    twins = [company(name, categories=["花店"]) for name in ("东边花店", "西边花店", "北边花店")]
    fans = [company(f"茶馆{n}", mentions=["西边花店"]) for n in range(9)]
    enter(tenants, [*twins, *fans])
    index(*twins, *fans)
    with unit_of_work(STAFF):
        count_anew()
    with looking():
        best = search("找一家花店")[0]
    assert best.tenant_id == twins[1].tenant_id
    assert {"kind": "mentioned", "companies": 9} in best.reasons


def test_a_price_has_a_rank_among_its_kind(tenants: Engine) -> None:
    shops = [company(f"{n}号铺", categories=["铺"], attributes=[("价格", n)]) for n in (10, 20, 30)]
    enter(tenants, shops)
    index(*shops)
    with unit_of_work(STAFF):
        count_anew()
    assert [row_of(shop).price_rank for shop in shops] == [0, 0.5, 1]


def test_tiers_hold_the_foremost_and_the_search_finds_all(
    tenants: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "FIRST_TIER", 3)
    monkeypatch.setattr(counting, "FIRST_TWO_TIERS", 8)
    shops = [company(f"第{n}书店", categories=["书店"]) for n in range(20)]
    fans = [company(f"读者{n}", mentions=[f"第{m}书店" for m in range(n)]) for n in range(20)]
    enter(tenants, [*shops, *fans])
    index(*shops, *fans)
    with unit_of_work(STAFF):
        count_anew()
    with looking():
        sizes = session.execute(
            select(IndexedCompany.tier, func.count()).group_by(IndexedCompany.tier)
        ).all()
        assert sorted(sizes) == [(0, 3), (1, 5), (2, 32)]
        found = [match.tenant_id for match in search("书店", limit=20)]
        named = search("第18书店")[0]
    assert found[:3] == [shop.tenant_id for shop in shops[:3]]
    assert set(found) == {shop.tenant_id for shop in shops}
    assert named.tenant_id == shops[18].tenant_id


def test_whoever_enters_after_a_count_of_nobody_is_found(tenants: Engine) -> None:
    with unit_of_work(STAFF):
        count_anew()
    index(CAFE)
    with looking():
        assert [match.tenant_id for match in search("cardamom buns")] == [CAFE.tenant_id]


def test_the_job_needs_nobody_acting(tenants: Engine) -> None:
    index(CAFE)
    count()
    with looking():
        assert session.scalar(select(IndexedCounts.companies)) == 1
