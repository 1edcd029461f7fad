"""Reading contacts and their transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from muster.conversations.models import CannedReply, Disposition, Message, MessageKind
from muster.db import session

TRANSCRIPT_LIMIT = 200

# Since when a contact `c` waits: since somebody last began to, or since its queue opened.
WAITS_SINCE = """COALESCE(c.waiting_since, CASE WHEN c.counts_from <= now() THEN c.counts_from END,
                c.created_at)"""
# Whether the wait of `c` counts yet: not before its queue opens.
WAIT_COUNTS = "(c.counts_from IS NULL OR c.counts_from <= now())"


def transcript(
    contact_id: UUID, *, after: int = 0, notes: bool = True, limit: int = TRANSCRIPT_LIMIT
) -> Sequence[Message]:
    """The newest `limit` messages with a number above `after`, in order.

    notes: also the company's private notes, which a consumer never gets.
    """
    query = select(Message).where(Message.contact_id == contact_id, Message.number > after)
    if not notes:
        query = query.where(Message.kind != MessageKind.NOTE)
    newest = session.scalars(query.order_by(Message.number.desc()).limit(limit)).all()
    return newest[::-1]


def transcripts(
    contact_ids: Sequence[UUID], *, notes: bool, limit: int = TRANSCRIPT_LIMIT
) -> dict[UUID, list[Message]]:
    """The newest messages of several contacts at once, in order: one query for a whole page."""
    found: dict[UUID, list[Message]] = {contact_id: [] for contact_id in contact_ids}
    query = select(Message).where(Message.contact_id.in_(contact_ids))
    if not notes:
        query = query.where(Message.kind != MessageKind.NOTE)
    rows = session.scalars(
        query.order_by(Message.created_at.desc(), Message.number.desc()).limit(limit * 10)
    )
    for message in rows:
        if len(found[message.contact_id]) < limit:
            found[message.contact_id].insert(0, message)
    return found


def canned_replies(tenant_ids: Sequence[UUID]) -> Sequence[CannedReply]:
    """Prepared answers of these companies, by shortcut."""
    return session.scalars(
        select(CannedReply)
        .where(CannedReply.tenant_id.in_(tenant_ids))
        .order_by(CannedReply.tenant_id, CannedReply.shortcut)
        .limit(2000)
    ).all()


def dispositions(tenant_ids: Sequence[UUID]) -> Sequence[Disposition]:
    """How contacts of these companies can end, in their order."""
    return session.scalars(
        select(Disposition)
        .where(Disposition.tenant_id.in_(tenant_ids), Disposition.retired_at.is_(None))
        .order_by(Disposition.tenant_id, Disposition.position, Disposition.code)
        .limit(1000)
    ).all()
