"""What a company is found by: its document as a bounded set of index terms."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from marketplace.matching.buckets import terms_of
from marketplace.matching.documents import Attribute, CompanyDocument, ProductDocument
from marketplace.matching.lexicon import MONEY, RATING
from marketplace.matching.quantities import Quantity, published
from marketplace.matching.text import SURFACE_LENGTH, normalise, words

MOST_TERMS = 1_500
_MINOR_UNITS = 100
_WORDS_OF_LIST = 60


class Kind(StrEnum):
    """What a term says about the companies that carry it."""

    NAME = "n"
    CATEGORY = "c"
    REGION = "r"
    LANGUAGE = "l"
    VALUE = "v"
    ATTRIBUTE = "a"
    MEASURE = "m"
    TITLE = "t"
    WORD = "w"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A kind and a normalised text: ('v', '会议室')."""

    kind: Kind
    text: str

    @property
    def lexeme(self) -> str:
        """The term as it stands in the index: eight letters and digits, 40 bits of hash."""
        digest = hashlib.blake2b(f"{self.kind}{self.text}".encode(), digest_size=5).digest()
        return base64.b32encode(digest).decode().lower()


@dataclass(slots=True)
class _Terms:
    """Terms in order of importance, each once, no more than an index row may hold."""

    found: dict[Term, None] = field(default_factory=dict)

    def add(self, kind: Kind, texts: Iterable[str]) -> None:
        for text in texts:
            if text and len(self.found) < MOST_TERMS:
                self.found[Term(kind, text)] = None


def terms_of_company(document: CompanyDocument) -> list[Term]:
    """The terms of a company, the most important first, at most MOST_TERMS."""
    terms = _Terms()
    name = normalise(document.name)
    terms.add(Kind.NAME, [name[:SURFACE_LENGTH]])
    terms.add(Kind.CATEGORY, _keys(document.categories))
    terms.add(Kind.REGION, _keys(document.regions))
    terms.add(Kind.LANGUAGE, _keys(document.languages))
    terms.add(Kind.TITLE, words(name))
    terms.add(Kind.WORD, words(name))
    terms.add(Kind.MEASURE, chain.from_iterable(map(measure_terms, measures(document))))
    attributes = list(_all_attributes(document))
    terms.add(Kind.ATTRIBUTE, _keys(name for name, _ in attributes))
    terms.add(Kind.VALUE, _keys(chain.from_iterable(texts(value) for _, value in attributes)))
    terms.add(Kind.VALUE, _keys(chain.from_iterable(p.tags for p in document.products)))
    terms.add(Kind.VALUE, _keys(product.name for product in document.products))
    terms.add(Kind.VALUE, _keys(document.mentions))
    terms.add(Kind.WORD, chain.from_iterable(words(normalise(t)) for t in _prose(document)))
    return list(terms.found)


def measures(document: CompanyDocument) -> Iterator[tuple[str, Quantity]]:
    """The numbers that a company publishes: normalised attribute name and quantity."""
    if document.rating is not None:
        yield "", Quantity(RATING, document.rating, document.rating)
    for product in document.products:
        if product.price_minor is not None:
            price = product.price_minor / _MINOR_UNITS
            yield "", Quantity(MONEY, price, price, product.currency)
    for name, value in _all_attributes(document):
        key = normalise(name)
        for text in [value] if isinstance(value, int | float) else map(normalise, texts(value)):
            quantity = published(key, text)
            if quantity is not None:
                yield key, quantity


def measure_terms(measure: tuple[str, Quantity]) -> Iterator[str]:
    """Index texts of one published number: by what it measures and by its attribute."""
    name, quantity = measure
    for key in measure_keys(name, quantity):
        for bucket in terms_of(quantity.low, quantity.high):
            yield f"{key}:{bucket}"


def measure_keys(name: str, quantity: Quantity) -> Iterator[str]:
    if quantity.measure:
        yield quantity.measure
    if quantity.measure == MONEY:
        yield f"{MONEY} {quantity.currency}"
    elif name and quantity.measure != RATING:
        yield f"@{name}"


def texts(value: object) -> list[str]:
    """The texts of an attribute's value; none for a number."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, int | float) or value is None:
        return []
    return [str(part) for part in value] if isinstance(value, Iterable) else []


def _all_attributes(document: CompanyDocument) -> Iterator[Attribute]:
    yield from document.attributes
    for product in document.products:
        yield from product.attributes


def _keys(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        key = normalise(name)
        if 0 < len(key) <= SURFACE_LENGTH:
            yield key


def _prose(document: CompanyDocument) -> Iterator[str]:
    yield from document.categories
    yield from document.regions
    for product in document.products:
        yield from _prose_of_product(product)
    for _, value in _all_attributes(document):
        parts = texts(value)
        if len(parts) <= _WORDS_OF_LIST:
            yield from parts
    yield document.about


def _prose_of_product(product: ProductDocument) -> Iterator[str]:
    yield product.name
    yield from product.tags
    yield product.description
