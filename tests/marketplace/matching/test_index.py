"""Entering the index, changing in it, leaving it; and who may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import ProgrammingError

from marketplace.matching.actions import await_turn, index_companies, index_company, remove_company
from marketplace.matching.documents import CompanyDocument, ProductDocument
from marketplace.matching.models import IndexedCompany, IndexedTerm
from marketplace.matching.queries import search
from muster.db import Acting, session, unit_of_work
from muster.db.names import roles
from tests.cast import HUALAN, RIVAL
from tests.marketplace.matching.companies import ALL, APPLIANCES, acting_for, looking
from tests.marketplace.matching.naughty import NAUGHTY

AsTenant = Callable[[str], AbstractContextManager[None]]

OURS = CompanyDocument(HUALAN.id, HUALAN.name, categories=["家电"], about="七天无理由退货")


def found(question: str) -> set[UUID]:
    with looking():
        return {match.tenant_id for match in search(question)}


def test_nobody_is_found_before_entering(app: Flask) -> None:
    assert found("家电退货") == set()


def test_a_company_that_entered_is_found_at_once(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(OURS)
    assert found("退货") == {HUALAN.id}


def test_a_company_that_left_is_not_found_any_more(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(OURS)
    with as_tenant("hualan"):
        remove_company(HUALAN.id)
    assert found("家电退货") == set()


def test_leaving_twice_does_nothing(as_tenant: AsTenant) -> None:
    for _ in range(2):
        with as_tenant("hualan"):
            remove_company(HUALAN.id)


def test_a_change_replaces_what_was_there(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(OURS)
    with as_tenant("hualan"):
        index_company(replace(OURS, about="只卖净水器"))
    assert found("退货") == set()
    assert found("净水器") == {HUALAN.id}


def test_what_is_undone_was_never_there(app: Flask) -> None:
    def enter_and_fail() -> None:
        with unit_of_work(acting_for(HUALAN.id)):
            index_company(OURS)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enter_and_fail()
    assert found("退货") == set()


def test_a_rival_cannot_enter_for_us(as_tenant: AsTenant) -> None:
    with pytest.raises(ProgrammingError), as_tenant("rival"):
        index_company(OURS)


def test_a_rival_cannot_overwrite_our_row(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(OURS)
    with pytest.raises(ProgrammingError), as_tenant("rival"):
        index_company(replace(OURS, about="已经倒闭"))
    assert found("退货") == {HUALAN.id}


def test_a_rival_cannot_take_our_row_out_or_change_it(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(OURS)
    with as_tenant("rival"):
        remove_company(HUALAN.id)
        session.execute(delete(IndexedCompany))
        session.execute(update(IndexedCompany).values(prior=0, tier=2))
    with as_tenant("hualan"):
        assert session.scalars(select(IndexedCompany.tier)).all() == [0]


def test_the_public_cannot_write(app: Flask) -> None:
    with pytest.raises(ProgrammingError), looking():
        index_company(OURS)


def test_a_company_cannot_change_what_is_counted_of_all(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(OURS)
    with as_tenant("rival"):
        session.execute(update(IndexedTerm).values(companies=1_000_000))
        session.execute(delete(IndexedTerm))
    with as_tenant("hualan"):
        assert set(session.scalars(select(IndexedTerm.companies))) == {1}


def test_the_policies_let_the_indexes_be_used(app: Flask, db_owner: Engine) -> None:
    """A condition that is not constant would stand before @@, which is not leak-proof."""
    query = "SELECT FROM matching_companies WHERE tier = 0 AND terms @@ 'a & b'::tsquery"
    with db_owner.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {roles()[0]}"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(connection.execute(text(f"EXPLAIN {query}")).scalars())
    assert "Bitmap Index Scan on ix_matching_companies_terms_0" in plan


@pytest.mark.usefixtures("tenants")
def test_many_at_once(app: Flask) -> None:
    with unit_of_work(Acting(staff=True)):
        index_companies(ALL)
    with looking():
        assert set(session.scalars(select(IndexedCompany.tenant_id))) == {
            one.tenant_id for one in ALL
        }


@pytest.mark.usefixtures("tenants")
def test_who_index_at_once_do_not_stand_in_each_others_way(app: Flask) -> None:
    """Each brings the same new terms, in another order of companies."""

    def enter(document: CompanyDocument) -> None:
        with app.app_context(), unit_of_work(acting_for(document.tenant_id)):
            await_turn(document.tenant_id)
            index_company(document)

    documents = [replace(one, about=APPLIANCES.about) for one in (*ALL, *reversed(ALL))] * 4
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, documents))
    assert found("无理由退货") == {one.tenant_id for one in ALL}


def test_naughty_strings_in_every_field(as_tenant: AsTenant) -> None:
    for string in NAUGHTY:
        product = ProductDocument(string, string, [(string, string)], tags=[string])
        document = CompanyDocument(
            RIVAL.id, string, [string], [string], [string], string, [(string, [string])], [product]
        )
        with as_tenant("rival"):
            index_company(document)
        with looking():
            search(string)


def test_a_company_without_anything_to_say(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        index_company(CompanyDocument(HUALAN.id, ""))
    assert found("退货") == set()
