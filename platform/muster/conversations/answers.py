"""What a disposition asks for when a contact ends with it: fields, and answers to them.

A field is kept as {"key", "label", "kind", "required", "choices"}; an answer as {"label", "kind",
"value"}, so that what was answered stays readable when the field is changed later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid

LONGEST_TEXT = 1000
MOST_FIELDS = 20
NUMBER = re.compile(r"[+-]?\d{1,15}([.]\d{1,6})?")
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


class FieldKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for. `choices` only of a choice."""

    key: str
    label: str
    kind: str = FieldKind.TEXT
    required: bool = False
    choices: Sequence[str] = field(default_factory=tuple)

    def kept(self) -> dict[str, Any]:
        """As it is kept with the disposition."""
        return {**asdict(self), "kind": str(self.kind), "choices": list(self.choices)}


def fields_of(kept: Sequence[Mapping[str, Any]]) -> list[Field]:
    """The fields that a disposition keeps."""
    return [Field(**one) for one in kept]


def checked(fields: Sequence[Field], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Answers as they are kept, in the order of the fields; those that were left out are not there.

    given: a text for each key of a field. Raises Invalid(key) for what is missing or not of its
    kind.
    """
    answers = []
    for one in fields:
        value = _value(one, given.get(one.key))
        if value is not None:
            answers.append({"label": one.label, "kind": str(one.kind), "value": value})
    return answers


def _value(one: Field, given: Any) -> str | None:
    if given is not None and not isinstance(given, str | int | float):
        raise Invalid(one.key)
    text = UNKEEPABLE.sub("", str(given if given is not None else "")).strip()
    if not text:
        if one.required:
            raise Invalid(one.key, _l("“%(label)s” is needed.", label=one.label))
        return None
    return READERS[FieldKind(one.kind)](one, text)


def _text(one: Field, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            one.key, _l("“%(label)s” is too long: at most 1,000 characters.", label=one.label)
        )
    return text


def _choice(one: Field, text: str) -> str:
    if text not in one.choices:
        raise Invalid(one.key, _l("Choose one of the values of “%(label)s”.", label=one.label))
    return text


def _number(one: Field, text: str) -> str:
    try:
        if NUMBER.fullmatch(text, endpos=40):
            return str(Decimal(text))
    except InvalidOperation:
        pass
    raise Invalid(one.key, _l("“%(label)s” is a number, such as 12 or 3.5.", label=one.label))


def _date(one: Field, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(
            one.key, _l("“%(label)s” is a date, such as 2026-11-30.", label=one.label)
        ) from None


READERS = {
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
}
