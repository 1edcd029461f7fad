"""Plain text with its line breaks, and its addresses as links."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# What ends a sentence, or brackets an address, does not belong to it.
ADDRESS = re.compile(
    r"https?://[^\s<>\"'（）《》「」，。；]+[^\s<>\"'（）《》「」，。；.,:;!?)\]}]"
)
LINK = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>')


def linked(text: str) -> Markup:
    """The text as HTML in which nothing but http and https addresses is more than text."""
    return Markup("<br>").join(_line(line) for line in text.splitlines())


def _line(line: str) -> Markup:
    parts, end = [], 0
    for found in ADDRESS.finditer(line):
        parts += [escape(line[end : found.start()]), LINK.format(found.group())]
        end = found.end()
    return Markup("").join([*parts, escape(line[end:])])
