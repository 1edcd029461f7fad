"""Mails, for operations staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, text
from sqlalchemy.orm import load_only

from muster.db import session
from muster.errors import existing
from muster.mail.models import Mail

PAGE = 50

COUNTS = text("""
SELECT count(*) FILTER (WHERE sent_at IS NOT NULL) AS sent,
       count(*) FILTER (WHERE kept_at IS NOT NULL) AS kept,
       count(*) FILTER (WHERE sent_at IS NULL AND kept_at IS NULL AND error IS NOT NULL) AS failed,
       count(*) FILTER (WHERE sent_at IS NULL AND kept_at IS NULL AND error IS NULL) AS waiting
FROM mails
""")


class MailState(StrEnum):
    """What became of a mail."""

    KEPT = "kept"
    SENT = "sent"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many mails of the last 30 days became what."""

    sent: int
    kept: int
    failed: int
    waiting: int


CONDITIONS: dict[MailState, ColumnElement[bool]] = {
    MailState.KEPT: Mail.kept_at.is_not(None),
    MailState.SENT: Mail.sent_at.is_not(None),
    MailState.FAILED: and_(Mail.sent_at.is_(None), Mail.kept_at.is_(None), Mail.error.is_not(None)),
    MailState.WAITING: and_(Mail.sent_at.is_(None), Mail.kept_at.is_(None), Mail.error.is_(None)),
}


def state_of(mail: Mail) -> MailState:
    """What became of this mail."""
    if mail.sent_at is not None:
        return MailState.SENT
    if mail.kept_at is not None:
        return MailState.KEPT
    return MailState.FAILED if mail.error is not None else MailState.WAITING


def counts() -> Counts:
    """How many mails became what."""
    return Counts(**session.execute(COUNTS).mappings().one())


def page(
    state: MailState | None = None, *, recipient: str = "", before: UUID | None = None
) -> Sequence[Mail]:
    """Mails without their texts, the newest first; `before` is the last id of the page before.

    recipient: a part of the address.
    """
    columns = (
        Mail.recipient,
        Mail.subject,
        Mail.created_at,
        Mail.sent_at,
        Mail.kept_at,
        Mail.error,
    )
    query = select(Mail).options(load_only(*columns)).order_by(Mail.id.desc()).limit(PAGE)
    if state is not None:
        query = query.where(CONDITIONS[state])
    if recipient:
        query = query.where(Mail.recipient.icontains(recipient, autoescape=True))
    if before:
        query = query.where(Mail.id < before)
    return session.scalars(query).all()


def find(mail_id: UUID) -> Mail:
    """The mail; raises NotFound."""
    return existing(session.get(Mail, mail_id))
