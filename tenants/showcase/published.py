"""What the public may see of a company, found by the names in addresses."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import select

from muster.db import Acting, session
from muster.db.single_trip import single_trip
from muster.errors import NotFound, existing
from tenants.showcase.models import Product, Showcase

COMPANY_ID = """
SELECT tenant_id FROM showcases WHERE slug = %(slug)s AND published_at IS NOT NULL
"""


def find_company(slug: str) -> Showcase:
    """The published company with this slug; raises NotFound."""
    return existing(
        session.scalar(
            select(Showcase).where(Showcase.slug == slug, Showcase.published_at.is_not(None))
        )
    )


def find_company_id(slug: str) -> UUID:
    """Its id alone, in one round trip and without a unit of work; raises NotFound."""
    rows = single_trip(Acting(market=True), COMPANY_ID, {"slug": slug})
    if not rows:
        raise NotFound
    return cast(UUID, rows[0]["tenant_id"])


def find_product(tenant_id: UUID, slug: str) -> Product | None:
    """The published product of a company with this slug, if there is one."""
    return session.scalar(
        select(Product).where(
            Product.tenant_id == tenant_id, Product.slug == slug, Product.published_at.is_not(None)
        )
    )
