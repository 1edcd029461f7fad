"""What reasons are told from: a company's facts, by the look-up form that a question gives."""

from __future__ import annotations

from typing import Any

from marketplace.matching.documents import Attribute, CompanyDocument
from marketplace.matching.hours import published_hours
from marketplace.matching.lexicon import MONEY, RATING
from marketplace.matching.quantities import Quantity, published
from marketplace.matching.terms import measures, texts
from marketplace.matching.text import LONGEST_SURFACE, key, normalise, shown

MOST_VALUES = 300
MOST_NUMBERS = 40
_LONGEST_SHOWN = 120


def facts_of(document: CompanyDocument) -> dict[str, Any]:
    """The facts of a company as they are stored.

    names: attribute names. values: look-up form of a value → number of its attribute, or that
    and the value as it was written where the form differs. numbers: [attribute's number or
    null, what it measures, low, high, as written]. hours: [attribute's number, as written].
    """
    names: dict[str, int] = {}
    values: dict[str, Any] = {}
    numbers: list[list[Any]] = []
    hours: list[Any] = []
    for name, value in _attributes(document):
        at = names.setdefault(shown(name, _LONGEST_SHOWN), len(names))
        for text in texts(value):
            if len(values) < MOST_VALUES:
                _add_value(values, at, text)
            if not hours and published_hours(normalise(text[:_LONGEST_SHOWN])):
                hours = [at, shown(text, _LONGEST_SHOWN)]
        numbers.extend(_numbers(at, name, value))
    numbers.extend(_own_numbers(document))
    return {
        "names": list(names),
        "values": values,
        "numbers": numbers[:MOST_NUMBERS],
        "hours": hours,
    }


def lowest_price(document: CompanyDocument) -> float | None:
    """The lowest price that a company names, in whole units; None if it names none."""
    prices = [one.low for _, one in measures(document) if one.measure == MONEY]
    return min(prices, default=None)


def _attributes(document: CompanyDocument) -> list[Attribute]:
    own = list(document.attributes)
    for product in document.products:
        own.append(("", [product.name, *product.tags]))
        own.extend(product.attributes)
    return own


def _add_value(values: dict[str, Any], attribute: int, text: str) -> None:
    form = key(text)
    if 0 < len(form) <= LONGEST_SURFACE:
        values.setdefault(
            form, attribute if form == text else [attribute, shown(text, _LONGEST_SHOWN)]
        )


def _numbers(attribute: int, name: str, value: object) -> list[list[Any]]:
    numbers = [value] if isinstance(value, int | float) else texts(value)
    found = []
    for number in numbers[:MOST_NUMBERS]:
        written = number if isinstance(number, int | float) else normalise(number[:LONGEST_SURFACE])
        quantity = published(normalise(name), written)
        if quantity is not None:
            found.append(_number(attribute, quantity, shown(f"{number}", _LONGEST_SHOWN)))
    return found


def _own_numbers(document: CompanyDocument) -> list[list[Any]]:
    found = []
    if document.rating is not None:
        one = Quantity(RATING, document.rating, document.rating)
        found.append(_number(None, one, f"{document.rating:g}"))
    for product in document.products:
        if product.price_minor is not None:
            price = product.price_minor / 100
            written = shown(f"{price:.2f} {product.currency}".strip(), _LONGEST_SHOWN)
            found.append(_number(None, Quantity(MONEY, price, price), written))
    return found


def _number(attribute: int | None, quantity: Quantity, written: str) -> list[Any]:
    return [attribute, quantity.measure, quantity.low, quantity.high, written]
