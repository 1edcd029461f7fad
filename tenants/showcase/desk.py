"""The showcase as the agents of a company see it beside a conversation: products and facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Float, Select, Uuid, column, select, text

from muster.db import session
from muster.desk.providers import Fact, ProductCard
from muster.letters import UNSPACED
from muster.tenancy import opening
from muster.web.words import DAY_NAMES
from tenants.showcase import facts
from tenants.showcase.models import Offer, Product, Showcase
from tenants.showcase.queries import first_pictures

MOST_TERMS = 40
MOST_FACTS = 24
ABOUT_LENGTH = 400

RANKED = text("""
    WITH hits AS (
        SELECT p.id, word,
               2 * (strpos(lower(p.name), word) > 0)::int
               + (strpos(lower(array_to_string(p.tags, ' ')), word) > 0)::int
               + (strpos(lower(p.description), word) > 0)::int AS weight
        FROM products p, unnest(CAST(:words AS text[])) AS word
        WHERE p.tenant_id = :tenant_id AND p.published_at IS NOT NULL
          AND strpos(lower(p.name || ' ' || array_to_string(p.tags, ' ') || ' '
                           || p.description), word) > 0
    )
    SELECT id, sum(weight / holders::float) AS score
    FROM (SELECT *, count(*) OVER (PARTITION BY word) AS holders FROM hits) AS h
    GROUP BY id
    """).columns(column("id", Uuid), column("score", Float))

_WORD = re.compile(r"[a-z0-9]{2,}")
_UNSPACED = re.compile(f"[{UNSPACED}]+")


def products(tenant_id: UUID, said: str, limit: int) -> list[ProductCard]:
    """Published products that share words with `said`, the best first; of "" the first ones.

    Chinese counts by pairs of characters. A name weighs more than a tag or a description, and a
    word the more, the fewer of the company's products have it.
    """
    query = _published(tenant_id)
    words = list(islice(terms(said), MOST_TERMS))
    if words:
        ranked = RANKED.bindparams(tenant_id=tenant_id, words=words).subquery()
        query = query.join(ranked, ranked.c.id == Product.id).order_by(ranked.c.score.desc())
    elif said.strip():
        return []
    rows = session.execute(query.order_by(Product.position, Product.id).limit(limit)).all()
    pictures = first_pictures([row.Product.id for row in rows])
    return [_card(row.Product, row.slug, pictures.get(row.Product.id)) for row in rows]


def product(tenant_id: UUID, product_id: UUID) -> ProductCard | None:
    """One published product of the company."""
    row = session.execute(_published(tenant_id).where(Product.id == product_id)).one_or_none()
    if row is None:
        return None
    return _card(row.Product, row.slug, first_pictures([product_id]).get(product_id))


def company_facts(tenant_id: UUID) -> list[Fact]:
    """What the company says of itself, and what it offers today."""
    showcase = session.scalar(select(Showcase).where(Showcase.tenant_id == tenant_id))
    if showcase is None:
        return []
    pairs = chain(_profile(showcase), _offers(showcase), _attributes(showcase))
    return [Fact(label, text) for label, text in islice(pairs, MOST_FACTS)]


def terms(text: str) -> Iterator[str]:
    """The words of a question: Latin words and numbers, and pairs of unspaced characters."""
    text = text.lower()
    found = [match.group() for match in _WORD.finditer(text)]
    for run in _UNSPACED.findall(text):
        found += [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
    return iter(dict.fromkeys(found))


def _published(tenant_id: UUID) -> Select[Product, str | None]:
    return (
        select(Product, Showcase.slug)
        .outerjoin(
            Showcase,
            (Showcase.tenant_id == Product.tenant_id) & Showcase.published_at.is_not(None),
        )
        .where(Product.tenant_id == tenant_id, Product.published_at.is_not(None))
    )


def _card(found: Product, company: str | None, picture_id: UUID | None) -> ProductCard:
    return ProductCard(
        product_id=found.id,
        slug=found.slug,
        name=found.name,
        price_minor=found.price_minor,
        currency=found.currency,
        url=f"/c/{company}/{found.slug}" if company else found.link,
        picture_url=f"/pictures/{picture_id}/320" if picture_id else None,
    )


def _profile(showcase: Showcase) -> Iterator[tuple[str, str]]:
    about = showcase.about[:ABOUT_LENGTH] + ("…" if len(showcase.about) > ABOUT_LENGTH else "")
    said = (
        (_("In short"), showcase.tagline),
        (_("About"), about),
        (_("Opening hours"), _hours(showcase)),
        (_("Phone"), showcase.phone),
        (_("Address"), showcase.address),
        (_("Website"), showcase.website),
    )
    return ((label, text) for label, text in said if text)


def _hours(showcase: Showcase) -> str:
    days = opening.by_day(showcase.opening_hours)
    lines = []
    for spans, group in groupby(days, key=lambda day: opening.as_typed(days[day])):
        names = [str(DAY_NAMES[day]) for day in group]
        if spans:
            lines.append(f"{'–'.join(dict.fromkeys((names[0], names[-1])))} {spans}")
    return "\n".join(lines)


def _offers(showcase: Showcase) -> Iterator[tuple[str, str]]:
    today = datetime.now(UTC).astimezone(ZoneInfo(showcase.time_zone)).date()
    offers = session.scalars(
        select(Offer)
        .where(
            Offer.tenant_id == showcase.tenant_id,
            Offer.published_at.is_not(None),
            Offer.starts_on <= today,
            Offer.ends_on >= today,
        )
        .order_by(Offer.ends_on)
        .limit(5)
    )
    return ((_("Offer today"), f"{offer.title}\n{offer.text}".strip()) for offer in offers)


def _attributes(showcase: Showcase) -> Iterator[tuple[str, str]]:
    return (
        (name, "、".join(facts.texts(value))[:ABOUT_LENGTH])
        for name, value in showcase.attributes.items()
    )
