"""What companies publish is found; what they withdraw is not; the last change wins."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from marketplace.matching.queries import search
from marketplace.showcase import indexing
from muster.db import Acting, session, unit_of_work
from muster.jobs import run_due
from tenants.showcase import actions, products
from tenants.showcase.models import Product
from tests.cast import HUALAN, known_id
from tests.marketplace.showcase.conftest import AsTenant


def found(question: str) -> list[UUID]:
    with unit_of_work(Acting(market=True)):
        return [match.tenant_id for match in search(question)]


def waiting(owner: Engine) -> int:
    with owner.connect() as connection:
        return connection.execute(
            text("SELECT count(*) FROM jobs WHERE name = 'showcase.index' AND finished_at IS NULL")
        ).scalar_one()


@pytest.mark.usefixtures("shown")
def test_what_is_published_is_found() -> None:
    run_due()
    assert found("我想买一台云柜冰箱") == [HUALAN.id]


@pytest.mark.usefixtures("shown")
def test_what_is_withdrawn_is_found_no_more(as_tenant: AsTenant) -> None:
    run_due()
    with as_tenant("hualan"):
        actions.withdraw(HUALAN.id)
    run_due()
    assert found("我想买一台云柜冰箱") == []


@pytest.mark.usefixtures("shown")
def test_a_withdrawn_product_is_found_no_more(as_tenant: AsTenant) -> None:
    run_due()
    with as_tenant("hualan"):
        fridge = session.scalars(select(Product.id).where(Product.name == "云柜冰箱")).one()
        products.withdraw_product(fridge)
    run_due()
    assert found("云柜冰箱") == []


def test_many_changes_wait_for_one_job(as_tenant: AsTenant, db_owner: Engine) -> None:
    for number in range(5):
        with as_tenant("hualan"):
            actions.update_profile(HUALAN.id, name=f"Name {number}", about="玻璃门冰柜")
    assert waiting(db_owner) == 1
    run_due()
    assert waiting(db_owner) == 0
    assert found("玻璃门冰柜") == [HUALAN.id]


def test_indexing_twice_is_indexing_once(as_tenant: AsTenant) -> None:
    for _ in range(2):
        with as_tenant("hualan"):
            actions.update_profile(HUALAN.id, name="Name", about="玻璃门冰柜")
            indexing.index(HUALAN.id)
    assert found("玻璃门冰柜") == [HUALAN.id]


def test_a_slow_job_does_not_undo_a_later_change(
    app: Flask, as_tenant: AsTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first job has read the old showcase when the second change comes; both jobs end."""
    read, go_on = threading.Event(), threading.Event()
    document_of = indexing.document_of

    def slowly(*args: object) -> object:
        if threading.current_thread() is first:
            read.set()
            assert go_on.wait(10)
        return document_of(*args)  # type: ignore[arg-type]  # passed on as they came

    def index() -> None:
        with app.app_context(), unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
            indexing.index(HUALAN.id)

    with as_tenant("hualan"):
        products.update_product(known_id("product hualan"), name="老式煤炉")
    monkeypatch.setattr(indexing, "document_of", slowly)
    first, second = threading.Thread(target=index), threading.Thread(target=index)
    first.start()
    assert read.wait(10)
    with as_tenant("hualan"):
        products.update_product(known_id("product hualan"), name="新式烤箱")
    second.start()
    go_on.set()
    first.join(20)
    second.join(20)
    assert found("新式烤箱") == [HUALAN.id]
    assert found("老式煤炉") == []
