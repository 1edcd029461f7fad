"""What a company is found by: its document as a bounded set of index terms."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from marketplace.matching.buckets import terms_of
from marketplace.matching.documents import Attribute, CompanyDocument, ProductDocument
from marketplace.matching.hours import published_hours
from marketplace.matching.lexicon import MONEY, RATING
from marketplace.matching.quantities import Quantity, published
from marketplace.matching.text import LONGEST_SURFACE, key, normalise, words

MOST_TERMS = 3_000
EVERY = "every"  # the lexeme that all companies carry
_MINOR_UNITS = 100
_LONGEST_TEXT = 4_000


class Kind:
    """What a term says about the companies that carry it. Plain texts: a question hashes many."""

    NAME: Final = "n"
    CATEGORY: Final = "c"
    REGION: Final = "r"
    LANGUAGE: Final = "l"
    MEASURE: Final = "m"
    HOURS: Final = "h"
    ATTRIBUTE: Final = "a"
    VALUE: Final = "v"
    MENTION: Final = "x"
    TITLE: Final = "t"
    WORD: Final = "w"


class Term(NamedTuple):
    """A kind and a text in its look-up form: ('v', '会议室')."""

    kind: str
    text: str

    @property
    def lexeme(self) -> str:
        """The term as it stands in the index: 48 bits of hash as eight letters, digits, - or _.

        In the notation of tsvector and tsquery it needs quotes.
        """
        digest = hashlib.blake2b(f"{self.kind}{self.text}".encode(), digest_size=6).digest()
        return base64.urlsafe_b64encode(digest).decode()


@dataclass(slots=True)
class _Terms:
    """Terms in order of importance, each once, no more than an index row may hold."""

    found: dict[Term, None] = field(default_factory=dict)

    def add(self, kind: str, texts: Iterable[str], most: int = MOST_TERMS) -> None:
        """Add up to `most` terms of a kind."""
        most = min(len(self.found) + most, MOST_TERMS)
        for text in texts:
            if len(self.found) >= most:
                return
            if 0 < len(text) <= LONGEST_SURFACE:
                self.found[Term(kind, text)] = None


def terms_of_company(document: CompanyDocument) -> list[Term]:
    """The terms of a company, the most important first, at most MOST_TERMS.

    Whoever has a thousand products is still found by what stands in its profile.
    """
    terms = _Terms()
    name = _clean(document.name)
    attributes = list(_attributes(document))
    values = [text for _, value in attributes for text in texts(value)]
    terms.add(Kind.NAME, [key(name)])
    terms.add(Kind.CATEGORY, map(key, document.categories), 50)
    terms.add(Kind.REGION, map(key, document.regions), 200)
    terms.add(Kind.LANGUAGE, map(key, document.languages), 50)
    terms.add(Kind.TITLE, _words(name))
    terms.add(Kind.WORD, _words(name))
    terms.add(Kind.MEASURE, chain.from_iterable(map(_measure_terms, measures(document))), 400)
    terms.add(Kind.HOURS, chain.from_iterable(published_hours(_clean(v)) for v in values))
    terms.add(Kind.ATTRIBUTE, (key(name) for name, _ in attributes), 200)
    terms.add(Kind.VALUE, map(key, _short(values)), 600)
    terms.add(Kind.VALUE, map(key, _short(_sold(document))), 600)
    terms.add(Kind.MENTION, map(key, document.mentions), 300)
    for prose in (document.about, *document.categories, *document.regions):
        terms.add(Kind.WORD, _words(prose), 500)
    terms.add(Kind.WORD, chain.from_iterable(map(_words, values)), 500)
    terms.add(Kind.WORD, chain.from_iterable(map(_words, _prose(document.products))))
    return list(terms.found)


def measures(document: CompanyDocument) -> Iterator[tuple[str, Quantity]]:
    """The numbers that a company publishes: look-up form of the attribute, and quantity."""
    if document.rating is not None and math.isfinite(document.rating):
        yield "", Quantity(RATING, document.rating, document.rating)
    for product in document.products:
        if product.price_minor is not None:
            price = product.price_minor / _MINOR_UNITS
            yield "", Quantity(MONEY, price, price, product.currency)
    for name, value in _attributes(document):
        numbers = [value] if isinstance(value, int | float) else map(_clean, _short(texts(value)))
        for number in numbers:
            quantity = published(_clean(name), number)
            if quantity is not None:
                yield key(name), quantity


def measure_keys(name: str, quantity: Quantity) -> Iterator[str]:
    """The keys under which a published number is indexed.

    By what it measures, for money also by currency, and by its attribute unless that is one
    of the two kinds of number that every trade has under another name: prices and ratings.
    """
    if quantity.measure:
        yield quantity.measure
    if quantity.measure == MONEY:
        yield f"{MONEY} {quantity.currency}"
    elif name and quantity.measure != RATING:
        yield f"@{name}"


def _measure_terms(measure: tuple[str, Quantity]) -> Iterator[str]:
    name, quantity = measure
    buckets = terms_of(quantity.low, quantity.high)
    return (f"{key}:{bucket}" for key in measure_keys(name, quantity) for bucket in buckets)


def texts(value: object) -> list[str]:
    """The texts of an attribute's value; none for a number."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, int | float) or not isinstance(value, Iterable):
        return []
    return [str(part) for part in value]


def _attributes(document: CompanyDocument) -> Iterator[Attribute]:
    yield from document.attributes
    for product in document.products:
        yield from product.attributes


def _sold(document: CompanyDocument) -> Iterator[str]:
    """Names and tags of the products, the names first."""
    yield from (product.name for product in document.products)
    for product in document.products:
        yield from product.tags


def _prose(products: Iterable[ProductDocument]) -> Iterator[str]:
    for product in products:
        yield product.name
        yield from product.tags
        yield product.description


def _words(text: str) -> Iterator[str]:
    return (word for word, _ in words(_clean(text)))


def _clean(text: str) -> str:
    return normalise(text[:_LONGEST_TEXT])


def _short(values: Iterable[str]) -> Iterator[str]:
    """Values short enough to be looked up as a whole; longer ones are found by their words."""
    return (value for value in values if len(value) <= 2 * LONGEST_SURFACE)
