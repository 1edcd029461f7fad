"""Why a company was chosen: the criteria that it meets, in its own words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketplace.matching.lexicon import MONEY, RATING
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

    met: numbers of the criteria met, from 1. facts: as the search returns them. mentions: how
    many other companies speak of this one.

    Kinds: name, category, region, language (value); attribute (name, value, asked); price and
    rating (value, asked); near (value: whom it mentions); words (words); mentioned
    (companies).
    """
    found: list[Reason] = []
    words: list[str] = []
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
        elif criterion.kind != Kind.ATTRIBUTE and criterion.asked not in words:
            words.append(criterion.asked)
    if words:
        found.append({"kind": "words", "words": words})
    if mentions >= _WELL_KNOWN:
        found.append({"kind": "mentioned", "companies": mentions})
    return found


def _of_value(criterion: Criterion, facts: Mapping[str, Any]) -> Reason:
    known = (facts.get("values") or {}).get(criterion.text)
    attribute, value = known if isinstance(known, list) else (known, criterion.text)
    return _attribute(_name(facts, attribute), value, criterion.asked)


def _of_number(criterion: Criterion, facts: Mapping[str, Any]) -> Reason:
    wanted = criterion.quantity
    low, high = (wanted.low, wanted.high) if wanted else (0.0, math.inf)
    for attribute, measure, first, last, written in facts.get("numbers") or ():
        if wanted and measure == wanted.measure and first <= high and last >= low:
            kind = {MONEY: "price", RATING: "rating"}.get(measure)
            if attribute is None and kind:
                return {"kind": kind, "value": written, "asked": criterion.asked}
            return _attribute(_name(facts, attribute), written, criterion.asked)
    return _attribute("", criterion.asked, criterion.asked)


def _of_hours(criterion: Criterion, facts: Mapping[str, Any]) -> Reason:
    attribute, written = facts.get("hours") or (None, criterion.asked)
    return _attribute(_name(facts, attribute), written, criterion.asked)


def _name(facts: Mapping[str, Any], attribute: int | None) -> str:
    names = facts.get("names") or []
    return str(names[attribute]) if attribute is not None and attribute < len(names) else ""


def _attribute(name: str, value: str, asked: str) -> Reason:
    if not name:
        return {"kind": "words", "words": [value]}
    return {"kind": "attribute", "name": name, "value": value, "asked": asked}
