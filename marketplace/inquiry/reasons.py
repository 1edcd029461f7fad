"""Why a company was asked, in words: for the company, for its agents, and for operations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import format_currency, ngettext
from flask_babel import gettext as _

from muster.web.locale import reads_chinese

Reason = Mapping[str, Any]
PRICE, CURRENCY = re.compile(r"\d+(\.\d+)?"), re.compile(r"[A-Z]{3}")

_SAID: dict[str, Callable[[Reason], str]] = {
    "chosen_by_consumer": lambda _reason: _("The consumer asked this company alone."),
    "queue": lambda reason: (
        _("Queue “%(name)s”: by the words of the question", name=reason["name"])
        if reason["by_words"]
        else _("Queue “%(name)s”: by the language of the question", name=reason["name"])
    ),
    "name": lambda _reason: _("The question names it."),
    "words": lambda reason: _("Words in common: %(words)s", words=_listed(reason["words"])),
    "category": lambda reason: _("Kind of company: %(value)s", value=reason["value"]),
    "region": lambda reason: _("Region: %(value)s", value=reason["value"]),
    "language": lambda reason: _("Language: %(value)s", value=reason["value"]),
    "near": lambda reason: _("Near %(value)s", value=reason["value"]),
    "price": lambda reason: _("Price: %(value)s", value=_price(reason["value"])),
    "rating": lambda reason: _("Rating: %(value)s", value=reason["value"]),
    "attribute": lambda reason: _(
        "%(name)s: %(value)s", name=reason["name"], value=reason["value"]
    ),
    "mentioned": lambda reason: ngettext(
        "%(num)s other company speaks of it.",
        "%(num)s other companies speak of it.",
        reason["companies"],
    ),
}


class Told(NamedTuple):
    """A reason in the reader's language; `asked` is what of the question it answers, if known."""

    text: str
    asked: str | None


def told(reasons: Iterable[Reason]) -> list[Told]:
    """The reasons of an invitation in words; without kinds that this release does not know."""
    return [
        Told(_SAID[reason["kind"]](reason), reason.get("asked"))
        for reason in _gathered(reasons)
        if reason["kind"] in _SAID
    ]


def _gathered(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """The reasons, with all words in common in the place of the first of them."""
    known = list(reasons)
    words = [word for reason in known if reason["kind"] == "words" for word in reason["words"]]
    for reason in known:
        if reason["kind"] != "words":
            yield reason
        elif words:
            yield {"kind": "words", "words": list(dict.fromkeys(words))}
            words = []


def _price(written: str) -> str:
    """A price as the index has it, "299.00 CNY", as the reader writes it."""
    amount, _space, currency = written.partition(" ")
    if not (PRICE.fullmatch(amount) and CURRENCY.fullmatch(currency)):
        return written
    return str(format_currency(Decimal(amount), currency))


def _listed(words: list[str]) -> str:
    return ("、" if reads_chinese() else ", ").join(words)
