"""Tables in which each line is a JSON object."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from muster.tables.cells import clean
from muster.tables.table import (
    LONGEST_COLUMN,
    Line,
    check_columns,
    name_columns,
    open_bytes,
)

_SAMPLED_ROWS = 1_000


class JsonLinesTable:
    """Rows of a JSON Lines file; the columns are the keys of its first thousand objects."""

    def __init__(self, path: Path, encoding: str, *, packed: bool = False) -> None:
        self.path = path
        self.encoding = encoding
        self.packed = packed
        keys: dict[str, None] = {}
        for line, _ in zip(self.lines(), range(_SAMPLED_ROWS), strict=False):
            keys.update(dict.fromkeys(line.cells))
            check_columns(len(keys))
        self.columns = name_columns(keys)

    def lines(self) -> Iterator[Line]:
        """The objects; blank lines are passed over."""
        with io.TextIOWrapper(
            open_bytes(self.path, packed=self.packed), encoding=self.encoding
        ) as file:
            for number, text in enumerate(file, 1):
                stripped = text.strip("\ufeff \t\r\n")
                if stripped:
                    yield _line(number, stripped)


def _line(number: int, text: str) -> Line:
    try:
        value: Any = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return Line(number, {}, ((None, "row.json"),))
    if not isinstance(value, dict):
        return Line(number, {}, ((None, "row.object"),))
    return Line(number, {clean(key).strip()[:LONGEST_COLUMN] or "#": value[key] for key in value})
