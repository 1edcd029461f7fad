"""What a company sells: made, changed, shown, hidden, deleted, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import existing
from tenants.showcase.actions import add, announce
from tenants.showcase.models import Offer, Product, ProductPicture
from tenants.showcase.shown import forget_picture
from tenants.showcase.slugs import apart, slug_of


def find_product(product_id: UUID) -> Product:
    """The product with this id; raises NotFound."""
    return existing(session.get(Product, product_id))


def create_product(
    tenant_id: UUID,
    *,
    name: str,
    description: str = "",
    attributes: Mapping[str, Any] | None = None,
    tags: Sequence[str] = (),
    price_minor: int | None = None,
    currency: str | None = None,
    link: str | None = None,
    external_key: str | None = None,
    published: bool = False,
    product_id: UUID | None = None,
) -> Product:
    """Add a product at the end of the list.

    price_minor: whole minor units of `currency` (ISO 4217); both or neither. product_id: made by
    the form, so that sending it twice adds one product.
    """
    known = session.get(Product, product_id) if product_id else None
    if known is not None:
        return known
    product_id = product_id or uuid7()
    product = Product(
        id=product_id,
        tenant_id=tenant_id,
        slug=free_slug(tenant_id, name, product_id),
        external_key=external_key,
        name=name,
        description=description,
        attributes=dict(attributes or {}),
        tags=list(tags),
        price_minor=price_minor,
        currency=currency if price_minor is not None else None,
        link=link or None,
        position=_next_position(tenant_id),
        published_at=func.now() if published else None,
        updated_at=func.now(),
    )
    add(product)
    announce(tenant_id)
    return product


def update_product(
    product_id: UUID,
    *,
    name: str,
    description: str = "",
    attributes: Mapping[str, Any] | None = None,
    tags: Sequence[str] = (),
    price_minor: int | None = None,
    currency: str | None = None,
    link: str | None = None,
) -> Product:
    """Replace what is said of a product; its address stays. Public at once if it is published."""
    product = find_product(product_id)
    product.name = name
    product.description = description
    product.attributes = dict(attributes or {})
    product.tags = list(tags)
    product.price_minor = price_minor
    product.currency = currency if price_minor is not None else None
    product.link = link or None
    product.updated_at = func.now()
    announce(product.tenant_id)
    return product


def publish_product(product_id: UUID) -> None:
    """Show the product wherever the company is shown. Safe to repeat."""
    _show(product_id, func.coalesce(Product.published_at, func.now()))


def withdraw_product(product_id: UUID) -> None:
    """Make the product a draft again. Safe to repeat."""
    _show(product_id, None)


def delete_product(product_id: UUID) -> None:
    """Delete the product with its pictures and its offers."""
    product = find_product(product_id)
    session.execute(delete(Offer).where(Offer.product_id == product_id))
    pictures = session.scalars(
        delete(ProductPicture)
        .where(ProductPicture.product_id == product_id)
        .returning(ProductPicture.picture_id)
    ).all()
    for picture_id in pictures:
        forget_picture(product.tenant_id, picture_id)
    session.delete(product)
    record("product.deleted", subject=product.name, tenant_id=product.tenant_id)
    announce(product.tenant_id)


def free_slug(tenant_id: UUID, name: str, product_id: UUID) -> str:
    """An address for a new product that none of the company's products has."""
    slug = slug_of(name, product_id)
    taken = session.scalar(
        select(Product.id).where(Product.tenant_id == tenant_id, Product.slug == slug)
    )
    return apart(slug, product_id) if taken else slug


def _show(product_id: UUID, moment: Any) -> None:
    product = find_product(product_id)
    session.execute(
        update(Product)
        .where(Product.id == product_id)
        .values(published_at=moment, updated_at=func.now())
        .execution_options(synchronize_session="fetch")
    )
    announce(product.tenant_id)


def _next_position(tenant_id: UUID) -> int:
    last = session.scalar(select(func.max(Product.position)).where(Product.tenant_id == tenant_id))
    return (last or 0) + 1
