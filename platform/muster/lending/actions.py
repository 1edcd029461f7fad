"""Lending somebody, and calling somebody who is lent back.

A recall never breaks a contact: from then on nothing new comes, and what is open stays open until
its agent ends it or the recall's time has passed (see `muster.lending.settling`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from muster.audit.actions import record
from muster.conversations.models import Queue
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound, existing
from muster.events.actions import record as tell
from muster.lending import standing, words
from muster.lending.models import Loan, Recall
from muster.lending.standing import Standing
from muster.routing import actions as routing
from muster.routing import states
from muster.tenancy.models import Tenant
from muster.workforce import standby_seats
from muster.workforce.models import SeatAssignment

LONGEST_MINUTES = 240
LONGEST_WHY = 300
MOST = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms people are lent.

    recall_minutes: None for half of what each one's promise allows. until_at: None for the end of
    each one's shift.
    """

    recall_minutes: int | None = None
    until_at: datetime | None = None
    why: str = ""


def lend(
    reader: Session,
    tenant_id: UUID,
    queue_id: UUID,
    agent_ids: Sequence[UUID],
    terms: Terms,
    *,
    person_id: UUID,
) -> list[UUID]:
    """Let idle standby answer in a queue until recalled: all of these people, or nobody.

    reader: reads all companies. Whoever acts must act for the company and for the operator.
    Raises NotFound, Invalid for terms that cannot be, Conflict for somebody who cannot be lent
    now, with the reason; somebody else may have been faster.
    """
    _check(terms, agent_ids)
    queue = _queue(tenant_id, queue_id)
    company = session.get_one(Tenant, tenant_id)
    price = seat_hour_price(company.currency)
    now = session.execute(select(func.now())).scalar_one()
    seen = standing.these(reader, queue_id, agent_ids)
    made = []
    for agent_id in sorted(set(agent_ids)):
        if agent_id not in seen:
            raise NotFound
        somebody = seen[agent_id]
        values = _agreed(somebody, terms, now)
        values |= {"currency": company.currency, "price_minor": price, "lent_by": person_id}
        made.append(_lend(tenant_id, queue, somebody, values))
    return made


def _lend(tenant_id: UUID, queue: Queue, somebody: Standing, values: dict[str, Any]) -> UUID:
    loan_id: UUID | None = session.scalar(
        insert(Loan)
        .values(
            id=uuid7(),
            tenant_id=tenant_id,
            queue_id=queue.id,
            agent_id=somebody.agent_id,
            agent_name=somebody.name,
            handed_back=0,
            **values,
        )
        .on_conflict_do_nothing()
        .returning(Loan.id)
    )
    if loan_id is None:
        raise Conflict(words.why_not(somebody.name, "lent"))
    seat_id = standby_seats.seat(
        tenant_id,
        somebody.agent_id,
        person_id=values["lent_by"],
        only_queue=queue.id,
        lent_until=values["until_at"],
    )
    if seat_id is None:
        raise Conflict(words.why_not(somebody.name, "serves"))
    session.execute(update(Loan).where(Loan.id == loan_id).values(assignment_id=seat_id))
    record("loan.lent", tenant_id=tenant_id, subject=somebody.name, queue=queue.name)
    _tell("loan.lent", tenant_id, somebody.agent_id)
    return loan_id


def recall(
    tenant_id: UUID, loan_id: UUID, reason: Recall, *, person_id: UUID | None = None
) -> bool:
    """Call somebody who is lent back: nothing new comes, what is open may be ended in peace.

    Gives whether this was what called them back; a second recall changes nothing. Whoever acts
    must act for the company and for the operator. Raises NotFound.
    """
    loan = hold(tenant_id, loan_id)
    if loan.recalled_at is not None:
        return False
    states.lock(loan.agent_id)  # before the seat, as whoever settles or leaves does
    now = session.execute(select(func.now())).scalar_one()
    loan.recalled_at, loan.recalled_by, loan.recall_reason = now, person_id, reason
    loan.due_at = now + timedelta(minutes=loan.recall_minutes)
    session.flush()
    if loan.assignment_id is not None:
        standby_seats.leave_soon([loan.assignment_id])
        seat = SeatAssignment.id == loan.assignment_id
        session.execute(update(SeatAssignment).where(seat).values(lent_until=loan.due_at))
    routing.take_back_offers(tenant_id, loan.agent_id)
    record("loan.recalled", tenant_id=tenant_id, subject=loan.agent_name, reason=str(reason))
    _tell("loan.recalled", tenant_id, loan.agent_id)
    return True


def seat_hour_price(currency: str) -> int:
    """What a lent seat costs an hour: as much as standby that is used. Raises Invalid."""
    from muster.capacity import terms  # noqa: PLC0415 — numpy comes with what it stands on

    try:
        return terms.prices(currency).use_minor
    except Invalid as unknown:
        raise Invalid("queue", unknown.message) from None


def hold(tenant_id: UUID, loan_id: UUID) -> Loan:
    """A loan, locked; raises NotFound."""
    return existing(
        session.scalar(
            select(Loan).where(Loan.tenant_id == tenant_id, Loan.id == loan_id).with_for_update()
        )
    )


def _check(terms: Terms, agent_ids: Sequence[UUID]) -> None:
    if not agent_ids:
        raise Invalid("agent", _l("Choose somebody, or say how many."))
    if len(agent_ids) > MOST:
        raise Invalid("agent", _l("At most %(most)s people at a time.", most=MOST))
    minutes = terms.recall_minutes
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid(
            "recall_minutes",
            _l("A recall takes between 1 and %(most)s minutes.", most=LONGEST_MINUTES),
        )
    if len(terms.why) > LONGEST_WHY:
        raise Invalid("why", _l("At most 300 characters, please."))


def _queue(tenant_id: UUID, queue_id: UUID) -> Queue:
    """The queue, held, so that it is not put away meanwhile."""
    queue = existing(
        session.scalar(
            select(Queue)
            .where(Queue.tenant_id == tenant_id, Queue.id == queue_id)
            .with_for_update(read=True)
        )
    )
    if queue.retired_at is not None:
        raise Conflict(_l("The queue “%(name)s” is put away.", name=queue.name))
    if not queue.takes_lent:
        raise Conflict(
            _l("The company does not let standby of others answer in “%(name)s”.", name=queue.name)
        )
    return queue


def _agreed(somebody: Standing, terms: Terms, now: datetime) -> dict[str, Any]:
    """What holds for one person. Raises Conflict, Invalid."""
    if somebody.lacks:
        raise Conflict(words.why_not(somebody.name, somebody.lacks[0]))
    lead, ends = somebody.lead_minutes, somebody.shift_ends_at
    minutes = terms.recall_minutes or max(1, lead // 2)
    if minutes > lead:
        raise Invalid(
            "recall_minutes",
            _l(
                "%(name)s stands by for a promise of %(lead)s minutes: with a longer recall it"
                " could not be kept.",
                name=somebody.name,
                lead=lead,
            ),
        )
    until = terms.until_at or ends
    if ends is None or until is None or ends - now <= timedelta(minutes=minutes):
        raise Conflict(
            _l("The shift of %(name)s ends before a recall would be over.", name=somebody.name)
        )
    if until > ends:
        raise Invalid("until_at", _l("The shift of %(name)s ends before.", name=somebody.name))
    if until - now <= timedelta(minutes=minutes):
        raise Invalid("until_at", _l("That is sooner than a recall takes."))
    return {
        "recall_minutes": minutes,
        "lead_minutes": lead,
        "until_at": until,
        "why": " ".join(terms.why.replace("\x00", "").split()),
    }


def _tell(kind: str, tenant_id: UUID, agent_id: UUID) -> None:
    tell(kind, tenant_id=tenant_id, for_agent=agent_id, payload={"agent_id": str(agent_id)})
