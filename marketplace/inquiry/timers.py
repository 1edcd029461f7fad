"""What happens to inquiries by itself: they widen, answers are mailed, they expire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import Row, Select, func, select, update

from marketplace.inquiry import actions, links
from marketplace.inquiry.asking import widen
from marketplace.inquiry.models import Inquiry, InquiryState, Invitation
from muster import mail
from muster.conversations.models import AuthorKind, Contact, Message
from muster.db import Acting, session, unit_of_work
from muster.settings import Settings
from muster.tenancy.operations import system_door

BATCH = 100
EXPIRES_AFTER = timedelta(days=7)
# Answers that the consumer has not looked at for this long are mailed together.
UNREAD_FOR = timedelta(seconds=60)


def widen_due() -> None:
    """Widen every inquiry that is past its promise without an answer."""
    due = (
        select(Inquiry.id)
        .where(
            Inquiry.state.in_((InquiryState.COLLECTING, InquiryState.WIDENED)),
            Inquiry.promise_at <= func.now(),
            Inquiry.exhausted_at.is_(None),
            ~select(Contact.id)
            .where(Contact.inquiry_id == Inquiry.id, Contact.first_answer_at.is_not(None))
            .exists(),
        )
        .order_by(Inquiry.promise_at)
        .limit(BATCH)
    )
    for inquiry_id in _across(due):
        if widen(inquiry_id, promise_seconds=_settings().promise_seconds):
            with unit_of_work(Acting(inquiry_id=inquiry_id)):
                actions.recognise_address(inquiry_id, _settings().secret_key)


def mail_answers() -> None:
    """Mail new answers to consumers who left an address and are not looking."""
    unread = (
        select(Contact.inquiry_id)
        .join(Message, Message.contact_id == Contact.id)
        .join(Inquiry, Inquiry.id == Contact.inquiry_id)
        .where(
            Inquiry.email.is_not(None),
            Message.author_kind == AuthorKind.AGENT,
            Message.number > Contact.read_by_consumer,
            Message.created_at <= func.now() - UNREAD_FOR,
            Message.created_at > func.coalesce(Inquiry.mailed_until, Inquiry.created_at),
        )
        .distinct()
        .limit(BATCH)
    )
    for inquiry_id in _across(unread):
        with unit_of_work(Acting(inquiry_id=inquiry_id)):
            _mail_unread(inquiry_id)


def expire_old() -> None:
    """Close inquiries in which nothing happened for EXPIRES_AFTER."""
    quiet = (
        select(Inquiry.id)
        .where(
            Inquiry.closed_at.is_(None),
            Inquiry.created_at < func.now() - EXPIRES_AFTER,
            ~select(Contact.id)
            .where(
                Contact.inquiry_id == Inquiry.id,
                Contact.last_message_at > func.now() - EXPIRES_AFTER,
            )
            .exists(),
        )
        .limit(BATCH)
    )
    for inquiry_id in _across(quiet):
        with unit_of_work(Acting(inquiry_id=inquiry_id)):
            actions.close(inquiry_id, reason="inquiry.expired")
            session.execute(
                update(Inquiry).where(Inquiry.id == inquiry_id).values(state=InquiryState.EXPIRED)
            )


def _across(query: Select[Any]) -> Sequence[UUID]:
    with system_door() as across:
        found: Sequence[UUID] = across.scalars(query).all()
    return found


def _mail_unread(inquiry_id: UUID) -> None:
    inquiry = actions.find_inquiry(inquiry_id)
    answers = _unread_answers(inquiry)
    if not answers or inquiry.email is None:
        return
    settings = _settings()
    link = f"{settings.public_url}/i/{links.make(inquiry_id, settings.secret_key)}"
    with force_locale(inquiry.locale):
        text = render_template(
            "inquiry/mail/answers.txt", inquiry=inquiry, answers=answers, link=link
        )
        subject = render_template("inquiry/mail/answers_subject.txt", answers=answers).strip()
    mail.send(inquiry.email, subject, text)
    inquiry.mailed_until = answers[-1].created_at


def _unread_answers(inquiry: Inquiry) -> Sequence[Row[str, str, datetime]]:
    return session.execute(
        select(Invitation.company_name, Message.body, Message.created_at)
        .join(Contact, Contact.id == Message.contact_id)
        .join(Invitation, Invitation.contact_id == Contact.id)
        .where(
            Contact.inquiry_id == inquiry.id,
            Message.author_kind == AuthorKind.AGENT,
            Message.kind != "note",
            Message.number > Contact.read_by_consumer,
            Message.created_at > func.coalesce(inquiry.mailed_until, inquiry.created_at),
        )
        .order_by(Message.created_at)
        .limit(200)
    ).all()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
