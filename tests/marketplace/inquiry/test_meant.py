"""A price in the range is no reason to ask somebody who sells something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from marketplace.inquiry import timers
from marketplace.matching.actions import index_companies
from marketplace.matching.documents import CompanyDocument, ProductDocument
from muster.db import Acting, unit_of_work
from tests.cast import COMPANIES, HUALAN, RIVAL
from tests.marketplace.inquiry.conftest import Raised

Raise = Callable[..., Raised]
SOLD = {HUALAN.id: ("家电", "洗衣机清洗"), RIVAL.id: ("酒店", "庭院大床房")}


@pytest.fixture
def priced(raised: Raise, app: Flask) -> Raise:
    """Asks where both companies have something for 500 yuan."""
    for company in COMPANIES:
        category, name = SOLD[company.id]
        product = ProductDocument(name, price_minor=50_000, currency="CNY")
        with unit_of_work(Acting(tenant_ids=(company.id,))):
            index_companies(
                [CompanyDocument(company.id, company.name, [category], products=[product])]
            )
    return raised


def test_a_price_alone_invites_nobody_beside_those_who_have_it(priced: Raise) -> None:
    assert set(priced("故宫附近的酒店，每晚 600 元以内").contacts) == {RIVAL.id}


def test_the_next_ring_asks_nobody_for_a_price_alone(priced: Raise, db_owner: Engine) -> None:
    inquiry = priced("故宫附近的酒店，每晚 600 元以内")
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE inquiries SET promise_at = now() - interval '1 second'"))
    timers.widen_due()
    with db_owner.connect() as connection:
        asked = connection.scalars(text("SELECT tenant_id FROM invitations")).all()
    assert list(asked) == list(inquiry.contacts)


def test_who_asks_for_nothing_but_a_price_asks_everybody(priced: Raise) -> None:
    assert set(priced("600 元以内").contacts) == {HUALAN.id, RIVAL.id}
