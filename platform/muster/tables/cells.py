"""What stands in a cell, as text."""

from __future__ import annotations

import json
import re

_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` as PostgreSQL and HTML can hold it; nothing that a reader sees is changed."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", text)


def as_text(value: object) -> str:
    """A cell as a text: lists parted by commas, the rest as JSON writes it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return ", ".join(map(as_text, value))
    if isinstance(value, dict):
        return clean(json.dumps(value, ensure_ascii=False, default=str))
    return str(value)
