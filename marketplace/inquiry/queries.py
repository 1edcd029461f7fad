"""What the consumer's page reads of an inquiry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from marketplace.inquiry.models import Invitation
from muster.conversations.models import Contact, ContactState, Message
from muster.conversations.queries import transcripts
from muster.db import session
from tenants.showcase.models import Product, Showcase

PRODUCTS_SHOWN = 3


@dataclass(frozen=True)
class Part:
    """One company on the consumer's page."""

    invitation: Invitation
    contact: Contact
    showcase: Showcase | None
    products: Sequence[Product]
    messages: Sequence[Message]

    @property
    def state(self) -> str:
        """Where this company stands, in the words of the page."""
        contact = self.contact
        ended = contact.state in (
            ContactState.WRAP_UP,
            ContactState.CLOSED,
            ContactState.ABANDONED,
        )
        if self.invitation.dismissed_at is not None:
            return "dismissed"
        if self.invitation.chosen_at is not None:
            return "chosen"
        if ended:
            return "ended" if contact.first_answer_at else "declined"
        if contact.first_answer_at is not None:
            return "answered"
        return "seen" if contact.opened_at is not None else "invited"


def part(inquiry_id: UUID, contact_id: UUID) -> Part | None:
    """One company's part; None if it has none in this inquiry."""
    return next(iter(parts(inquiry_id, contact_id)), None)


def counts(inquiry_id: UUID) -> tuple[int, int]:
    """How many companies were asked, and how many have answered."""
    row = session.execute(
        select(func.count(), func.count(Contact.first_answer_at)).where(
            Contact.inquiry_id == inquiry_id
        )
    ).one()
    return row[0], row[1]


def parts(inquiry_id: UUID, only: UUID | None = None) -> list[Part]:
    """Every company's part, pinned ones first, then who answered, then the best match.

    only: just this contact's. Four queries, whatever the number of companies. Runs as the
    consumer of the inquiry.
    """
    query = (
        select(Invitation, Contact, Showcase)
        .join(Contact, Contact.id == Invitation.contact_id)
        .outerjoin(Showcase, Showcase.tenant_id == Invitation.tenant_id)
        .where(Invitation.inquiry_id == inquiry_id)
        .order_by(
            Invitation.dismissed_at.is_not(None),
            Invitation.pinned_at,
            Contact.first_answer_at,
            Invitation.ring,
            Invitation.rank,
        )
    )
    if only is not None:
        query = query.where(Invitation.contact_id == only)
    rows = session.execute(query).all()
    products = _products([row.Invitation.tenant_id for row in rows])
    messages = transcripts(
        [row.Contact.id for row in rows if row.Contact.message_count], notes=False
    )
    return [
        Part(
            row.Invitation,
            row.Contact,
            row.Showcase,
            products.get(row.Invitation.tenant_id, ()),
            messages.get(row.Contact.id, ()),
        )
        for row in rows
    ]


def _products(tenant_ids: Sequence[UUID]) -> dict[UUID, list[Product]]:
    """The first few published products of each company."""
    place = (
        func.row_number()
        .over(partition_by=Product.tenant_id, order_by=(Product.position, Product.id))
        .label("place")
    )
    ranked = (
        select(Product.id, place)
        .where(Product.tenant_id.in_(tenant_ids), Product.published_at.is_not(None))
        .subquery()
    )
    rows = session.scalars(
        select(Product)
        .join(ranked, ranked.c.id == Product.id)
        .where(ranked.c.place <= PRODUCTS_SHOWN)
        .order_by(Product.tenant_id, Product.position, Product.id)
    )
    found: dict[UUID, list[Product]] = {}
    for product in rows:
        found.setdefault(product.tenant_id, []).append(product)
    return found
