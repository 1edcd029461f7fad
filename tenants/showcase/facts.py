"""Texts, lists and facts as people write them, brought into the form in which they are kept."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from muster.tables.cells import clean

Fact = str | int | float | list[str]

MOST_FACTS = 200
LONGEST_NAME = 80
LONGEST_VALUE = 4_000

_LIST = re.compile(r"[,，、;；|\n]")
_ENUMERATION = re.compile(r"[^、，。；！？\n]{1,20}(?:、[^、，。；！？\n]{1,20})+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,5}[1-9])?")


def items(text: str) -> list[str]:
    """A list as people type it: parted by commas of either script, semicolons, bars, lines."""
    return unique(_LIST.split(clean(text)))


def unique(texts: Iterable[str]) -> list[str]:
    """The texts without blanks and repeats, in their order."""
    stripped = (text.strip() for text in texts)
    return list(dict.fromkeys(text for text in stripped if text))


def fact(text: str) -> Fact:
    """A value as typed: several lines (or 甲、乙、丙) are a list, a plain number is a number.

    Only numbers that look the same when written back become numbers: 007 and 1.50 stay texts.
    """
    text = clean(text).strip()
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if _ENUMERATION.fullmatch(text):
        return unique(text.split("、"))
    parts = unique(text.split("\n"))
    return parts if len(parts) > 1 else text


def as_typed(value: object) -> str:
    """A kept fact as it stands in a form."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)


def facts(pairs: Iterable[tuple[str, str]]) -> dict[str, Fact]:
    """Name and value pairs from a form; pairs without a name or a value are left out."""
    named = ((clean(name).strip(), clean(value).strip()) for name, value in pairs)
    return {name: fact(value) for name, value in named if name and value}


def fact_problem(name: str, value: str) -> str | None:
    """What keeps a typed pair from being kept, as a code, or None."""
    if len(name) > LONGEST_NAME:
        return "attribute.name_long"
    if len(value) > LONGEST_VALUE:
        return "attribute.long"
    if value.strip() and not name.strip():
        return "attribute.nameless"
    return None


def texts(value: object) -> list[str]:
    """Every text in a kept fact, for searching."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(item) for item in value]
    return [str(value)]


def of_json(value: object) -> Fact | None:
    """A value of a JSON document as a fact; None for nothing, blank texts and empty lists."""
    match value:
        case None:
            return None
        case bool():
            return "✓" if value else "✗"
        case int() | float():
            return value if math.isfinite(value) else str(value)
        case list():
            return unique(clean(_plain(item)) for item in value) or None
        case Mapping():
            return unique(f"{key}: {_plain(item)}" for key, item in value.items()) or None
    return clean(str(value)).strip() or None


def _plain(value: object) -> str:
    return "" if value is None else str(value)
