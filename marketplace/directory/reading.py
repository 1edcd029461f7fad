"""A row of a directory as a company with its products."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marketplace.directory.mapping import PLACES, DirectoryMapping, ProductRule
from muster.errors import Invalid
from muster.tables.cells import as_text
from muster.tables.table import Line
from muster.tenancy import opening, phones, zones
from tenants.showcase import facts, prices
from tenants.showcase.addresses import as_address

LONGEST_NAME = 200
MOST_PRODUCTS = 500
COLORS = (
    "#0b7285", "#1864ab", "#5f3dc4", "#862e9c", "#a61e4d", "#c92a2a", "#a8490b", "#846200",
    "#2b7a2f", "#087f5b", "#364fc7", "#495057",
)  # fmt: skip
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_SEVERAL = re.compile(r"[,，;；、/\s]+")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}(-[0-9]{1,5})?")


class RowError(Exception):
    """A row that is no company; `code` as of muster.tables.problems."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class DirectoryProduct:
    """A product of an imported company. key: unique within the company."""

    key: str
    slug: str
    name: str
    description: str
    tags: list[str]
    price_minor: int | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class DirectoryCompany:
    """A company as its row tells it. key: unique here, and the same at every import."""

    key: str
    slug: str
    name: str
    tagline: str
    about: str
    categories: list[str]
    regions: list[str]
    languages: list[str]
    phone: str | None
    website: str | None
    address: str | None
    opening_hours: dict[str, Any]
    attributes: dict[str, Any]
    attribute_roles: dict[str, str]
    color: str
    products: list[DirectoryProduct]


class Reader:
    """Reads rows by one mapping."""

    def __init__(self, mapping: DirectoryMapping) -> None:
        self.mapping = mapping
        self.fields = mapping.company
        self._region = re.compile(self.fields.region_pattern)

    def company(self, line: Line) -> DirectoryCompany:
        """The company that a row tells; raises RowError."""
        if line.problems:
            raise RowError(line.problems[0][1])
        cells = line.cells
        name = _line(self._said(self.fields.name, cells) or "")
        if not name:
            raise RowError("name.missing")
        if len(name) > LONGEST_NAME:
            raise RowError("name.long")
        key = self._key(cells, name)
        used = {self.fields.name, *self.fields.key, *self.fields.categories, *self.fields.regions}
        phone = self._kept(self._phone(cells), self.fields.phone, used)
        website = self._kept(as_address(self._text("website", cells)), self.fields.website, used)
        hours = self._kept(opening.read_week(self._text("hours", cells)), self.fields.hours, used)
        used |= {self.fields.address, self.fields.about, *self.fields.leave_out}
        return DirectoryCompany(
            key=key,
            slug=self._slug(name, key),
            name=name,
            tagline=_line(self._said(self.fields.tagline, cells) or "")[:120],
            about=self._text("about", cells)[:8_000],
            categories=self._list(self.fields.categories, self.fields.categories_always, cells),
            regions=self._regions(cells),
            languages=self.fields.languages_always,
            phone=phone,
            website=website,
            address=_line(self._text("address", cells)) or None,
            opening_hours=hours or {},
            attributes=_attributes(cells, used),
            attribute_roles=self._roles(cells),
            color=COLORS[int(digest(key), 16) % len(COLORS)],
            products=list(self._products(cells, key, name)),
        )

    def _key(self, cells: dict[str, Any], name: str) -> str:
        parts = [as_text(cells.get(field)).strip() for field in self.fields.key] or [name]
        told = ":".join((self.mapping.source, *parts))
        return told if len(told) <= LONGEST_NAME else f"{self.mapping.source}:{digest(told)}"

    def _slug(self, name: str, key: str) -> str:
        latin = _latin(name)[:40].strip("-")
        return f"{latin if len(latin) > 2 else self.mapping.source}-{_letters(key, 8)}"

    def _said(self, template: str, cells: dict[str, Any]) -> str | None:
        """A field's text, or a template filled in; None if a part of it says nothing."""
        if "{" not in template:
            return as_text(cells.get(template)).strip() or None
        texts = {field: as_text(cells.get(field)).strip() for field in PLACES.findall(template)}
        if not all(texts.values()):
            return None
        return PLACES.sub(lambda found: texts[found[1]], template)

    def _text(self, what: str, cells: dict[str, Any]) -> str:
        field = getattr(self.fields, what)
        return (self._said(field, cells) or "") if field else ""

    def _list(self, fields: list[str], always: list[str], cells: dict[str, Any]) -> list[str]:
        return facts.unique((*always, *(t for f in fields for t in _texts(cells.get(f)))))[:40]

    def _regions(self, cells: dict[str, Any]) -> list[str]:
        regions = self._list(self.fields.regions, self.fields.regions_always, cells)
        found = (
            self._region.search(self._text("address", cells))
            if self.fields.region_pattern
            else None
        )
        return facts.unique((*regions, found[1])) if found else regions

    def _kept(self, value: Any, field: str, used: set[str]) -> Any:
        """What could be read; what could not stays a fact, as it was written."""
        if value:
            used.add(field)
        return value or None

    def _phone(self, cells: dict[str, Any]) -> str | None:
        """The first number that exists, if it is the only one that was given."""
        numbers = [each for each in _SEVERAL.split(self._text("phone", cells)) if each]
        if len(numbers) != 1:
            return None
        number = numbers[0]
        if self.fields.phone_area and _LOCAL.fullmatch(number):
            number = f"{self.fields.phone_area}{number}"
        try:
            return phones.normalise(number, zones.region(self.mapping.time_zone))
        except Invalid:
            return None

    def _roles(self, cells: dict[str, Any]) -> dict[str, str]:
        roles = {name: "mentions" for name in self.fields.mentions if cells.get(name)}
        if self.fields.rating and cells.get(self.fields.rating) is not None:
            roles[self.fields.rating] = "rating"
        return roles

    def _products(self, cells: dict[str, Any], key: str, name: str) -> Iterator[DirectoryProduct]:
        rules = self.mapping.products or (ProductRule(name=self.fields.name),)
        seen: set[str] = set()
        for number, rule in enumerate(rules):
            if rule.when and not as_text(cells.get(rule.when)).strip():
                continue
            for product_name, part in self._names(rule, cells, number):
                if part not in seen and len(seen) < MOST_PRODUCTS:
                    seen.add(part)
                    yield self._product(rule, cells, f"{self.mapping.source}:{part}", product_name)

    def _names(
        self, rule: ProductRule, cells: dict[str, Any], number: int
    ) -> Iterator[tuple[str, str]]:
        """Names of the products of a rule, each with what tells it from others of the company."""
        if rule.each:
            for entry in _texts(cells.get(rule.each)):
                yield _line(entry)[:LONGEST_NAME], f"{rule.each}:{entry}"[:LONGEST_NAME]
            return
        said = self._said(rule.name, cells)
        if said:
            yield _line(said)[:LONGEST_NAME], f"#{number}"

    def _product(
        self, rule: ProductRule, cells: dict[str, Any], key: str, name: str
    ) -> DirectoryProduct:
        price = self._price(rule, cells)
        latin = _latin(name)[:48].strip("-")
        return DirectoryProduct(
            key=key,
            slug=f"{latin if len(latin) > 2 else 'p'}-{_letters(key, 8)}",
            name=name,
            description=(self._said(rule.description, cells) or "") if rule.description else "",
            tags=self._list(rule.tags, [], cells),
            price_minor=price[0] if price else None,
            currency=price[1] if price else None,
        )

    def _price(self, rule: ProductRule, cells: dict[str, Any]) -> tuple[int, str] | None:
        value = cells.get(rule.price) if rule.price else None
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                amount = Decimal(str(value)).quantize(Decimal("0.01"))
                return prices.in_minor(amount, self.mapping.currency), self.mapping.currency
            return prices.read_price(as_text(value), self.mapping.currency)
        except (prices.PriceError, ArithmeticError):
            return None


def digest(text: str) -> str:
    """A text as forty hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def _letters(text: str, length: int) -> str:
    number = int(digest(text), 16)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(length))


def _latin(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _line(text: str) -> str:
    return " ".join(text.split())


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return facts.unique(map(as_text, value))
    return facts.items(as_text(value))


def _attributes(cells: dict[str, Any], used: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in cells.items():
        if name in used or len(found) >= facts.MOST_FACTS:
            continue
        kept = facts.fact(value) if isinstance(value, str) else facts.of_json(value)
        if isinstance(kept, str):
            kept = kept[: facts.LONGEST_VALUE]
        if kept not in (None, ""):
            found[name] = kept
    return found
