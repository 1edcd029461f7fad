"""Mail leaves, and is forgotten after a month."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import text

from muster.db import Acting, session, unit_of_work
from muster.features import Periodic
from muster.jobs import complete, enqueue, job
from muster.mail import smtp
from muster.mail.actions import note_error, note_kept, note_sent
from muster.mail.models import Mail
from muster.settings import Settings

KEEP_DAYS = 30
BATCH = 500

KEEP = text("""
UPDATE mails SET kept_at = now(), error = NULL
WHERE id = ANY (:ids) AND sent_at IS NULL AND kept_at IS NULL
""")
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
    _send(mail_id, current_app.config["SETTINGS"])


@job("mail.deliver_many", acts="system", attempts=8)
def deliver_many(mail_ids: list[str]) -> None:
    """Send mails that were written together, each as `deliver` does.

    Where the mail server makes trouble, this one and those after it get a job each, and are tried
    again on their own.
    """
    settings: Settings = current_app.config["SETTINGS"]
    waiting = [UUID(mail_id) for mail_id in mail_ids]
    if not settings.smtp_url:
        with unit_of_work(Acting()):
            session.execute(KEEP, {"ids": waiting})
            complete()
        return
    for number, mail_id in enumerate(waiting):
        try:
            _send(mail_id, settings)
        except OSError:
            with unit_of_work(Acting()):
                for left in waiting[number:]:
                    enqueue("mail.deliver", mail_id=left)
                complete()
            return


@job("mail.clean_up", acts="system")
def clean_up() -> None:
    """Forget mail that is a month old."""
    deleted = BATCH
    while deleted == BATCH:
        with unit_of_work(Acting()):
            deleted = (
                session.connection().execute(OLD, {"days": KEEP_DAYS, "batch": BATCH}).rowcount
            )


def _send(mail_id: UUID, settings: Settings) -> None:
    """Send one and write down what became of it; raises OSError for what may pass."""
    with unit_of_work(Acting()):
        mail = session.get(Mail, mail_id)
        if mail is not None:
            session.expunge(mail)
    if mail is None or mail.sent_at or mail.kept_at:
        return
    try:
        if settings.smtp_url:
            smtp.deliver(mail, settings.smtp_url, settings.mail_from)
    except (smtp.Refused, OSError) as error:
        refused = isinstance(error, smtp.Refused)
        with unit_of_work(Acting()):
            note_error(mail_id, str(error) if refused else f"{type(error).__name__}: {error}")
        if not refused:
            raise
        return
    with unit_of_work(Acting()):
        (note_sent if settings.smtp_url else note_kept)(mail_id)


PERIODIC = (Periodic("mail.clean_up", seconds=3600),)
