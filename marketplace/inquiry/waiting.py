"""How long it takes until somebody answers, in the words of the consumer's page."""

from __future__ import annotations

from uuid import UUID

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.inquiry.queries import WAITING
from muster.conversations.models import Contact
from muster.db import Acting, acting_within, session
from muster.routing import waits
from muster.routing.waits import Wait

MINUTE, LONG = 60, 90 * 60


def lines(inquiry_id: UUID) -> dict[str, str]:
    """What each company's part that nobody has just now says, by its contact's id.

    Places and rates are the companies' own figures: they are read as these companies, and only
    the sentence leaves. Runs as the consumer of the inquiry.
    """
    in_line = select(Contact.id, Contact.tenant_id).where(
        Contact.inquiry_id == inquiry_id, Contact.state.in_(WAITING)
    )
    rows = session.execute(in_line).all()
    if not rows:
        return {}
    companies = tuple({row.tenant_id for row in rows})
    with acting_within(Acting(tenant_ids=companies, inquiry_id=inquiry_id)):
        found = waits.in_line([row.id for row in rows])
    return {str(wait.contact_id): line(wait) for wait in found}


def line(wait: Wait) -> str:
    """One part's sentence: until when it is closed, or which place, and about how long."""
    said = [_line_when_open(wait) if wait.is_open else _line_when_closed(wait)]
    if wait.calls_back:
        said.append(_("They call you back; your place is kept."))
    return " ".join(said)


def _line_when_closed(wait: Wait) -> str:
    if wait.opens_at is None:
        return str(_("Closed now. Leave a message."))
    when = format_datetime(wait.opens_at, "EEE HH:mm")
    return str(_("Closed until %(when)s. Leave a message, and they answer then.", when=when))


def _line_when_open(wait: Wait) -> str:
    if wait.place > waits.MOST_COUNTED:
        place = _("More than %(count)s people are before you.", count=waits.MOST_COUNTED)
    elif wait.place == 1:
        place = _("You are next.") if wait.staffed else ""
    else:
        ahead = wait.place - 1
        place = ngettext("%(num)s person is before you.", "%(num)s people are before you.", ahead)
    return f"{place} {_how_long(wait)}".strip()


def _how_long(wait: Wait) -> str:
    if not wait.staffed and wait.calls_back:  # they have the number already
        return str(_("Nobody is at work there just now."))
    if not wait.staffed:
        return str(_("Nobody is at work there just now. Leave a number, and they call you back."))
    if wait.seconds is None:
        return "" if wait.place == 1 else str(_("How long it takes cannot be said yet."))
    if wait.seconds < MINUTE:
        return str(_("It takes less than a minute."))
    if wait.seconds > LONG:
        return str(_("It takes more than an hour and a half."))
    minutes = -(-wait.seconds // MINUTE)
    return str(
        ngettext("It takes about %(num)s minute.", "It takes about %(num)s minutes.", minutes)
    )
