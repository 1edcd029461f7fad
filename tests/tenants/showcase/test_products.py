"""Products: made, changed, shown, hidden, deleted."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from muster.db import session, uuid7
from muster.errors import NotFound
from muster.media.actions import keep
from muster.media.models import Picture
from tenants.showcase import offers, pictures, products, queries
from tenants.showcase.models import Offer, Product
from tests.cast import HUALAN, known_id
from tests.tenants.showcase.conftest import ALWAYS, NEVER, AsTenant, picture


def test_a_product_is_kept_with_everything_that_is_said(as_tenant: AsTenant) -> None:
    said = {
        "name": "Fridge",
        "description": "cold",
        "attributes": {"width": 60},
        "tags": ["家电"],
        "price_minor": 129900,
        "currency": "CNY",
        "link": "https://example.com/fridge",
        "external_key": "K1",
    }
    with as_tenant("hualan"):
        made = products.create_product(HUALAN.id, **said).id
    with as_tenant("hualan"):
        product = products.find_product(made)
        assert {name: getattr(product, name) for name in said} == said
        assert (product.slug, product.published_at) == ("fridge", None)


def test_made_twice_with_one_id_is_made_once(as_tenant: AsTenant) -> None:
    made = uuid7()
    for name in ("Fridge", "Fridge again"):
        with as_tenant("hualan"):
            products.create_product(HUALAN.id, name=name, product_id=made)
    with as_tenant("hualan"):
        assert products.find_product(made).name == "Fridge"
        assert queries.counts(HUALAN.id).products == 2


def test_new_products_stand_at_the_end(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        for name in ("b", "a"):
            products.create_product(HUALAN.id, name=name)
        names = [p.name for p in queries.list_products(HUALAN.id).products]
    assert names == ["First product", "b", "a"]


def test_two_of_one_name_have_addresses_of_their_own(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        slugs = {products.create_product(HUALAN.id, name="Fridge").slug for _ in range(3)}
    assert len(slugs) == 3


def test_a_change_keeps_the_address(as_tenant: AsTenant, announced: list[UUID]) -> None:
    with as_tenant("hualan"):
        made = products.create_product(HUALAN.id, name="Fridge").id
        products.update_product(made, name="Freezer", price_minor=5, currency="EUR")
        product = products.find_product(made)
        assert (product.name, product.slug, product.price_minor) == ("Freezer", "fridge", 5)
        products.update_product(made, name="Freezer", currency="EUR")
        assert (product.price_minor, product.currency) == (None, None)
    assert announced == [HUALAN.id] * 3


def test_shown_and_hidden(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        made = products.create_product(HUALAN.id, name="Fridge").id
        products.publish_product(made)
        first = products.find_product(made).published_at
        assert first is not None
        products.publish_product(made)
        assert products.find_product(made).published_at == first
        products.withdraw_product(made)
        assert products.find_product(made).published_at is None


def test_deleted_with_its_pictures_and_offers(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        made = products.create_product(HUALAN.id, name="Fridge").id
        pictures.attach_picture(made, keep(HUALAN.id, picture(), "a.jpg").id)
        offers.create_offer(
            HUALAN.id, title="Half", starts_on=NEVER, ends_on=ALWAYS, product_id=made
        )
        products.delete_product(made)
    with as_tenant("hualan"):
        assert session.get(Product, made) is None
        assert session.scalars(select(Picture.id)).all() == []
        assert session.scalars(select(Offer.id)).all() == []


def test_a_picture_of_two_products_outlives_one_of_them(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        shared = keep(HUALAN.id, picture(), "a.jpg").id
        first, second = (products.create_product(HUALAN.id, name=name).id for name in "ab")
        pictures.attach_picture(first, shared)
        pictures.attach_picture(second, shared)
        products.delete_product(first)
        assert queries.pictures_of(second) == [shared]


def test_the_rival_s_products_cannot_be_found(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"), pytest.raises(NotFound):
        products.find_product(known_id("product rival"))


@pytest.mark.parametrize(
    ("search", "state", "found"),
    [
        ("fri", "", ["Fridge"]),
        ("FRI", "", ["Fridge"]),
        ("k-2", "", ["Oven"]),
        ("家电", "", ["Fridge", "Oven"]),
        ("100%", "", []),
        ("", "published", ["First product", "Oven"]),
        ("", "draft", ["Fridge"]),
        ("oven", "draft", []),
    ],
)
def test_the_list_is_searched(
    as_tenant: AsTenant, search: str, state: queries.State, found: list[str]
) -> None:
    with as_tenant("hualan"):
        products.create_product(HUALAN.id, name="Fridge", tags=["家电"])
        products.create_product(
            HUALAN.id, name="Oven", external_key="K-2", tags=["家电"], published=True
        )
        listed = queries.list_products(HUALAN.id, search=search, state=state)
        assert [product.name for product in listed.products] == found


def test_the_list_has_pages(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        for number in range(queries.PAGE):
            products.create_product(HUALAN.id, name=f"Product {number}")
        last = queries.list_products(HUALAN.id, page=99)
    assert (last.page, last.pages, last.total) == (2, 2, queries.PAGE + 1)
    assert len(last.products) == 1
