"""Asking by mail how it was: once a contact, of consumers who left an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import ColumnElement, func, select, update

from marketplace.inquiry import links
from marketplace.inquiry.actions import find_inquiry
from marketplace.inquiry.models import Inquiry, Invitation
from muster import mail
from muster.conversations.models import Contact, ContactState
from muster.db import Acting, session, unit_of_work
from muster.settings import Settings
from muster.tenancy.operations import system_door

BATCH = 100
# Whoever is still on the page is asked there; and nobody is asked about what was long ago.
AFTER = timedelta(minutes=10)
NO_LATER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Unrated:
    """A contact to ask about, and the page on which it is rated."""

    company: str
    link: str


def ask_for_ratings() -> None:
    """Mail consumers who left an address about ended contacts that they have not rated."""
    due = (
        select(Inquiry.id)
        .join(Contact, Contact.inquiry_id == Inquiry.id)
        .where(Inquiry.email.is_not(None), *_unasked())
        .distinct()
        .limit(BATCH)
    )
    with system_door() as across:
        found: Sequence[UUID] = across.scalars(due).all()
    for inquiry_id in found:
        with unit_of_work(Acting(inquiry_id=inquiry_id)):
            _ask(inquiry_id)


def _unasked() -> tuple[ColumnElement[bool], ...]:
    return (
        Contact.state == ContactState.CLOSED,
        Contact.first_answer_at.is_not(None),
        Contact.rated_at.is_(None),
        Contact.rating_asked_at.is_(None),
        Contact.closed_at <= func.now() - AFTER,
        Contact.closed_at > func.now() - NO_LATER,
    )


def _ask(inquiry_id: UUID) -> None:
    inquiry = find_inquiry(inquiry_id)
    if inquiry.email is None:
        return
    asked = session.scalars(
        update(Contact)
        .where(Contact.inquiry_id == inquiry_id, *_unasked())
        .values(rating_asked_at=func.now())
        .returning(Contact.id)
    ).all()
    if not asked:
        return
    names = session.execute(
        select(Invitation.contact_id, Invitation.company_name).where(
            Invitation.contact_id.in_(asked)
        )
    ).all()
    settings: Settings = current_app.config["SETTINGS"]
    page = f"{settings.public_url}/i/{links.make(inquiry_id, settings.secret_key)}"
    unrated = [
        Unrated(row.company_name, f"{page}/contacts/{row.contact_id}/rating") for row in names
    ]
    with force_locale(inquiry.locale):
        text = render_template("inquiry/mail/rating.txt", inquiry=inquiry, unrated=unrated)
        subject = render_template("inquiry/mail/rating_subject.txt", unrated=unrated).strip()
    mail.send(inquiry.email, subject, text)
