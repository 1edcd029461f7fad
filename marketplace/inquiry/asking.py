"""Asking: a question becomes an inquiry, and the companies that fit are invited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.inquiry.broadcast import Question, invite
from marketplace.inquiry.models import Inquiry, InquiryState, Invitation
from marketplace.matching.queries import Match, search
from muster.conversations.models import Contact
from muster.db import Acting, session, unit_of_work
from muster.errors import Invalid

LONGEST_QUESTION = 2000
MOST_COMPANIES = 200
# How many candidates the matching gives for each company that is invited: room for those who
# can answer now to come before equals who cannot.
CANDIDATES_PER_PLACE = 2
LATER_RINGS_GROW = 2
CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the consumer asked and where from; hashes say who asks too often, not who it is."""

    question: str
    locale: str
    inquiry_id: UUID
    address_hash: str
    session_hash: str
    region: str | None = None
    category: str | None = None
    only_tenant_id: UUID | None = None
    count: int = 20


def language_of(question: str) -> str:
    """The language in which companies should answer: zh if any Chinese is in it, else en."""
    return "zh" if CHINESE.search(question) else "en"


def check_question(question: str) -> str:
    """The question, trimmed; raises Invalid if it is empty or too long."""
    question = question.replace("\x00", "").strip()
    if not question:
        raise Invalid("question", _l("Tell us what you need, in a few words."))
    if len(question) > LONGEST_QUESTION:
        raise Invalid(
            "question", _l("That is too long. Please say it in at most 2,000 characters.")
        )
    return question


def ask(asked: Asked, *, promise_seconds: int) -> UUID:
    """Record the question, invite the best companies and give the inquiry's id.

    Opens its own units of work. Asking again under the same inquiry_id changes nothing.
    Raises Invalid for a question that cannot be used.
    """
    question = check_question(asked.question)
    inquiry_id = asked.inquiry_id
    matches = find_companies(question, asked)
    with unit_of_work(acting_for(inquiry_id, matches)):
        if not _record(asked, question, promise_seconds):
            return inquiry_id
        origin = "ask_now" if asked.only_tenant_id else "inquiry"
        told = Question(inquiry_id, question, language_of(question), origin)
        if not invite(told, matches, ring=1, count=min(asked.count, MOST_COMPANIES)):
            session.execute(
                update(Inquiry).where(Inquiry.id == inquiry_id).values(exhausted_at=func.now())
            )
    return inquiry_id


def find_companies(question: str, asked: Asked) -> Sequence[Match]:
    """Candidates for the first ring, best first."""
    if asked.only_tenant_id is not None:
        return [Match(asked.only_tenant_id, 1.0, [{"kind": "chosen_by_consumer"}])]
    with unit_of_work(Acting(market=True)):
        return search(
            question,
            region=asked.region,
            category=asked.category,
            limit=min(asked.count, MOST_COMPANIES) * CANDIDATES_PER_PLACE,
        )


def acting_for(inquiry_id: UUID, matches: Sequence[Match]) -> Acting:
    """Whoever invites acts for the companies invited and for the inquiry."""
    return Acting(tenant_ids=tuple(m.tenant_id for m in matches), inquiry_id=inquiry_id)


def _record(asked: Asked, question: str, promise_seconds: int) -> bool:
    written = session.scalar(
        insert(Inquiry)
        .values(
            id=asked.inquiry_id,
            question=question,
            locale=asked.locale,
            language=language_of(question),
            region=asked.region,
            category=asked.category,
            only_tenant_id=asked.only_tenant_id,
            state=InquiryState.COLLECTING,
            ring=1,
            invited_count=0,
            address_hash=asked.address_hash,
            session_hash=asked.session_hash,
            promise_at=datetime.now(UTC) + timedelta(seconds=promise_seconds),
        )
        .on_conflict_do_nothing(index_elements=[Inquiry.id])
        .returning(Inquiry.id)
    )
    return written is not None


def widen(inquiry_id: UUID, *, promise_seconds: int) -> int:
    """Invite the next ring of an inquiry that nobody answered; gives how many were invited.

    Opens its own units of work. Does nothing if the inquiry was answered or ended meanwhile.
    """
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        inquiry = _due(inquiry_id)
        if inquiry is None:
            return 0
        ring, count = inquiry.ring + 1, inquiry.invited_count * LATER_RINGS_GROW
        invited = session.scalars(
            select(Invitation.tenant_id).where(Invitation.inquiry_id == inquiry_id)
        ).all()
        question = Question(inquiry_id, inquiry.question, inquiry.language, "inquiry")
        region, category = inquiry.region, inquiry.category
        closed_circle = inquiry.only_tenant_id is not None
    matches: Sequence[Match] = ()
    if not closed_circle:
        with unit_of_work(Acting(market=True)):
            matches = search(
                question.text,
                region=region if ring == 2 else None,
                category=category if ring == 2 else None,
                limit=min(max(count, 20), MOST_COMPANIES),
                exclude=invited,
            )
    with unit_of_work(acting_for(inquiry_id, matches)):
        if _due(inquiry_id) is None:
            return 0
        added = invite(question, matches, ring=ring, count=MOST_COMPANIES)
        session.execute(
            update(Inquiry)
            .where(Inquiry.id == inquiry_id)
            .values(
                state=InquiryState.WIDENED,
                widened_at=func.now(),
                exhausted_at=None if added else func.now(),
                promise_at=datetime.now(UTC) + timedelta(seconds=promise_seconds),
            )
        )
    return added


def _due(inquiry_id: UUID) -> Inquiry | None:
    """The inquiry, locked, if it still waits past its promise with no answer at all."""
    answered = (
        select(Contact.id)
        .where(Contact.inquiry_id == inquiry_id, Contact.first_answer_at.is_not(None))
        .exists()
    )
    return session.scalar(
        select(Inquiry)
        .where(
            Inquiry.id == inquiry_id,
            Inquiry.state.in_((InquiryState.COLLECTING, InquiryState.WIDENED)),
            Inquiry.promise_at <= func.now(),
            Inquiry.exhausted_at.is_(None),
            ~answered,
        )
        .with_for_update()
    )
