"""What the index is told about a company: plain data, independent of who publishes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

Value = str | int | float | Sequence[str]
Attribute = tuple[str, Value]


@dataclass(frozen=True, slots=True)
class ProductDocument:
    """A published product. price_minor: whole minor units of `currency`, None if not told."""

    name: str
    description: str = ""
    attributes: Sequence[Attribute] = ()
    price_minor: int | None = None
    currency: str = ""
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CompanyDocument:
    """Everything that a company has published about itself.

    attributes: names and values as the company wrote them: text, a list of texts, a number.
    rating: 0 to 5, None if nobody has rated it.
    mentions: names of other companies that this one speaks of (nearby, partners, brands).
    """

    tenant_id: UUID
    name: str
    categories: Sequence[str] = ()
    regions: Sequence[str] = ()
    languages: Sequence[str] = ()
    about: str = ""
    attributes: Sequence[Attribute] = ()
    products: Sequence[ProductDocument] = ()
    rating: float | None = None
    mentions: Sequence[str] = ()
