"""Following what companies publish into the search: the last change wins, in any order."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from marketplace.matching.actions import await_turn, index_company, remove_company
from marketplace.showcase.documents import MOST_PRODUCTS, document_of, product_document
from muster.db import session
from muster.jobs import enqueue, job
from tenants.showcase import signals
from tenants.showcase.models import Product, Showcase


def follow() -> None:
    """From now on, have every change of what the public sees indexed."""
    signals.published.connect(_index_later)
    signals.withdrawn.connect(_index_later)


def _index_later(_sender: object, tenant_id: UUID) -> None:
    # Many changes in a row wait for one job; one that has begun may have read the state before.
    enqueue(
        "showcase.index",
        tenant_id=tenant_id,
        key=f"showcase.index:{tenant_id}",
        company_id=tenant_id,
    )


@job("showcase.index")
def index(company_id: UUID) -> None:
    """Bring the search up to what the company shows now."""
    await_turn(company_id)
    showcase = session.scalar(
        select(Showcase).where(Showcase.tenant_id == company_id, Showcase.published_at.is_not(None))
    )
    if showcase is None:
        remove_company(company_id)
        return
    products = session.scalars(
        select(Product)
        .where(Product.tenant_id == company_id, Product.published_at.is_not(None))
        .order_by(Product.position, Product.id)
        .limit(MOST_PRODUCTS)
    ).all()
    index_company(document_of(showcase, [product_document(product) for product in products]))
