"""Lists of the editor: products with their first picture, offers, what a profile lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, func, or_, select, text

from muster.db import session
from tenants.showcase.models import Offer, Product, ProductPicture

PAGE = 25
State = Literal["", "published", "draft"]

FIRST_PICTURES = text("""
SELECT DISTINCT ON (product_id) product_id, picture_id FROM product_pictures
WHERE product_id = ANY (:products) ORDER BY product_id, position, id
""")


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of the list of products. pictures: product → its first picture."""

    products: Sequence[Product]
    pictures: Mapping[UUID, UUID]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many products and offers a company has, and how many of the products are published."""

    products: int
    products_published: int
    offers: int


def list_products(
    tenant_id: UUID, *, search: str = "", state: State = "", page: int = 1
) -> ProductPage:
    """Products whose name, key or a tag holds `search`, in the order of the company."""
    found = _matching(tenant_id, search, state)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    products = session.scalars(
        found.order_by(Product.position, Product.id).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    return ProductPage(
        products, first_pictures([product.id for product in products]), page, pages, total
    )


def first_pictures(product_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The picture that stands for each of these products in lists."""
    if not product_ids:
        return {}
    rows = session.execute(FIRST_PICTURES, {"products": list(product_ids)})
    return {row.product_id: row.picture_id for row in rows}


def pictures_of(product_id: UUID) -> Sequence[UUID]:
    """The product's pictures in their order."""
    return session.scalars(
        select(ProductPicture.picture_id)
        .where(ProductPicture.product_id == product_id)
        .order_by(ProductPicture.position, ProductPicture.id)
    ).all()


def list_offers(tenant_id: UUID) -> Sequence[tuple[Offer, str | None]]:
    """The company's offers with the names of their products, those that end last first."""
    rows = session.execute(
        select(Offer, Product.name)
        .outerjoin(Product, Product.id == Offer.product_id)
        .where(Offer.tenant_id == tenant_id)
        .order_by(Offer.ends_on.desc(), Offer.id.desc())
        .limit(200)
    )
    return [(offer, name) for offer, name in rows]


def product_choices(tenant_id: UUID) -> list[tuple[str, str]]:
    """Products for a select field, as (id, name)."""
    rows = session.execute(
        select(Product.id, Product.name)
        .where(Product.tenant_id == tenant_id)
        .order_by(Product.position, Product.id)
        .limit(1000)
    )
    return [(str(row.id), row.name) for row in rows]


def offers_of(product_id: UUID) -> int:
    """How many offers a product has: they go when it goes."""
    return session.scalar(select(func.count()).where(Offer.product_id == product_id)) or 0


def counts(tenant_id: UUID) -> Counts:
    """Numbers for the editor's first sentence."""
    products = session.execute(
        select(func.count(), func.count(Product.published_at)).where(Product.tenant_id == tenant_id)
    ).one()
    offers = session.scalar(select(func.count()).where(Offer.tenant_id == tenant_id)) or 0
    return Counts(*products, offers)


def _matching(tenant_id: UUID, search: str, state: State) -> Select[Product]:
    found = select(Product).where(Product.tenant_id == tenant_id)
    if state == "published":
        found = found.where(Product.published_at.is_not(None))
    if state == "draft":
        found = found.where(Product.published_at.is_(None))
    for word in search.split()[:8]:
        found = found.where(
            or_(
                Product.name.icontains(word, autoescape=True),
                Product.external_key.icontains(word, autoescape=True),
                func.array_to_string(Product.tags, " ").icontains(word, autoescape=True),
            )
        )
    return found
