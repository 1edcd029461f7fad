"""Many products from a file at once: created, updated, left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from muster.db import session
from tenants.showcase.intake import BROUGHT, Row, bring_in, find_known
from tenants.showcase.models import Product
from tenants.showcase.products import create_product
from tests.cast import HUALAN, RIVAL

AsTenant = Callable[[str], AbstractContextManager[None]]
ALL = tuple(BROUGHT)


def bring(
    rows: Sequence[Row], told: Sequence[str] = ALL, attributes: Sequence[str] = ()
) -> list[str]:
    return list(bring_in(HUALAN.id, rows, told=told, attributes=attributes))


def product(name: str) -> Product:
    return session.scalars(select(Product).where(Product.name == name)).one()


@pytest.fixture(autouse=True)
def _acting(as_tenant: AsTenant) -> Iterator[None]:
    with as_tenant("hualan"):
        yield


def test_new_rows_become_products_at_the_end_of_the_list() -> None:
    rows = [
        Row(
            "Fridge", "K1", price_minor=99900, currency="CNY", tags=["cold", "家电"], published=True
        ),
        Row("洗衣机", "K2", attributes={"容量": "10 kg"}),
    ]
    assert bring(rows) == ["created", "created"]
    fridge, washer = product("Fridge"), product("洗衣机")
    assert (fridge.slug, fridge.tags, fridge.price_minor) == ("fridge", ["cold", "家电"], 99900)
    assert fridge.published_at is not None
    assert washer.published_at is None
    assert washer.attributes == {"容量": "10 kg"}
    assert washer.slug.startswith("p-")
    assert fridge.position < washer.position


def test_a_second_time_changes_nothing() -> None:
    rows = [Row("Fridge", "K1", tags=["cold"], attributes={"a": 1}), Row("Oven", "K2")]
    bring(rows, attributes=["a"])
    before = product("Fridge").updated_at
    assert bring(rows, attributes=["a"]) == ["unchanged", "unchanged"]
    session.expire_all()
    assert product("Fridge").updated_at == before


def test_a_known_key_is_updated_and_keeps_its_address() -> None:
    bring([Row("Fridge", "K1")])
    assert bring([Row("Fridge, silver", "K1"), Row("Oven", "K2")]) == ["updated", "created"]
    session.expire_all()
    assert product("Fridge, silver").slug == "fridge"


def test_without_keys_the_name_says_which_product_is_meant() -> None:
    bring([Row("Fridge")])
    assert bring([Row("Fridge", description="cold")]) == ["updated"]
    assert bring([Row("Fridge", description="cold")]) == ["unchanged"]


def test_a_product_typed_in_by_hand_takes_the_key_of_its_name() -> None:
    mine = create_product(HUALAN.id, name="Fridge")
    assert bring([Row("Fridge", "K1")]) == ["updated"]
    session.refresh(mine)
    assert mine.external_key == "K1"


def test_two_keys_with_one_name_are_two_products() -> None:
    create_product(HUALAN.id, name="Fridge")
    assert bring([Row("Fridge", "K1"), Row("Fridge", "K2")]) == ["updated", "created"]
    assert bring([Row("Fridge", "K1"), Row("Fridge", "K2")]) == ["unchanged", "unchanged"]
    assert len(session.scalars(select(Product.slug).where(Product.name == "Fridge")).all()) == 2


def test_columns_that_the_file_lacks_stay_as_they_are() -> None:
    bring([Row("Fridge", "K1", description="cold", price_minor=5, currency="CNY")])
    changed = [Row("Fridge 2", "K1")]
    assert bring(changed, told=("external_key", "name")) == ["updated"]
    session.expire_all()
    fridge = product("Fridge 2")
    assert (fridge.description, fridge.price_minor) == ("cold", 5)


def test_facts_that_the_file_does_not_speak_of_stay() -> None:
    bring(
        [Row("Fridge", "K1", attributes={"color": "white", "width": 60})],
        attributes=["color", "width"],
    )
    assert bring([Row("Fridge", "K1", attributes={"color": "red"})], attributes=["color"]) == [
        "updated"
    ]
    session.expire_all()
    assert product("Fridge").attributes == {"color": "red", "width": 60}
    bring([Row("Fridge", "K1")], attributes=["color"])
    session.expire_all()
    assert product("Fridge").attributes == {"width": 60}


def test_what_is_published_stays_published_when_it_comes_as_a_draft() -> None:
    bring([Row("Fridge", "K1", published=True)])
    assert bring([Row("Fridge", "K1")]) == ["unchanged"]
    session.expire_all()
    assert product("Fridge").published_at is not None


def test_names_that_make_the_same_address_are_told_apart() -> None:
    assert bring([Row("A/C unit"), Row("A-C unit"), Row("First")]) == ["created"] * 3
    slugs = session.scalars(select(Product.slug).where(Product.tenant_id == HUALAN.id)).all()
    assert len(set(slugs)) == len(slugs) == 4


def test_the_rival_s_products_are_never_meant(as_tenant: AsTenant) -> None:
    bring([Row("Fridge", "K1")])
    assert find_known(RIVAL.id, [Row("Fridge", "K1")]) == [None]
