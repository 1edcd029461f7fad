"""Short texts for cards and search results."""

from __future__ import annotations

import re

LONGEST = 155
_SPACE = re.compile(r"\s+")
_ENDS = re.compile(r"[\s,，;；、][^\s,，;；、]*$")


def summary(*texts: str) -> str:
    """The first of the texts that says something, in one line of a search result."""
    said = next((plain for text in texts if (plain := _SPACE.sub(" ", text).strip())), "")
    return shortened(said, LONGEST)


def shortened(text: str, most: int) -> str:
    """The text, cut at a word or a comma if it is too long."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = _ENDS.sub("", cut)
    return f"{whole if len(whole) > most // 2 else cut}…"
