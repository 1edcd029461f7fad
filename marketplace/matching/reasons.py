"""Why a company was chosen: the criteria that it meets, in its own words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketplace.matching.facts import HOURS, measure_key, value_key
from marketplace.matching.lexicon import MONEY, RATING
from marketplace.matching.quantities import Quantity
from marketplace.matching.terms import Kind
from marketplace.matching.understanding import Criterion

Reason = dict[str, Any]

_PLAIN = {
    Kind.NAME: "name",
    Kind.CATEGORY: "category",
    Kind.REGION: "region",
    Kind.LANGUAGE: "language",
    Kind.MENTION: "near",
}
_WELL_KNOWN = 3


def reasons(
    criteria: Sequence[Criterion], met: Iterable[int], facts: Mapping[str, Any], mentions: int
) -> list[Reason]:
    """The reasons in order of weight, ready for JSON; texts are what people wrote.

    met: numbers of the criteria met, from 1. facts: those of `asked_facts` that the company
    has. mentions: how many other companies speak of this one.

    Kinds: name, category, region, language (value); attribute (name, value, asked); price and
    rating (value, asked); near (value: whom it mentions); words (words); mentioned
    (companies).
    """
    found: list[Reason] = []
    words: list[str] = []
    pieces: list[str] = []  # said only where nothing whole is shared
    names: list[str] = []  # of attributes, said only where there is nothing else to say
    for number in met:
        criterion = criteria[number - 1]
        if criterion.kind in _PLAIN:
            found.append({"kind": _PLAIN[criterion.kind], "value": criterion.asked})
        elif criterion.kind == Kind.VALUE:
            found.append(_of_value(criterion, facts))
        elif criterion.kind == Kind.MEASURE:
            found.append(_of_number(criterion, facts))
        elif criterion.kind == Kind.HOURS:
            found.append(_of_hours(criterion, facts))
        else:
            whole = words if criterion.whole else pieces
            said = names if criterion.kind == Kind.ATTRIBUTE else whole
            if criterion.asked not in said:
                said.append(criterion.asked)
    if shared := words or pieces or ([] if found else names):
        found.append({"kind": "words", "words": shared})
    if mentions >= _WELL_KNOWN:
        found.append({"kind": "mentioned", "companies": mentions})
    return found


def asked_facts(criteria: Iterable[Criterion]) -> list[str]:
    """The keys of the facts that reasons for these criteria are told from."""
    return [key for one in criteria if (key := _fact(one))]


def _fact(criterion: Criterion) -> str | None:
    if criterion.kind == Kind.VALUE:
        return value_key(criterion.text)
    if criterion.kind == Kind.MEASURE and criterion.quantity:
        return measure_key(criterion.quantity.measure)
    return HOURS if criterion.kind == Kind.HOURS else None


def _of_value(criterion: Criterion, facts: Mapping[str, Any]) -> Reason:
    attribute, *written = facts.get(value_key(criterion.text)) or ("",)
    return _attribute(attribute, written[0] if written else criterion.text, criterion.asked)


def _of_number(criterion: Criterion, facts: Mapping[str, Any]) -> Reason:
    wanted = criterion.quantity or Quantity("", 0.0, math.inf)
    for attribute, low, high, written in facts.get(measure_key(wanted.measure)) or ():
        if low <= wanted.high and high >= wanted.low:
            kind = {MONEY: "price", RATING: "rating"}.get(wanted.measure)
            if kind and not attribute:
                return {"kind": kind, "value": written, "asked": criterion.asked}
            return _attribute(attribute, written, criterion.asked)
    return _attribute("", criterion.asked, criterion.asked)


def _of_hours(criterion: Criterion, facts: Mapping[str, Any]) -> Reason:
    attribute, written = facts.get(HOURS) or ("", criterion.asked)
    return _attribute(attribute, written, criterion.asked)


def _attribute(name: str, value: str, asked: str) -> Reason:
    if not name:
        return {"kind": "words", "words": [value]}
    return {"kind": "attribute", "name": name, "value": value, "asked": asked}
