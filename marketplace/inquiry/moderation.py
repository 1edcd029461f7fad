"""What operations staff do against abuse: end inquiries, block words and people, settle reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.inquiry import actions
from marketplace.inquiry.models import Block, BlockedWord, Inquiry, Report
from muster.audit.actions import record
from muster.db import Acting, acting_within, session, uuid7
from muster.errors import Invalid, existing

BLOCKED_FOR = timedelta(days=7)
LONGEST_WORD = 60


def close_for_all(inquiry_id: UUID, *, person_id: UUID) -> None:
    """End an inquiry for the consumer and every company, as its inquiry, in this unit of work."""
    record("inquiry.closed", subject=str(inquiry_id))
    with acting_within(Acting(person_id=person_id, staff=True, inquiry_id=inquiry_id)):
        actions.close(inquiry_id, person_id=person_id, reason="inquiry.closed_by_operator")


def block_asker(inquiry_id: UUID, reason: str, person_id: UUID) -> None:
    """Block whoever asked, by hashed address and session, for BLOCKED_FOR. Raises NotFound."""
    inquiry = existing(session.scalar(select(Inquiry).where(Inquiry.id == inquiry_id)))
    until = datetime.now(UTC) + BLOCKED_FOR
    for subject in (inquiry.address_hash, inquiry.session_hash):
        session.add(
            Block(
                id=uuid7(),
                subject_hash=subject,
                reason=reason.strip()[:500],
                until=until,
                blocked_by=person_id,
            )
        )
    record("consumer.blocked", subject=str(inquiry_id), reason=reason.strip()[:500])


def block_word(word: str, person_id: UUID) -> None:
    """Let no question contain `word`, in whatever case. Raises Invalid; twice is once."""
    word = " ".join(word.replace("\x00", "").casefold().split())
    if not word or len(word) > LONGEST_WORD:
        raise Invalid("word", _l("A word or a few, at most 60 characters."))
    session.execute(
        insert(BlockedWord)
        .values(id=uuid7(), word=word, added_by=person_id)
        .on_conflict_do_nothing(index_elements=[BlockedWord.word])
    )
    record("word.blocked", subject=word)


def allow_word(word_id: UUID) -> None:
    """Allow a blocked word again."""
    word = existing(
        session.scalar(
            delete(BlockedWord).where(BlockedWord.id == word_id).returning(BlockedWord.word)
        )
    )
    record("word.allowed", subject=word)


def unblock(block_id: UUID) -> None:
    """End a block now."""
    existing(
        session.scalar(
            update(Block).where(Block.id == block_id).values(until=func.now()).returning(Block.id)
        )
    )
    record("consumer.unblocked", subject=str(block_id))


def settle(report_id: UUID, *, person_id: UUID) -> None:
    """Mark a complaint as dealt with."""
    existing(
        session.scalar(
            update(Report)
            .where(Report.id == report_id)
            .values(settled_at=func.now(), settled_by=person_id)
            .returning(Report.id)
        )
    )
    record("report.settled", subject=str(report_id))


def words() -> Sequence[BlockedWord]:
    """All blocked words, in order."""
    return session.scalars(select(BlockedWord).order_by(BlockedWord.word).limit(2000)).all()


def blocks() -> Sequence[Block]:
    """Blocks that still hold, newest first."""
    return session.scalars(
        select(Block).where(Block.until > func.now()).order_by(Block.id.desc()).limit(500)
    ).all()
