"""Why a company was asked, as its agents read it beside the conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.inquiry.models import Invitation
from muster.db import session

Reason = Mapping[str, Any]

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
    "price": lambda reason: _("Price: %(value)s", value=reason["value"]),
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


def reasons(contact_id: UUID) -> list[str]:
    """The reasons of the invitation that opened this contact; none without an invitation."""
    why = session.scalar(select(Invitation.why).where(Invitation.contact_id == contact_id))
    if why is None:
        return []
    return [
        _SAID[reason["kind"]](reason)
        for reason in why.get("reasons", ())
        if reason["kind"] in _SAID
    ]


def _listed(words: list[str]) -> str:
    return ("、" if str(get_locale()).startswith("zh") else ", ").join(words)
