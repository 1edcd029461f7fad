"""What the desk shows that floors above know: products, company facts, why a company was asked.

A floor above registers what it can give, at start-up. What nobody gives is not on the screen.
Each is called in the agent's unit of work, which sees the clients whom the agent serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "muster.desk"


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A published product, as it goes into a message and stands in a list.

    url: the product's public page. picture_url: a small picture of it.
    """

    product_id: UUID
    slug: str
    name: str
    price_minor: int | None = None
    currency: str | None = None
    url: str | None = None
    picture_url: str | None = None

    def payload(self) -> dict[str, Any]:
        """The card as the payload of a message."""
        return {**asdict(self), "product_id": str(self.product_id)}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that an agent should know of the company: a label and its text."""

    label: str
    text: str


Products = Callable[[UUID, str, int], Sequence[ProductCard]]
Product = Callable[[UUID, UUID], ProductCard | None]
Facts = Callable[[UUID], Sequence[Fact]]
Reasons = Callable[[UUID], Sequence[str]]


@dataclass(slots=True)
class Providers:
    """What has been registered.

    products: search(tenant_id, text, limit): this company's published products that fit the
        text best; with an empty text the first ones.
    product: (tenant_id, product_id): one published product of this company, or None.
    facts: (tenant_id): what the company says of itself, in the reader's language.
    reasons: (contact_id): why this company was asked this question, as sentences in the
        reader's language; several providers are asked one after the other.
    parts: templates with something of its own for the desk's page, and the scripts of it.
    """

    products: Products | None = None
    product: Product | None = None
    facts: Facts | None = None
    reasons: list[Reasons] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


def providers(app: Flask | None = None) -> Providers:
    """What this application has; floors above set the fields in their feature's `init_app`."""
    extensions = (app or current_app).extensions
    return cast(Providers, extensions.setdefault(EXTENSION, Providers()))
