"""Inquiries as a company and the operator look back on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.inquiry.models import Inquiry, Invitation, Report
from muster.conversations.models import Contact, ContactState, Disposition, Message
from muster.conversations.queries import transcript
from muster.db import session
from muster.workforce.models import Agent

PAGE = 50


@dataclass(frozen=True)
class Overview:
    """One inquiry as operations staff see it in a list."""

    inquiry: Inquiry
    answered: int
    waiting: int


def recent(
    across: Session, *, before: UUID | None = None, state: str | None = None
) -> list[Overview]:
    """The newest inquiries across all companies, a page at a time: two queries."""
    query = select(Inquiry).order_by(Inquiry.id.desc()).limit(PAGE)
    if before is not None:
        query = query.where(Inquiry.id < before)
    if state is not None:
        query = query.where(Inquiry.state == state)
    inquiries = across.scalars(query).all()
    counts = across.execute(
        select(
            Contact.inquiry_id,
            func.count(Contact.first_answer_at).label("answered"),
            func.count().filter(Contact.state == ContactState.QUEUED).label("waiting"),
        )
        .where(Contact.inquiry_id.in_([inquiry.id for inquiry in inquiries]))
        .group_by(Contact.inquiry_id)
    )
    by_id = {row.inquiry_id: (row.answered, row.waiting) for row in counts}
    return [Overview(inquiry, *by_id.get(inquiry.id, (0, 0))) for inquiry in inquiries]


@dataclass(frozen=True)
class Today:
    """The last 24 hours of inquiries: how many, how many answered, the median wait in seconds."""

    asked: int
    answered: int
    median_seconds: float | None


def today(across: Session) -> Today:
    """How the last 24 hours went, over all companies."""
    first = (
        select(
            Inquiry.id,
            func.min(Contact.first_answer_at - Inquiry.created_at).label("wait"),
        )
        .outerjoin(Contact, Contact.inquiry_id == Inquiry.id)
        .where(Inquiry.created_at > func.now() - func.make_interval(0, 0, 0, 1))
        .group_by(Inquiry.id)
        .subquery()
    )
    seconds = func.extract("epoch", first.c.wait)
    row = across.execute(
        select(
            func.count(),
            func.count(first.c.wait),
            func.percentile_cont(0.5).within_group(seconds),
        ).select_from(first)
    ).one()
    return Today(row[0], row[1], row[2])


@dataclass(frozen=True)
class AuditedPart:
    """Why one company was chosen and what became of it, for operations staff."""

    invitation: Invitation
    contact: Contact
    agent: str | None
    messages: Sequence[Message] = ()
    disposition: str | None = None


def audit_of(across: Session, inquiry_id: UUID) -> list[AuditedPart]:
    """Every company that was asked, in the order in which it was chosen: one query."""
    rows = across.execute(
        _parts()
        .where(Invitation.inquiry_id == inquiry_id)
        .order_by(Invitation.ring, Invitation.rank)
    )
    return [AuditedPart(row.Invitation, row.Contact, row.agent) for row in rows]


def _parts() -> Select[Invitation, Contact, str]:
    return (
        select(Invitation, Contact, Agent.display_name.label("agent"))
        .join(Contact, Contact.id == Invitation.contact_id)
        .outerjoin(Agent, Agent.id == Contact.agent_id)
    )


def of_company(tenant_id: UUID, *, before: UUID | None = None) -> list[AuditedPart]:
    """The newest questions to one company, a page at a time: one query."""
    query = _parts().where(Invitation.tenant_id == tenant_id)
    if before is not None:
        query = query.where(Invitation.id < before)
    rows = session.execute(query.order_by(Invitation.id.desc()).limit(PAGE))
    return [AuditedPart(row.Invitation, row.Contact, row.agent) for row in rows]


def company_part(tenant_id: UUID, contact_id: UUID) -> AuditedPart | None:
    """One question to one company with its transcript; None if it is not this company's."""
    row = session.execute(
        _parts().where(Invitation.tenant_id == tenant_id, Invitation.contact_id == contact_id)
    ).one_or_none()
    if row is None:
        return None
    disposition = session.scalar(
        select(Disposition.name).where(Disposition.id == row.Contact.disposition_id)
    )
    return AuditedPart(row.Invitation, row.Contact, row.agent, transcript(contact_id), disposition)


@dataclass(frozen=True)
class CompanySummary:
    """A company's last seven days: asked, answered, chosen, median seconds to the answer."""

    asked: int
    answered: int
    chosen: int
    median_seconds: float | None


def company_summary(tenant_id: UUID) -> CompanySummary:
    """How one company did in the last seven days."""
    wait = func.extract("epoch", Contact.first_answer_at - Contact.created_at)
    row = session.execute(
        select(
            func.count(),
            func.count(Contact.first_answer_at),
            func.count(Invitation.chosen_at),
            func.percentile_cont(0.5).within_group(wait),
        )
        .select_from(Invitation)
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(
            Invitation.tenant_id == tenant_id,
            Invitation.created_at > func.now() - func.make_interval(0, 0, 0, 7),
        )
    ).one()
    return CompanySummary(row[0], row[1], row[2], row[3])


def open_reports(across: Session) -> Sequence[Report]:
    """Complaints that nobody has settled, oldest first."""
    return across.scalars(
        select(Report).where(Report.settled_at.is_(None)).order_by(Report.id).limit(100)
    ).all()
