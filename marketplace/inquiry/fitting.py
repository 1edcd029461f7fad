"""Which of a company's products fit a question: those that share what the match was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from marketplace.inquiry.models import Invitation
from muster.db import session
from tenants.showcase.models import Product

SHOWN = 3
# Of a large catalogue only its beginning is looked through: a page must not grow with it.
LOOKED_AT = 60
MOST_WORDS = 40

FITTING = text("""
SELECT fit.id
FROM unnest(CAST(:tenant_ids AS uuid[])) AS company (tenant_id)
CROSS JOIN LATERAL (
    SELECT p.id, p.position,
           (SELECT count(*) FROM unnest(CAST(:words AS text[])) AS word
            WHERE strpos(lower(p.name || ' ' || array_to_string(p.tags, ' ') || ' '
                               || p.description), word) > 0) AS shared
    FROM (
        SELECT id, position, name, tags, description FROM products
        WHERE tenant_id = company.tenant_id AND published_at IS NOT NULL
        ORDER BY position, id LIMIT :looked_at
    ) AS p
    ORDER BY shared DESC, p.position, p.id LIMIT :shown
) AS fit
ORDER BY company.tenant_id, fit.shared DESC, fit.position, fit.id
""")


def fitting_products(invitations: Sequence[Invitation]) -> dict[UUID, list[Product]]:
    """By company, its few published products that share most with the question; two queries."""
    if not invitations:
        return {}
    words = sorted({word for each in invitations for word in _words(each.why)})[:MOST_WORDS]
    ids = session.scalars(
        FITTING,
        {
            "tenant_ids": [each.tenant_id for each in invitations],
            "words": words,
            "looked_at": LOOKED_AT,
            "shown": SHOWN,
        },
    ).all()
    known = {
        product.id: product
        for product in session.scalars(select(Product).where(Product.id.in_(ids)))
    }
    found: dict[UUID, list[Product]] = {}
    for product in (known[product_id] for product_id in ids if product_id in known):
        found.setdefault(product.tenant_id, []).append(product)
    return found


def _words(why: dict[str, Any]) -> Iterator[str]:
    for reason in why.get("reasons", ()):
        said = [*reason.get("words", ()), reason.get("value"), reason.get("asked")]
        yield from (str(word).lower() for word in said if word)
