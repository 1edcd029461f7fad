"""What reasons are told from: a company's facts, each under the key that a criterion asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.matching.documents import CompanyDocument
from marketplace.matching.hours import published_hours
from marketplace.matching.lexicon import MONEY, RATING
from marketplace.matching.quantities import Quantity, published
from marketplace.matching.terms import measures, texts
from marketplace.matching.text import LONGEST_SURFACE, key, normalise, shown

MOST_VALUES = 300
MOST_NUMBERS = 20
HOURS = "hours"
_LONGEST_SHOWN = 120


def value_key(form: str) -> str:
    """The key of a value, by its look-up form."""
    return f"value {form}"


def measure_key(measure: str) -> str:
    """The key of all numbers that measure the same."""
    return f"measure {measure}"


def facts_of(document: CompanyDocument) -> dict[str, Any]:
    """The facts of a company as they are stored.

    A value: [attribute] or, where it was written in another form, [attribute, as written].
    Numbers: [[attribute, low, high, as written], …]. Hours: [attribute, as written]. What is
    no attribute's (names of products, prices, the rating) has '' for an attribute.
    """
    facts: dict[str, Any] = {}
    for name, value in _told(document):
        attribute = shown(name, _LONGEST_SHOWN)
        for text in texts(value):
            form = key(text)
            if len(facts) < MOST_VALUES and 0 < len(form) <= LONGEST_SURFACE:
                as_written = [] if form == text else [shown(text, _LONGEST_SHOWN)]
                facts.setdefault(value_key(form), [attribute, *as_written])
            if HOURS not in facts and published_hours(normalise(text[:_LONGEST_SHOWN])):
                facts[HOURS] = [attribute, shown(text, _LONGEST_SHOWN)]
    for attribute, quantity, written in _numbers(document):
        several = facts.setdefault(measure_key(quantity.measure), [])
        if len(several) < MOST_NUMBERS:
            several.append([attribute, quantity.low, quantity.high, written])
    return facts


def count_of(facts: dict[str, Any]) -> int:
    """How much a company tells of itself."""
    return len(facts)


def lowest_price(document: CompanyDocument) -> float | None:
    """The lowest price that a company names, in whole units; None if it names none."""
    prices = [one.low for _, one in measures(document) if one.measure == MONEY]
    return min(prices, default=None)


def _told(document: CompanyDocument) -> Iterator[tuple[str, object]]:
    yield from document.attributes
    for product in document.products:
        yield "", [product.name, *product.tags]
        yield from product.attributes


def _numbers(document: CompanyDocument) -> Iterator[tuple[str, Quantity, str]]:
    for name, value in _told(document):
        numbers = [value] if isinstance(value, int | float) else texts(value)[:MOST_NUMBERS]
        for number in numbers:
            plain = (
                number if isinstance(number, int | float) else normalise(number[:_LONGEST_SHOWN])
            )
            quantity = published(normalise(name), plain)
            if quantity is not None:
                yield shown(name, _LONGEST_SHOWN), quantity, shown(f"{number}", _LONGEST_SHOWN)
    if document.rating is not None:
        yield "", Quantity(RATING, document.rating, document.rating), f"{document.rating:g}"
    for product in document.products:
        if product.price_minor is not None:
            price = product.price_minor / 100
            written = shown(f"{price:.2f} {product.currency}".strip(), _LONGEST_SHOWN)
            yield "", Quantity(MONEY, price, price), written
