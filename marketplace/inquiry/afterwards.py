"""After a contact has ended: was it solved, how was it, and does it go on after all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from marketplace.inquiry.actions import find_inquiry, find_part
from marketplace.inquiry.models import InquiryState, Invitation
from muster.closing import ending, returning
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict, Invalid
from muster.events.actions import record
from muster.routing.passes import closure

LONGEST_TEXT = 1000
REASONS: MappingProxyType[str, str | LazyString] = MappingProxyType(
    {
        "quick": _l("Answered quickly"),
        "friendly": _l("Friendly"),
        "knew": _l("Knew the matter"),
        "slow": _l("Took too long"),
        "unfriendly": _l("Not friendly"),
        "did_not_know": _l("Did not know the matter"),
    }
)
ENDED = (ContactState.WRAP_UP, ContactState.CLOSED)


def confirm_solved(contact_id: UUID) -> None:
    """The consumer says that it is solved. Raises NotFound, Conflict while it goes on."""
    _part, contact = find_part(contact_id)
    ending.confirm_solved(contact)


def rate(contact_id: UUID, rating: int, text: str, reasons: Iterable[str] = ()) -> None:
    """Rate one company's answer, once: 1 to 5, why (of REASONS), and in one's own words.

    The same rating sent again changes nothing. Raises Invalid for no or another number or too
    long a text, Conflict before the end, without an answer, or for a second, other rating.
    """
    if rating not in range(1, 6):
        raise Invalid("rating", _l("Choose one to five stars."))
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        raise Invalid("text", _l("At most 1,000 characters, please."))
    part, _ = find_part(contact_id)
    contact = session.scalars(
        select(Contact)
        .where(Contact.id == contact_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    given = rating, text or None, [reason for reason in REASONS if reason in set(reasons)]
    if contact.rated_at is not None:
        if given == (contact.rating, contact.rating_text, contact.rating_reasons or []):
            return
        raise Conflict(_l("You have rated this conversation already. Thank you."))
    if contact.first_answer_at is None:
        raise Conflict(_l("You can rate a company once it has answered."))
    if contact.state not in ENDED:
        raise Conflict(_l("You can rate this conversation when it has ended."))
    contact.rating, contact.rating_text, contact.rating_reasons = given
    contact.rated_at = datetime.now(UTC)
    _tell(part, contact, rating)


def _tell(part: Invitation, contact: Contact, rating: int) -> None:
    record(
        "contact.rated",
        tenant_id=part.tenant_id,
        contact_id=part.contact_id,
        for_inquiry=part.inquiry_id,
        for_agent=contact.agent_id,
        payload={"rating": rating},
    )


def go_on(
    inquiry_id: UUID, contact_id: UUID, *, offer_seconds: int, reason: str = returning.RETURNED
) -> bool:
    """Let an ended or snoozed contact go on; gives False if it is open already.

    Opens units of work of its own: first as the consumer, whose right to it that shows, then as
    its company, whose agents are looked at. Raises NotFound, Conflict when it is too late.
    """
    with unit_of_work(Acting(inquiry_id=inquiry_id)):
        part, contact = find_part(contact_id)
        if contact.state in writing.OPEN_STATES:
            return False
        closed_by_me = find_inquiry(inquiry_id).state == InquiryState.CLOSED
        if part.dismissed_at is not None or closed_by_me:
            raise Conflict(_l("You closed this conversation. Ask again: it is a new one."))
        tenant_id = part.tenant_id
    visible = tuple({tenant_id, *closure([tenant_id])})
    with unit_of_work(Acting(tenant_ids=visible, inquiry_id=inquiry_id, staff=True)):
        returning.take_up(contact_id, reason, offer_seconds=offer_seconds)
        if reason == returning.NOT_SOLVED:
            writing.notice(conversations.find(contact_id), reason)
    return True
