"""Pinned companies side by side: the same facts in the same rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.inquiry.queries import Part

MOST_FACTS = 12


@dataclass(frozen=True)
class Fact:
    """A row of the comparison: what it is about, and what each company says; "" for nothing."""

    name: str
    values: Sequence[str]


def own_facts(parts: Sequence[Part], separator: str) -> list[Fact]:
    """What the companies say of themselves: facts that most of them give come first.

    separator: goes between the items of a list.
    """
    said = [_attributes(part, separator) for part in parts]
    counted = Counter(name for each in said for name in each)
    return [
        Fact(name, [each.get(name, "") for each in said])
        for name, _ in counted.most_common(MOST_FACTS)
    ]


def _attributes(part: Part, separator: str) -> Mapping[str, str]:
    if part.showcase is None:
        return {}
    return {
        name: _said(value, separator)
        for name, value in part.showcase.attributes.items()
        if value not in (None, "", [])
    }


def _said(value: Any, separator: str) -> str:
    return separator.join(map(str, value)) if isinstance(value, list) else str(value)
