"""What the public reads: a company, its products, the offers of today, the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select, text

from muster.db import session
from tenants.showcase.models import Offer, Product, Showcase
from tenants.showcase.queries import first_pictures, pictures_of

PRODUCTS_A_PAGE = 24
COMPANIES_A_PAGE = 24
DEEPEST_PAGE = 400
T = TypeVar("T")

OVERVIEW = text("""
SELECT (SELECT count(*) FROM showcases WHERE published_at IS NOT NULL) AS companies,
       ARRAY(SELECT category FROM showcases, unnest(categories) AS category
             WHERE published_at IS NOT NULL
             GROUP BY category ORDER BY count(*) DESC, category LIMIT 16) AS categories
""")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. total: how many rows all pages have."""

    rows: Sequence[T]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Products with the picture that stands for each."""

    products: Page[Product]
    pictures: Mapping[UUID, UUID]


def shelf(tenant_id: UUID, *, page: int = 1, drafts: bool = False) -> Shelf:
    """A page of a company's products in the company's order; with drafts for its own people."""
    found = select(Product).where(Product.tenant_id == tenant_id)
    if not drafts:
        found = found.where(Product.published_at.is_not(None))
    products = _page(found, (Product.position, Product.id), page, PRODUCTS_A_PAGE)
    return Shelf(products, first_pictures([product.id for product in products.rows]))


def beside(product: Product, limit: int = 4) -> Shelf:
    """A few other published products of the same company: those that follow, then the first."""
    others = select(Product).where(
        Product.tenant_id == product.tenant_id,
        Product.id != product.id,
        Product.published_at.is_not(None),
    )
    rows = session.scalars(
        others.order_by(Product.position < product.position, Product.position, Product.id).limit(
            limit
        )
    ).all()
    return Shelf(Page(rows, 1, 1, len(rows)), first_pictures([product.id for product in rows]))


def gallery(product: Product) -> Sequence[UUID]:
    """All pictures of a product."""
    return pictures_of(product.id)


def offers_today(showcase: Showcase, product_id: UUID | None = None) -> Sequence[Offer]:
    """Published offers that hold today where the company is; of one product, or of all."""
    today = func.date(func.timezone(showcase.time_zone, func.now()))
    found = select(Offer).where(
        Offer.tenant_id == showcase.tenant_id,
        Offer.published_at.is_not(None),
        Offer.starts_on <= today,
        Offer.ends_on >= today,
    )
    if product_id is not None:
        found = found.where((Offer.product_id == product_id) | Offer.product_id.is_(None))
    return session.scalars(found.order_by(Offer.ends_on, Offer.id).limit(12)).all()


def products_of(offers: Sequence[Offer]) -> dict[UUID, Product]:
    """The published products that offers are about."""
    ids = {offer.product_id for offer in offers if offer.product_id}
    if not ids:
        return {}
    found = select(Product).where(Product.id.in_(ids), Product.published_at.is_not(None))
    return {product.id: product for product in session.scalars(found)}


def list_companies(*, search: str = "", category: str = "", page: int = 1) -> Page[Showcase]:
    """Published companies by name: those whose name or tagline holds `search`, of a category."""
    found = select(Showcase).where(Showcase.published_at.is_not(None))
    if category:
        found = found.where(Showcase.categories.contains([category]))
    for word in search.split()[:6]:
        found = found.where(
            Showcase.name.icontains(word, autoescape=True)
            | Showcase.tagline.icontains(word, autoescape=True)
        )
    return _page(found, (Showcase.name, Showcase.id), min(page, DEEPEST_PAGE), COMPANIES_A_PAGE)


def overview() -> tuple[int, list[str]]:
    """How many companies are published, and the categories that most of them are in."""
    row = session.execute(OVERVIEW).one()
    return row.companies, list(row.categories)


def _page(found: Select[T], order: tuple[object, ...], page: int, size: int) -> Page[T]:
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    ordered = found.order_by(*order).limit(size).offset((page - 1) * size)  # type: ignore[arg-type]  # any columns
    return Page(session.scalars(ordered).all(), page, pages, total)
