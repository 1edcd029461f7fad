"""Tips: what else may help the consumer when a contact ends, from the company's list."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.closing.models import ClosingTip
from muster.conversations import writing
from muster.conversations.models import AuthorKind, Contact, Disposition, Message, MessageKind
from muster.db import session, uuid7
from muster.errors import Invalid, existing

MOST = 500
MOST_WORDS = 30
MESSAGES_READ = 50
NOTICE = "contact.tip"


def all_of(tenant_id: UUID) -> Sequence[ClosingTip]:
    """The company's tips, oldest first."""
    return session.scalars(
        select(ClosingTip).where(ClosingTip.tenant_id == tenant_id).order_by(ClosingTip.id)
    ).all()


def find(tenant_id: UUID, tip_id: UUID) -> ClosingTip:
    """One tip; raises NotFound."""
    return existing(
        session.scalar(
            select(ClosingTip).where(ClosingTip.tenant_id == tenant_id, ClosingTip.id == tip_id)
        )
    )


def create(
    tenant_id: UUID,
    *,
    body: str,
    words: Sequence[str] = (),
    disposition_id: UUID | None = None,
    language: str | None = None,
) -> None:
    """Add a tip, unless this very one is there. Raises Invalid."""
    known = all_of(tenant_id)
    values = body, list(words), disposition_id, language
    if any((tip.body, tip.words, tip.disposition_id, tip.language) == values for tip in known):
        return
    if len(known) >= MOST:
        raise Invalid("body", _l("There are 500 tips already. Remove some first."))
    _check(tenant_id, words, disposition_id)
    session.add(
        ClosingTip(
            id=uuid7(),
            tenant_id=tenant_id,
            body=body,
            words=list(words),
            disposition_id=disposition_id,
            language=language,
        )
    )
    record("closing_tip.created", subject=body[:80], tenant_id=tenant_id)


def change(
    tenant_id: UUID,
    tip_id: UUID,
    *,
    body: str,
    words: Sequence[str] = (),
    disposition_id: UUID | None = None,
    language: str | None = None,
) -> None:
    """Change a tip. Raises NotFound, Invalid."""
    tip = find(tenant_id, tip_id)
    _check(tenant_id, words, disposition_id)
    tip.body, tip.words = body, list(words)
    tip.disposition_id, tip.language = disposition_id, language
    record("closing_tip.changed", subject=body[:80], tenant_id=tenant_id)


def remove(tenant_id: UUID, tip_id: UUID) -> None:
    """Remove a tip for good. Raises NotFound."""
    tip = find(tenant_id, tip_id)
    session.delete(tip)
    record("closing_tip.removed", subject=tip.body[:80], tenant_id=tenant_id)


def add_to(contact: Contact) -> None:
    """Put the tip that fits an ended contact best into its transcript, if one fits at all.

    The same tip is not given twice in one contact.
    """
    known = all_of(contact.tenant_id)
    if not known:
        return
    said, given = _said(contact)
    fitting = [tip for tip in known if str(tip.id) not in given]
    best = best_of(fitting, contact.disposition_id, contact.language, said)
    if best is not None:
        writing.notice(contact, NOTICE, text=best.body, tip_id=str(best.id))


def best_of(
    tips: Sequence[ClosingTip], disposition_id: UUID | None, language: str, said: str
) -> ClosingTip | None:
    """The tip that fits best: by disposition and words, then by words, then by disposition.

    said: everything that was said, in lower case. A tip without a condition fits when no other
    does; one with both a disposition and words needs both.
    """
    ranked = [(rank, tip) for tip in tips if (rank := _rank(tip, disposition_id, language, said))]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _rank(
    tip: ClosingTip, disposition_id: UUID | None, language: str, said: str
) -> tuple[int, ...] | None:
    if tip.language not in (None, language):
        return None
    hits = sum(word.lower() in said for word in tip.words)
    if tip.words and not hits:
        return None
    if tip.disposition_id is not None and tip.disposition_id != disposition_id:
        return None
    return (bool(tip.words) + bool(tip.disposition_id), hits, tip.language is not None)


def _said(contact: Contact) -> tuple[str, set[str]]:
    rows = session.execute(
        select(Message.author_kind, Message.kind, Message.body, Message.payload)
        .where(Message.contact_id == contact.id, Message.kind != MessageKind.NOTE)
        .order_by(Message.number.desc())
        .limit(MESSAGES_READ)
    ).all()
    given = {
        str(row.payload.get("tip_id"))
        for row in rows
        if row.kind == MessageKind.NOTICE and row.body == NOTICE
    }
    texts = [row.body for row in rows if row.author_kind != AuthorKind.SYSTEM]
    return " ".join([contact.opening, *texts]).lower(), given


def _check(tenant_id: UUID, words: Sequence[str], disposition_id: UUID | None) -> None:
    if len(words) > MOST_WORDS:
        raise Invalid("words", _l("At most 30 words, please."))
    if disposition_id is None:
        return
    known = select(func.count()).where(
        Disposition.tenant_id == tenant_id, Disposition.id == disposition_id
    )
    if not session.scalar(known):
        raise Invalid("disposition_id", _l("Choose how this conversation ended."))
