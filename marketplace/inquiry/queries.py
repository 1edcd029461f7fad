"""What the consumer's page reads of an inquiry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import false, func, select

from marketplace.inquiry.fitting import fitting_products
from marketplace.inquiry.models import Inquiry, InquiryState, Invitation
from muster.closing.models import ClosingRules
from muster.closing.returning import may_return
from muster.closing.rules import merged
from muster.conversations.models import Contact, ContactState, Message, WritingPolicy
from muster.conversations.queries import transcripts
from muster.conversations.writing import OPEN_STATES
from muster.db import session
from tenants.showcase.models import Product, Showcase

WAITING = (ContactState.QUEUED, ContactState.OFFERED)
ENDED = (ContactState.WRAP_UP, ContactState.CLOSED, ContactState.ABANDONED)


@dataclass(frozen=True)
class Part:
    """One company on the consumer's page. products: the few that fit the question best.

    returns_until: until when an ended contact can be taken up again; None if it cannot.
    previews: whether its agents see what is typed before it is sent.
    """

    invitation: Invitation
    contact: Contact
    showcase: Showcase | None
    products: Sequence[Product]
    messages: Sequence[Message]
    returns_until: datetime | None = None
    previews: bool = False

    @property
    def state(self) -> str:
        """Where this company stands, in the words of the page."""
        contact = self.contact
        if self.invitation.dismissed_at is not None:
            return "dismissed"
        if self.invitation.chosen_at is not None:
            return "chosen"
        if contact.state in ENDED:
            return "ended" if contact.first_answer_at else "declined"
        if self.waits and contact.opened_at is not None:
            return "again"
        if contact.first_answer_at is not None:
            return "answered"
        return "seen" if contact.opened_at is not None else "invited"

    @property
    def waits(self) -> bool:
        """Whether nobody has it just now: it came, or came back, and stands in line."""
        return self.contact.state in WAITING and self.is_open

    @property
    def place(self) -> str:
        """Where on the page it stands: among the windows, waiting, or put away."""
        if self.state in ("dismissed", "declined"):
            return "away"
        return "waiting" if self.state == "invited" and not self.messages else "windows"

    @property
    def is_open(self) -> bool:
        """Whether messages still go to and fro."""
        is_open = self.contact.state in (*OPEN_STATES, ContactState.SNOOZED)
        return is_open and self.invitation.dismissed_at is None

    @property
    def asks_solved(self) -> bool:
        """Whether the consumer is asked if it is solved."""
        return self.returns_until is not None and self.contact.solved_at is None

    @property
    def asks_rating(self) -> bool:
        """Whether the consumer is asked how it was: after the end, once."""
        contact = self.contact
        over = contact.state in (ContactState.WRAP_UP, ContactState.CLOSED)
        return over and contact.first_answer_at is not None and contact.rated_at is None

    @property
    def answer_seconds(self) -> float | None:
        """How long the company took for its first answer."""
        if self.contact.first_answer_at is None:
            return None
        return (self.contact.first_answer_at - self.contact.created_at).total_seconds()


@dataclass(frozen=True)
class Standing:
    """How the whole inquiry stands: how many companies were asked, look, answered, are open.

    others_know: a company that was not chosen has the consumer's name or number.
    """

    asked: int
    looking: int
    answered: int
    open: int
    widened: int
    chosen: str | None
    others_know: bool
    state: str

    @property
    def is_ended(self) -> bool:
        """Whether nobody can answer any more."""
        return self.state in (InquiryState.CLOSED, InquiryState.EXPIRED)

    @property
    def is_waiting(self) -> bool:
        """Whether a first answer may still come."""
        return not self.is_ended and not self.answered and self.open > 0


def standing(inquiry: Inquiry) -> Standing:
    """How the inquiry stands now: one query."""
    counted = session.execute(
        select(
            func.count().label("asked"),
            func.count()
            .filter(Contact.state == ContactState.ACTIVE, Contact.first_answer_at.is_(None))
            .label("looking"),
            func.count(Contact.first_answer_at).label("answered"),
            func.count().filter(Contact.state.in_(OPEN_STATES)).label("open"),
            func.count().filter(Invitation.ring > 1).label("widened"),
            func.max(Invitation.company_name)
            .filter(Invitation.chosen_at.is_not(None))
            .label("chosen"),
            func.coalesce(
                func.bool_or(
                    Contact.consumer_name.is_not(None) | Contact.consumer_phone.is_not(None)
                ).filter(Invitation.chosen_at.is_(None)),
                false(),
            ).label("others_know"),
        )
        .select_from(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Invitation.inquiry_id == inquiry.id)
    )
    return Standing(state=inquiry.state, **counted.mappings().one())


def parts(inquiry_id: UUID, only: Collection[UUID] | None = None) -> list[Part]:
    """Every company's part: the chosen and the pinned first, then who answered, then the best fit.

    only: just these contacts'. Six queries at most, whatever the number of companies. Runs as the
    consumer of the inquiry.
    """
    query = (
        select(Invitation, Contact, Showcase, WritingPolicy.previews)
        .join(Contact, Contact.id == Invitation.contact_id)
        .outerjoin(
            Showcase,
            (Showcase.tenant_id == Invitation.tenant_id) & Showcase.published_at.is_not(None),
        )
        .outerjoin(WritingPolicy, WritingPolicy.tenant_id == Invitation.tenant_id)
        .where(Invitation.inquiry_id == inquiry_id)
        .order_by(
            Invitation.chosen_at,
            Invitation.pinned_at,
            func.coalesce(Contact.first_answer_at, Contact.opened_at),
            Invitation.ring,
            Invitation.rank,
        )
    )
    if only is not None:
        query = query.where(Invitation.contact_id.in_(only))
    rows = session.execute(query).all()
    products = fitting_products([row.Invitation for row in rows])
    messages = transcripts(
        [row.Contact.id for row in rows if row.Contact.message_count], notes=False
    )
    returns = returning_until(inquiry_id, [(row.Invitation, row.Contact) for row in rows])
    return [
        Part(
            row.Invitation,
            row.Contact,
            row.Showcase,
            products.get(row.Invitation.tenant_id, ()),
            messages.get(row.Contact.id, ()),
            returns.get(row.Contact.id),
            bool(row.previews),
        )
        for row in rows
    ]


def returning_until(
    inquiry_id: UUID, pairs: Sequence[tuple[Invitation, Contact]]
) -> dict[UUID, datetime]:
    """Until when the consumer can take up which of the ended contacts: two queries, if any."""
    ended = [
        contact
        for invitation, contact in pairs
        if contact.state in (ContactState.WRAP_UP, ContactState.CLOSED)
        and invitation.dismissed_at is None
    ]
    if not ended or _closed_by_consumer(inquiry_id):
        return {}
    laid_down = session.scalars(
        select(ClosingRules).where(ClosingRules.tenant_id.in_({each.tenant_id for each in ended}))
    ).all()
    now = datetime.now(UTC)
    until = {}
    for contact in ended:
        ours = [row for row in laid_down if row.tenant_id == contact.tenant_id]
        limit = merged(ours, contact.queue_id)
        if may_return(contact, limit, now):
            until[contact.id] = (contact.closed_at or now) + timedelta(days=limit.reopen_days)
    return until


def _closed_by_consumer(inquiry_id: UUID) -> bool:
    state = session.scalar(select(Inquiry.state).where(Inquiry.id == inquiry_id))
    return state == InquiryState.CLOSED
