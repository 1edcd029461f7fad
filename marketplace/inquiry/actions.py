"""What a consumer does with the answers: pin, dismiss, choose, give a number, end."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from marketplace.inquiry.models import Inquiry, InquiryState, Invitation, Report
from muster.conversations import actions as conversations
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import Acting, acting_within, session, uuid7
from muster.errors import Conflict, Invalid, NotFound, checked, existing
from muster.events.actions import record
from muster.routing import tiers
from muster.tenancy.phones import normalise

LONGEST_NAME = 80
LONGEST_REPORT = 1000
MOST_PINNED = 4
HOME_REGION = "CN"  # where a number without a country code is dialled
ENDED = (InquiryState.CLOSED, InquiryState.EXPIRED)


def find_inquiry(inquiry_id: UUID) -> Inquiry:
    """The inquiry for whose consumer we act; raises NotFound."""
    inquiry = session.get(Inquiry, inquiry_id)
    if inquiry is None:
        raise NotFound(_l("This question does not exist any more."))
    return inquiry


def find_part(contact_id: UUID) -> tuple[Invitation, Contact]:
    """One company's part in the inquiry for which we act; raises NotFound."""
    row = existing(
        session.execute(
            select(Invitation, Contact)
            .join(Contact, Contact.id == Invitation.contact_id)
            .where(Invitation.contact_id == contact_id)
        ).one_or_none()
    )
    return row.Invitation, row.Contact


def pin(contact_id: UUID, *, pinned: bool) -> None:
    """Keep a company at the top to compare it, or let it go; at most MOST_PINNED at once."""
    part, _ = find_part(contact_id)
    if pinned == (part.pinned_at is not None):
        return
    if pinned:
        others = session.scalar(
            select(func.count()).where(
                Invitation.inquiry_id == part.inquiry_id, Invitation.pinned_at.is_not(None)
            )
        )
        if (others or 0) >= MOST_PINNED:
            raise Conflict(_l("You can compare four companies at once. Unpin one of them first."))
    part.pinned_at = datetime.now(UTC) if pinned else None
    _tell(part, "invitation.pinned", pinned=pinned)


def dismiss(contact_id: UUID) -> None:
    """Close one company's window: it is told, and its agent is free for others."""
    part, contact = find_part(contact_id)
    if part.dismissed_at is not None:
        return
    part.dismissed_at = datetime.now(UTC)
    part.pinned_at = None
    if contact.state in writing.OPEN_STATES:
        conversations.end(contact, "consumer.closed")
    _tell(part, "invitation.dismissed")


def choose(contact_id: UUID, name: str) -> None:
    """Choose one company: it learns the name; the others are thanked and closed.

    Raises Invalid without a name, Conflict if another company was chosen already.
    """
    part, contact = find_part(contact_id)
    name = check_name(name)
    inquiry = find_inquiry(part.inquiry_id)
    if inquiry.state in ENDED or (inquiry.state == InquiryState.CHOSEN and not part.chosen_at):
        raise Conflict(_l("You have already chosen a company, or closed this question."))
    if part.chosen_at is not None:
        return
    part.chosen_at = inquiry.chosen_at = datetime.now(UTC)
    inquiry.state = InquiryState.CHOSEN
    contact.consumer_name = name
    writing.notice(contact, "consumer.chose", name=name)
    _tell(part, "invitation.chosen", name=name)
    for other in _open_contacts(inquiry.id, but=contact.id):
        conversations.end(other, "consumer.chose_other")


def leave_number(contact_id: UUID, name: str, phone: str, secret: str) -> None:
    """Give one company a name and a number to call back; the same ones twice are given once.

    secret: the installation's, for the company's key of the number. A VIP's contact, or that of
    somebody who was here before, waits for the agent who is named.

    Raises Invalid for all that is wrong, Conflict when the conversation has ended.
    """
    part, contact = find_part(contact_id)
    called, number = checked(
        lambda: check_name(name), lambda: normalise(phone, HOME_REGION, service=False)
    )
    given = called, number
    if given == (contact.consumer_name, contact.consumer_phone):
        return
    if contact.state not in writing.OPEN_STATES:
        raise Conflict(_l("This conversation has ended."))
    contact.consumer_name, contact.consumer_phone = given
    writing.notice(contact, "consumer.left_number", name=contact.consumer_name)
    _tell(part, "consumer.revealed")
    with acting_within(Acting(tenant_ids=(part.tenant_id,), inquiry_id=part.inquiry_id)):
        tiers.recognise(contact, given[1], secret)


def check_name(name: str) -> str:
    """A name by which an agent may call the consumer; raises Invalid."""
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("name", _l("Say how they may call you."))
    if len(name) > LONGEST_NAME:
        raise Invalid("name", _l("At most 80 characters, please."))
    return name


def leave_address(inquiry_id: UUID, email: str, secret: str) -> None:
    """Have answers sent by mail; no company sees the address. Raises Invalid.

    secret: the installation's, for the companies' keys of the address: who is a VIP comes first.
    """
    try:
        checked = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError as error:
        raise Invalid("email", _l("This is not an e-mail address we can write to.")) from error
    inquiry = find_inquiry(inquiry_id)
    if inquiry.email != checked.normalized:
        inquiry.email = checked.normalized
        recognise_address(inquiry_id, secret)


def recognise_address(inquiry_id: UUID, secret: str) -> None:
    """Let companies that know the consumer's address as a VIP's answer first, if one was left."""
    address = find_inquiry(inquiry_id).email
    waiting = Contact.state.in_((ContactState.QUEUED, ContactState.OFFERED))
    query = select(Contact).where(Contact.inquiry_id == inquiry_id, waiting).order_by(Contact.id)
    contacts = session.scalars(query).all()
    if address is None or not contacts:
        return
    companies = tuple({contact.tenant_id for contact in contacts})
    with acting_within(Acting(tenant_ids=companies, inquiry_id=inquiry_id)):
        tiers.recognise_address(contacts, address, secret)


def close(inquiry_id: UUID, *, person_id: UUID | None = None, reason: str) -> None:
    """End the inquiry for everyone. person_id: of operations staff, if they end it."""
    inquiry = find_inquiry(inquiry_id)
    if inquiry.state in ENDED:
        return
    inquiry.state = InquiryState.CLOSED
    inquiry.closed_at, inquiry.closed_by = datetime.now(UTC), person_id
    for contact in _open_contacts(inquiry_id):
        conversations.end(contact, reason, person_id=person_id)


def report(contact_id: UUID, reason: str) -> None:
    """Report a company's agent to the operator; once for each company."""
    part, contact = find_part(contact_id)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Invalid("reason", _l("Say what was wrong, so that somebody can look into it."))
    if part.reported_at is not None:
        return
    part.reported_at = datetime.now(UTC)
    session.add(
        Report(
            id=uuid7(),
            tenant_id=part.tenant_id,
            inquiry_id=part.inquiry_id,
            contact_id=contact.id,
            by_consumer=True,
            reason=reason[:LONGEST_REPORT],
        )
    )


def _open_contacts(inquiry_id: UUID, but: UUID | None = None) -> list[Contact]:
    query = (
        select(Contact)
        .where(
            Contact.inquiry_id == inquiry_id,
            Contact.state.in_((ContactState.QUEUED, ContactState.OFFERED, ContactState.ACTIVE)),
        )
        .order_by(Contact.id)
        .with_for_update()
    )
    return [contact for contact in session.scalars(query) if contact.id != but]


def _tell(part: Invitation, kind: str, **payload: object) -> None:
    agent_id = session.scalar(select(Contact.agent_id).where(Contact.id == part.contact_id))
    record(
        kind,
        tenant_id=part.tenant_id,
        contact_id=part.contact_id,
        for_inquiry=part.inquiry_id,
        for_agent=agent_id,
        payload=payload,
    )
