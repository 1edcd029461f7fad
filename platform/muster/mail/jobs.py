"""Mail leaves, and is forgotten after a month."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import text

from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs import complete, job
from muster.mail import smtp
from muster.mail.actions import note_error, note_kept, note_sent
from muster.mail.models import Mail
from muster.settings import Settings

KEEP_DAYS = 30
BATCH = 500

OLD = text("""
DELETE FROM mails WHERE id IN (
    SELECT id FROM mails WHERE created_at < now() - make_interval(days => :days) LIMIT :batch
)
""")


@job("mail.deliver", acts="system", attempts=8)
def deliver(mail_id: UUID) -> None:
    """Send one mail, or keep it where there is no mail server.

    It goes out twice only if this process dies between the server's yes and our commit; it
    then carries the same Message-ID, by which mailboxes know it again.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with unit_of_work(Acting()):
        mail = session.get(Mail, mail_id)
        if mail is not None:
            session.expunge(mail)
    if mail is None or mail.sent_at or mail.kept_at:
        return
    try:
        if settings.smtp_url:
            smtp.deliver(mail, settings.smtp_url, settings.mail_from)
    except smtp.Refused as error:
        with unit_of_work(Acting()):
            note_error(mail_id, str(error))
            complete()
        return
    except OSError as error:
        with unit_of_work(Acting()):
            note_error(mail_id, f"{type(error).__name__}: {error}")
        raise
    with unit_of_work(Acting()):
        (note_sent if settings.smtp_url else note_kept)(mail_id)
        complete()


@job("mail.clean_up", acts="system")
def clean_up() -> None:
    """Forget mail that is a month old."""
    deleted = BATCH
    while deleted == BATCH:
        with unit_of_work(Acting()):
            deleted = (
                session.connection().execute(OLD, {"days": KEEP_DAYS, "batch": BATCH}).rowcount
            )


PERIODIC = (Periodic("mail.clean_up", seconds=3600),)
