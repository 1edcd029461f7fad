"""What the search is told of a company: what it has published, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketplace.matching.documents import Attribute, CompanyDocument, ProductDocument, Value
from marketplace.showcase.tongues import tongue
from muster.tenancy import opening
from tenants.showcase import facts
from tenants.showcase.models import Product, Showcase

MOST_PRODUCTS = 1_000
_RATINGS = frozenset({"评分", "评价", "rating", "score"})
_HIGHEST_RATING = 5

_LABELS = {
    "zh": {"address": "地址", "phone": "电话", "hours": "营业时间"},
    "": {"address": "address", "phone": "phone", "hours": "opening hours"},
}
_DAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def document_of(showcase: Showcase, products: Sequence[ProductDocument]) -> CompanyDocument:
    """The document of a published company. products: those published, at most MOST_PRODUCTS."""
    roles = showcase.attribute_roles
    mentioned = {name for name, role in roles.items() if role == "mentions"}
    return CompanyDocument(
        tenant_id=showcase.tenant_id,
        name=showcase.name,
        categories=showcase.categories,
        regions=showcase.regions,
        languages=showcase.languages,
        about="\n".join(text for text in (showcase.tagline, showcase.about) if text),
        attributes=tuple(
            (name, value)
            for name, value in (*showcase.attributes.items(), *_reach(showcase))
            if name not in mentioned and roles.get(name) != "rating"
        ),
        products=tuple(products),
        rating=_rating(showcase),
        mentions=tuple(
            text for name in mentioned for text in facts.texts(showcase.attributes.get(name, []))
        ),
    )


def product_document(product: Product) -> ProductDocument:
    """What the search is told of a product."""
    return ProductDocument(
        name=product.name,
        description=product.description,
        attributes=tuple(product.attributes.items()),
        price_minor=product.price_minor,
        currency=product.currency or "",
        tags=product.tags,
    )


def _rating(showcase: Showcase) -> float | None:
    """The fact that is a rating, by its role or by its name."""
    for name, value in showcase.attributes.items():
        is_rating = showcase.attribute_roles.get(name) == "rating" or name.lower() in _RATINGS
        if is_rating and isinstance(value, int | float) and 0 <= value <= _HIGHEST_RATING:
            return float(value)
    return None


def _reach(showcase: Showcase) -> Iterator[Attribute]:
    """Address, phone and hours as facts: people ask for them, too."""
    language = "zh" if tongue(showcase.name + showcase.about).startswith("zh") else ""
    labels = _LABELS[language]
    told: dict[str, Value | None] = {
        "address": showcase.address,
        "phone": showcase.phone,
        "hours": _week(showcase, _DAYS[language]),
    }
    for name, value in told.items():
        if value and labels[name] not in showcase.attributes:
            yield labels[name], value


def _week(showcase: Showcase, days: Sequence[str]) -> list[str]:
    week = opening.by_day(showcase.opening_hours).values()
    return [
        " ".join((day, *(f"{start}-{end}" for start, end in spans)))
        for day, spans in zip(days, week, strict=True)
        if spans
    ]
