"""The pictures of a product, in the order in which they are shown."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from muster.db import session, uuid7
from muster.errors import Invalid, existing
from tenants.showcase.actions import announce
from tenants.showcase.models import Product, ProductPicture
from tenants.showcase.products import find_product
from tenants.showcase.shown import forget_picture

MOST_PICTURES = 12


def attach_picture(product_id: UUID, picture_id: UUID) -> None:
    """Add a kept picture after the product's others. Raises Invalid when there are too many."""
    product = find_product(product_id)
    number = (
        session.scalar(select(func.count()).where(ProductPicture.product_id == product_id)) or 0
    )
    if number >= MOST_PICTURES:
        raise Invalid(
            "pictures", _l("A product shows at most %(most)s pictures.", most=MOST_PICTURES)
        )
    session.add(
        ProductPicture(
            id=uuid7(),
            tenant_id=product.tenant_id,
            product_id=product_id,
            picture_id=picture_id,
            position=number,
        )
    )
    _changed(product)


def detach_picture(product_id: UUID, picture_id: UUID) -> None:
    """Delete a picture of a product. Raises NotFound if it has none such."""
    product = find_product(product_id)
    rows = _rows(product_id)
    row = _row(rows, picture_id)
    session.delete(row)
    _number([each for each in rows if each is not row])
    forget_picture(product.tenant_id, picture_id)
    _changed(product)


def move_picture(product_id: UUID, picture_id: UUID, position: int) -> None:
    """Put a picture in another place, counted from 0; the first is shown in lists."""
    product = find_product(product_id)
    rows = _rows(product_id)
    row = _row(rows, picture_id)
    rows.remove(row)
    rows.insert(max(0, position), row)
    _number(rows)
    _changed(product)


def _rows(product_id: UUID) -> list[ProductPicture]:
    return list(
        session.scalars(
            select(ProductPicture)
            .where(ProductPicture.product_id == product_id)
            .order_by(ProductPicture.position, ProductPicture.id)
            .with_for_update()
        )
    )


def _row(rows: list[ProductPicture], picture_id: UUID) -> ProductPicture:
    return existing(next((row for row in rows if row.picture_id == picture_id), None))


def _number(rows: list[ProductPicture]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def _changed(product: Product) -> None:
    session.execute(
        update(Product)
        .where(Product.id == product.id)
        .values(updated_at=func.now())
        .execution_options(synchronize_session="fetch")
    )
    announce(product.tenant_id)
