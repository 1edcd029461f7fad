"""Asking: a question becomes an inquiry, and the companies that fit are invited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, func, select

from marketplace.inquiry import broadcast
from marketplace.inquiry.models import Inquiry, InquiryState, Invitation
from marketplace.matching.queries import Match, search
from marketplace.matching.reasons import Reason
from muster.db import Acting, session, unit_of_work
from muster.errors import Invalid
from muster.letters import has_chinese

LONGEST_QUESTION = 2000
MOST_COMPANIES = 200
# How many candidates the matching gives for each company that is invited: room for those who
# can answer now to come before equals who cannot.
CANDIDATES_PER_PLACE = 2
LATER_RINGS_GROW = 2
# What anybody may happen to have: nobody is asked for these alone where others have what is meant.
IN_PASSING = frozenset(("price", "rating", "region", "language", "mentioned", "queue"))


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
    return "zh" if has_chinese(question) else "en"


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
    matches = find_companies(question, asked)
    written = broadcast.Question(
        inquiry_id=asked.inquiry_id,
        question=question,
        locale=asked.locale,
        language=language_of(question),
        address_hash=asked.address_hash,
        session_hash=asked.session_hash,
        promise_seconds=promise_seconds,
        region=asked.region,
        category=asked.category,
        only_tenant_id=asked.only_tenant_id,
    )
    broadcast.raise_inquiry(written, matches, min(asked.count, MOST_COMPANIES))
    return asked.inquiry_id


def find_companies(question: str, asked: Asked) -> Sequence[Match]:
    """Candidates for the first ring, best first."""
    if asked.only_tenant_id is not None:
        return [Match(asked.only_tenant_id, 1.0, [{"kind": "chosen_by_consumer"}])]
    found = search(
        question,
        region=asked.region,
        category=asked.category,
        limit=min(asked.count, MOST_COMPANIES) * CANDIDATES_PER_PLACE,
    )
    return found if asked.category else _meant(found) or found


def _meant(matches: Sequence[Match]) -> list[Match]:
    """Those that have something of what is asked for, and not only a price in the range."""
    return [match for match in matches if _is_meant(match.reasons)]


def _is_meant(reasons: Iterable[Reason]) -> bool:
    return any(reason["kind"] not in IN_PASSING for reason in reasons)


def widen(inquiry_id: UUID, *, promise_seconds: int) -> int:
    """Invite the next ring of an inquiry that nobody answered; gives how many were invited.

    Opens its own units of work. Does nothing if the inquiry was answered or ended meanwhile.
    """
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        inquiry = _due(inquiry_id)
        if inquiry is None:
            return 0
        invited = session.execute(
            select(Invitation.tenant_id, Invitation.why).where(Invitation.inquiry_id == inquiry_id)
        ).all()
        session.expunge(inquiry)
    matches = [] if inquiry.only_tenant_id else _others(inquiry, invited)
    known = broadcast.Asked(inquiry_id, inquiry.question, inquiry.language, inquiry.session_hash)
    return broadcast.widen_inquiry(known, matches, MOST_COMPANIES, promise_seconds)


def _others(inquiry: Inquiry, invited: Sequence[Row[tuple[UUID, Any]]]) -> Sequence[Match]:
    """The next ring; from the third on, wherever and whatever the companies are."""
    near = inquiry.ring == 1
    found = search(
        inquiry.question,
        region=inquiry.region if near else None,
        category=inquiry.category if near else None,
        limit=min(max(inquiry.invited_count * LATER_RINGS_GROW, 20), MOST_COMPANIES),
        exclude=[row.tenant_id for row in invited],
    )
    if any(_is_meant(row.why["reasons"]) for row in invited):
        return found if near and inquiry.category else _meant(found)
    return found


def _due(inquiry_id: UUID) -> Inquiry | None:
    """The inquiry, if it still waits past its promise. What widens it looks once more."""
    return session.scalar(
        select(Inquiry).where(
            Inquiry.id == inquiry_id,
            Inquiry.state.in_((InquiryState.COLLECTING, InquiryState.WIDENED)),
            Inquiry.promise_at <= func.now(),
            Inquiry.exhausted_at.is_(None),
        )
    )
