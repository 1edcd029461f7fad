"""Calling people: a message to each address of each, written with the roll-call's own rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import insert, select, text

from muster.activation import links
from muster.activation.candidates import Candidate
from muster.activation.models import Activation, CalledPerson, CallMessage
from muster.activation.states import Kind
from muster.db import session, uuid7
from muster.events.actions import Happening, record_many
from muster.jobs import enqueue
from muster.settings import Settings
from muster.tenancy.models import Tenant
from muster.web.locale import written_in

CALLED = "activation.called"
KEPT_ADDRESSES = 4  # of each person; more is a list that nobody keeps up
UNSENT = text("""
SELECT m.id FROM call_messages m JOIN called_people p ON p.id = m.called_id
WHERE p.activation_id = :activation AND m.sent_at IS NULL AND m.kept_at IS NULL
  AND m.attempts < :most
ORDER BY m.id LIMIT :batch FOR UPDATE OF m SKIP LOCKED
""")


def call(activation: Activation, people: Sequence[tuple[UUID, Candidate]]) -> None:
    """Write a message for each address of these people; they leave after the commit."""
    if not people:
        return
    company = session.execute(
        select(Tenant.name).where(Tenant.id == activation.tenant_id)
    ).scalar_one()
    rows: list[dict[str, Any]] = []
    for called_id, candidate in people:
        rows += _messages(activation, called_id, candidate, company)
    session.execute(insert(CallMessage), rows)
    record_many(
        Happening(
            CALLED,
            activation.tenant_id,
            for_agent=candidate.agent_id,
            for_wall=False,
            payload={"called_id": str(called_id)},
        )
        for called_id, candidate in people
    )
    deliver_soon(activation.tenant_id, activation.id)


def deliver_soon(tenant_id: UUID, activation_id: UUID) -> None:
    """Have what is written handed over after the commit."""
    enqueue(
        "activation.deliver",
        tenant_id=tenant_id,
        key=f"calls of {activation_id}",
        activation_id=activation_id,
    )


def _messages(
    activation: Activation, called_id: UUID, candidate: Candidate, company: str
) -> list[dict[str, Any]]:
    with written_in(candidate.locale or "zh"):
        subject, words, short = _words(activation, called_id, candidate, company)
    return [
        {
            "id": uuid7(),
            "tenant_id": activation.tenant_id,
            "called_id": called_id,
            "way": way,
            "place": place,
            "address": address,
            "subject": subject,
            "text": words if way == "mail" else short,
        }
        for place, (way, address) in enumerate(candidate.addresses[: 1 + KEPT_ADDRESSES])
    ]


def _words(
    activation: Activation, called_id: UUID, candidate: Candidate, company: str
) -> tuple[str, str, str]:
    settings: Settings = current_app.config["SETTINGS"]
    token = links.make(activation.tenant_id, called_id, settings.secret_key)
    link = f"{settings.public_url}/calls/{token}"
    drill = activation.kind == Kind.DRILL and activation.announced
    subject = (
        _("Drill: %(company)s calls you in", company=company)
        if drill
        else _("%(company)s calls you in", company=company)
    )
    words = _(
        "Hello %(name)s,\n\n%(company)s needs people now: %(reason)s\n\nCan you come? "
        "Answer here, without signing in:\n\n%(link)s\n\nMuster",
        name=candidate.name,
        company=company,
        reason=activation.reason,
        link=link,
    )
    short = _(
        "%(company)s needs people now: %(reason)s Can you come? %(link)s",
        company=company,
        reason=activation.reason,
        link=link,
    )
    if drill:
        practice = _("This is a drill.")
        words, short = f"{practice}\n\n{words}", f"{practice} {short}"
    return subject, words, short


def unsent(activation_id: UUID, *, most_attempts: int, batch: int) -> Sequence[CallMessage]:
    """Messages that wait to be sent, under our lock."""
    ids = session.scalars(
        UNSENT, {"activation": activation_id, "most": most_attempts, "batch": batch}
    ).all()
    return session.scalars(
        select(CallMessage).where(CallMessage.id.in_(ids)).order_by(CallMessage.id)
    ).all()


def messages_of(
    tenant_id: UUID, activation_id: UUID, *, after: UUID | None = None, limit: int = 50
) -> Sequence[Any]:
    """What was sent for an activation, the newest first, with whom it went to."""
    query = (
        select(CallMessage, CalledPerson.agent_name)
        .join(CalledPerson, CalledPerson.id == CallMessage.called_id)
        .where(CalledPerson.activation_id == activation_id, CallMessage.tenant_id == tenant_id)
        .order_by(CallMessage.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(CallMessage.id < after)
    return session.execute(query).all()
