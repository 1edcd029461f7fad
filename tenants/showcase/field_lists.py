"""Lists of fields whose errors can be read, not only nested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import FieldList


class FlatFieldList(FieldList):  # type: ignore[type-arg]  # not generic at run time
    """A list of fields. errors: everything that is wrong, each thing once; own: with the list."""

    own: tuple[Any, ...] = ()

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Validate the entries and the list, and flatten what was found."""
        is_valid: bool = super().validate(form, extra_validators)
        self.own = tuple(e for e in self.errors if not isinstance(e, (list, tuple, Mapping)))
        self.errors = list({str(error): error for error in _flat(self.errors)}.values())
        return is_valid


def _flat(errors: Any) -> Iterator[Any]:
    if isinstance(errors, Mapping):
        errors = list(errors.values())
    if isinstance(errors, (list, tuple)):
        for error in errors:
            yield from _flat(error)
    else:
        yield errors
