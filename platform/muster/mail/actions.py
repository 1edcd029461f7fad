"""Writing mail, and writing down what became of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from sqlalchemy import insert, update

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.jobs import enqueue
from muster.mail.models import Mail

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be written; the fields are those of `send`."""

    recipient: str
    subject: str
    text: str


def send(recipient: str, subject: str, text: str, tenant_id: UUID | None = None) -> UUID:
    """Write a mail in the current unit of work; it leaves after the commit. Gives its id.

    recipient: one address. subject: one line; line breaks and control characters in it become
    blanks. text: plain text, already in the reader's language. tenant_id: the company on whose
    behalf it is sent, for the list of mails. Raises Invalid("email") for what is no address.
    """
    (mail_id,) = _write([Letter(recipient, subject, text)], tenant_id)
    enqueue("mail.deliver", tenant_id=tenant_id, mail_id=mail_id)
    return mail_id


def send_many(letters: Sequence[Letter], tenant_id: UUID | None = None) -> None:
    """The same for a few dozen mails at a time: two statements, and one job that sends them."""
    if not letters:
        return
    written = [str(mail_id) for mail_id in _write(letters, tenant_id)]
    enqueue("mail.deliver_many", tenant_id=tenant_id, mail_ids=written)


def _write(letters: Sequence[Letter], tenant_id: UUID | None) -> list[UUID]:
    rows = [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            "recipient": address(letter.recipient),
            "subject": one_line(letter.subject)[:LONGEST_SUBJECT],
            "text": letter.text.replace("\x00", ""),
        }
        for letter in letters
    ]
    session.execute(insert(Mail), rows)
    return [cast(UUID, row["id"]) for row in rows]


def address(value: str) -> str:
    """The one mail address that `value` is, normalised; raises Invalid("email")."""
    try:
        return validate_email(
            value, check_deliverability=False, globally_deliverable=False
        ).normalized
    except EmailNotValidError:
        raise Invalid("email", _("This is not a mail address, like name@example.com.")) from None


def one_line(value: str) -> str:
    """`value` without line breaks and control characters, so that it can be a header."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", value).split())


def send_again(mail_id: UUID) -> None:
    """Try a mail again that was not sent. Raises NotFound, or Conflict if it was sent."""
    mail = existing(session.get(Mail, mail_id, with_for_update=True))
    if mail.sent_at is not None:
        raise Conflict(_("This mail has been sent already."))
    mail.kept_at = mail.error = None
    record("mail.sent_again", subject=mail.recipient, tenant_id=mail.tenant_id, mail=str(mail_id))
    enqueue("mail.deliver", tenant_id=mail.tenant_id, key=f"mail {mail_id}", mail_id=mail_id)


def note_sent(mail_id: UUID) -> None:
    """Write down that the mail server has taken it; its text, which may hold a link that signs
    somebody in, is not kept any longer."""
    _note(mail_id, sent_at=datetime.now(UTC), error=None, text="")


def note_kept(mail_id: UUID) -> None:
    """Write down that it stays here, because there is no mail server."""
    _note(mail_id, kept_at=datetime.now(UTC), error=None)


def note_error(mail_id: UUID, error: str) -> None:
    """Write down why it was not sent."""
    _note(mail_id, error=error[:1000])


def _note(mail_id: UUID, **values: object) -> None:
    session.execute(update(Mail).where(Mail.id == mail_id).values(**values))
