"""Writing mail, and writing down what became of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from sqlalchemy import update

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.jobs import enqueue
from muster.mail.models import Mail

LONGEST_SUBJECT = 200


def send(recipient: str, subject: str, text: str, tenant_id: UUID | None = None) -> UUID:
    """Write a mail in the current unit of work; it leaves after the commit. Gives its id.

    recipient: one address. subject: one line; line breaks and control characters in it become
    blanks. text: plain text, already in the reader's language. tenant_id: the company on whose
    behalf it is sent, for the list of mails. Raises Invalid("email") for what is no address.
    """
    mail = Mail(
        id=uuid7(),
        tenant_id=tenant_id,
        recipient=address(recipient),
        subject=one_line(subject)[:LONGEST_SUBJECT],
        text=text.replace("\x00", ""),
    )
    session.add(mail)
    session.flush()
    enqueue("mail.deliver", tenant_id=tenant_id, mail_id=mail.id)
    return mail.id


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
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NotFound
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
