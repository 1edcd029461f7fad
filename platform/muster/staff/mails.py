"""Mail to somebody who now belongs to the staff."""

from __future__ import annotations

from flask_babel import gettext as _

from muster.account.mails import public_url
from muster.mail import send
from muster.staff.actions import Added
from muster.web.locale import written_in


def welcome(person: Added) -> None:
    """Let somebody new choose a password; whoever has one needs no mail."""
    if person.token is None:
        return
    with written_in(person.locale):
        send(
            person.email,
            _("Your account at Muster"),
            _(
                "Hello %(name)s,\n\nan account was made for you. Choose a password here:\n\n"
                "%(link)s\n\nThe link works once, for seven days. After that, ask for a new one "
                'with "Forgot your password?" on the sign-in page.\n\nMuster',
                name=person.name,
                link=public_url("account.password_reset", token=person.token),
            ),
        )
