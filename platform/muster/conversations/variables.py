"""What a canned reply may leave open: {{words}} that the desk fills in when it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# In the order in which writers are shown them.
VARIABLES: Mapping[str, str | LazyString] = {
    "consumer_name": _l("the consumer's name, once the consumer has given it"),
    "agent_name": _l("the agent's name, as consumers see it"),
    "company": _l("your company's name"),
    "product": _l("the product that was last spoken of"),
    "hotline": _l("your company's telephone number"),
    "today": _l("today's date, in the language of the conversation"),
}
PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def unknown(text: str) -> list[str]:
    """Names in double braces that are no variables, each once, in their order."""
    return [name for name in _names(text) if name not in VARIABLES]


def unfilled(text: str) -> list[str]:
    """Variables that a text still leaves open, each once, in their order."""
    return [name for name in _names(text) if name in VARIABLES]


def is_broken(text: str) -> bool:
    """Whether braces are opened or closed and not the other way round."""
    rest = PLACE.sub("", text)
    return "{{" in rest or "}}" in rest


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known filled in; the rest stays as it is written."""
    return PLACE.sub(lambda place: values.get(place[1]) or place[0], text)


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(PLACE.findall(text)))
