"""What a new company has to do before its first question is answered."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from muster.tenancy.doors import may
from tenants.overview.queries import Standing


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `url` is empty where others have to act."""

    title: str
    text: str
    done: bool
    url: str = ""
    action: str = ""


def steps(now: Standing, *, confirmed: bool, slug: str) -> list[Step]:
    """The steps in order."""
    return [
        Step(
            _("Confirm your e-mail address"),
            _("Open the link that we sent you. Until then nothing can be published."),
            confirmed,
        ),
        Step(
            _("Complete the showcase"),
            _("Say what you sell: agents answer from it, and customers find you by it."),
            bool(now.published),
            url_for("showcase.show", tenant=slug),
            _("To the showcase"),
        ),
        Step(
            _("Rent seats"),
            _("Choose a plan and how many people shall answer for you."),
            now.seats > 0,
            url_for("seats.index", tenant=slug) if may("seats.see") else "",
            _("To the price list"),
        ),
        Step(
            _("Agents take their seats"),
            _("Operations assign people with the right skills, usually within a working day."),
            now.assigned > 0,
        ),
        Step(
            _("Invite your team"),
            _("A supervisor to watch contacts, an editor for the showcase."),
            now.members > 1 or now.invited > 0,
            url_for("members.index", tenant=slug),
            _("To the team"),
        ),
    ]
