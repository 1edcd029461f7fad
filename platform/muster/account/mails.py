"""Mails about one's own account, in the language of whoever gets them."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from muster.identity.models import Person
from muster.mail import send
from muster.web.locale import written_in


def public_url(endpoint: str, **values: Any) -> str:
    """The address of a page as it stands in a mail: on the host that the settings name.

    The host of the request is not asked: whoever sends it chooses it.
    """
    settings = current_app.config["SETTINGS"]
    return f"{settings.public_url}{url_for(endpoint, **values)}"


def confirmation(person: Person, token: str) -> None:
    """Ask a person to confirm the address."""
    with written_in(person.locale):
        send(
            person.email,
            _("Confirm your e-mail address"),
            _(
                "Hello %(name)s,\n\nplease confirm that this address is yours:\n\n%(link)s\n\n"
                "The link works for seven days. If you did not sign up, ignore this mail.\n\n"
                "Muster",
                name=person.name,
                link=public_url("account.confirmation", token=token),
            ),
        )


def reset(person: Person, token: str) -> None:
    """Send the link for a new password."""
    with written_in(person.locale):
        send(
            person.email,
            _("Choose a new password"),
            _(
                "Hello %(name)s,\n\nsomebody, hopefully you, asked for a new password. "
                "Choose it here:\n\n%(link)s\n\nThe link works once, for two hours. If it was "
                "not you, ignore this mail: your password stays as it is.\n\nMuster",
                name=person.name,
                link=public_url("account.password_reset", token=token),
            ),
        )


def password_changed(person: Person) -> None:
    """Tell a person that the password is another one now."""
    with written_in(person.locale):
        send(
            person.email,
            _("Your password was changed"),
            _(
                "Hello %(name)s,\n\nyour password was changed just now, and you were signed out "
                "everywhere else. If it was not you, choose a new one at once:\n\n%(link)s\n\n"
                "Muster",
                name=person.name,
                link=public_url("account.password_resets"),
            ),
        )
