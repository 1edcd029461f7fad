"""What a page says to search engines, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import current_app, url_for

from muster.tenancy import opening
from tenants.showcase import prices
from tenants.showcase.models import Product, Showcase

MOST_LISTED = 24
_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


def absolute(path: str) -> str:
    """An address of ours as the world has to call it."""
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def picture_url(picture_id: UUID | None, variant: str = "full") -> str | None:
    """The public address of a picture."""
    if picture_id is None:
        return None
    return absolute(url_for("pictures.show", picture_id=picture_id, variant=variant))


def company(showcase: Showcase, products: Sequence[Product]) -> dict[str, Any]:
    """A company with the products that its page lists."""
    page = absolute(url_for("companies.show", slug=showcase.slug))
    return _told(
        {
            "@context": "https://schema.org",
            "@type": "LocalBusiness" if showcase.address else "Organization",
            "@id": page,
            "url": page,
            "name": showcase.name,
            "slogan": showcase.tagline,
            "description": showcase.about[:1000],
            "logo": picture_url(showcase.logo_id),
            "image": picture_url(showcase.cover_id or showcase.logo_id),
            "telephone": showcase.phone,
            "sameAs": showcase.website,
            "address": showcase.address,
            "areaServed": showcase.regions,
            "knowsLanguage": showcase.languages,
            "keywords": showcase.categories,
            "openingHoursSpecification": _hours(showcase) if showcase.address else None,
            "makesOffer": [_offer(showcase, product) for product in products[:MOST_LISTED]],
        }
    )


def product(showcase: Showcase, product: Product, pictures: Sequence[UUID]) -> dict[str, Any]:
    """A product with its price and facts."""
    return _told(
        {
            "@context": "https://schema.org",
            "@type": "Product",
            "@id": _page_of(showcase, product),
            "url": _page_of(showcase, product),
            "name": product.name,
            "description": product.description[:5000],
            "sku": product.external_key,
            "image": [picture_url(picture) for picture in pictures],
            "keywords": product.tags,
            "additionalProperty": _properties(product.attributes),
            "brand": {"@type": "Organization", "name": showcase.name},
            "offers": _told(_price(product)) if product.price_minor is not None else None,
        }
    )


def trail(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page, as (name, path)."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
            for number, (name, path) in enumerate(steps, 1)
        ],
    }


def _offer(showcase: Showcase, product: Product) -> dict[str, Any]:
    item = {"@type": "Product", "name": product.name, "url": _page_of(showcase, product)}
    return {"@type": "Offer", "itemOffered": item, **_price(product)}


def _price(product: Product) -> dict[str, Any]:
    if product.price_minor is None:
        return {}
    return {
        "@type": "Offer",
        "price": prices.as_typed(product.price_minor, product.currency),
        "priceCurrency": product.currency,
        "url": product.link,
    }


def _page_of(showcase: Showcase, product: Product) -> str:
    return absolute(url_for("companies.show_product", slug=showcase.slug, product=product.slug))


def _properties(attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "@type": "PropertyValue",
            "name": name,
            "value": ", ".join(map(str, value)) if isinstance(value, list) else value,
        }
        for name, value in attributes.items()
    ]


def _hours(showcase: Showcase) -> list[dict[str, Any]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": _DAYS[day],
            "opens": start,
            "closes": "23:59" if end == "24:00" else end,
        }
        for day, spans in opening.by_day(showcase.opening_hours).items()
        for start, end in spans
    ]


def _told(said: dict[str, Any]) -> dict[str, Any]:
    """Without what there is nothing to say about."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}
