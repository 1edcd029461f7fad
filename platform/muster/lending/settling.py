"""The end of a loan: once nothing is open any more, or when the recall's time has passed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, text

from muster.audit.actions import record
from muster.billing import charges
from muster.billing.models import ChargeKind
from muster.conversations import writing
from muster.conversations.models import Contact, ContactState
from muster.db import session
from muster.events.actions import record as tell
from muster.lending.actions import hold
from muster.lending.models import Loan
from muster.routing import states
from muster.workforce import standby_seats

# What the person still holds of the company, as first agent or as second.
STILL_OPEN = text("""
SELECT EXISTS (SELECT FROM contacts c WHERE c.agent_id = :agent AND c.tenant_id = :tenant
               AND c.agent_slot IS NOT NULL)
    OR EXISTS (SELECT FROM contact_transfers t WHERE t.to_agent_id = :agent
               AND t.tenant_id = :tenant AND t.slot IS NOT NULL)
""")
USED = text("""
SELECT EXTRACT(epoch FROM l.ended_at - l.created_at)::numeric AS seconds,
       (l.created_at AT TIME ZONE t.time_zone)::date AS first,
       (l.ended_at AT TIME ZONE t.time_zone)::date AS last
FROM loans l JOIN tenants t ON t.id = l.tenant_id WHERE l.id = :loan
""")
HOUR = Decimal(3600)


def settle(tenant_id: UUID, loan_id: UUID) -> bool:
    """End a loan that was recalled, if nothing is open or its time has passed; gives if it ended.

    What is open then goes back to the queue, first in line, with everything that was said; the
    consumer is told. Done again it changes nothing. Whoever acts must act for the company and for
    the operator. Raises NotFound.
    """
    loan = hold(tenant_id, loan_id)
    if loan.recalled_at is None or loan.ended_at is not None:
        return False
    states.lock(loan.agent_id)
    values = {"agent": loan.agent_id, "tenant": tenant_id}
    if session.scalar(STILL_OPEN, values):
        if session.scalar(select(func.now() < loan.due_at)):
            return False
        loan.handed_back = _tell_consumers(loan)
    _leave(loan)
    loan.ended_at = func.now()
    session.flush()
    charge(loan)
    record("loan.ended", tenant_id=tenant_id, subject=loan.agent_name, count=loan.handed_back)
    tell(
        "loan.ended",
        tenant_id=tenant_id,
        for_agent=loan.agent_id,
        payload={"agent_id": str(loan.agent_id)},
    )
    return True


def _tell_consumers(loan: Loan) -> int:
    """Say in each open conversation that a colleague goes on with it."""
    held = select(Contact).where(
        Contact.tenant_id == loan.tenant_id,
        Contact.agent_id == loan.agent_id,
        Contact.state == ContactState.ACTIVE,
    )
    found = session.scalars(held.order_by(Contact.id).with_for_update(key_share=True)).all()
    for contact in found:
        writing.notice(contact, "contact.passed_on")
    return len(found)


def _leave(loan: Loan) -> None:
    if loan.assignment_id is not None:
        by = loan.recalled_by or loan.lent_by
        standby_seats.leave(loan.tenant_id, loan.assignment_id, person_id=by)


def charge(loan: Loan) -> None:
    """Charge the borrower for the time on the seat, once, when a loan has ended."""
    if not loan.price_minor:
        return
    used = session.execute(USED, {"loan": loan.id}).one()
    hours = (used.seconds / HOUR).quantize(Decimal("0.0001"))
    first: date = used.first
    charges.post(
        loan.tenant_id,
        key=f"loan {loan.id}",
        kind=ChargeKind.USE,
        amount_minor=int((hours * loan.price_minor).quantize(Decimal(1))),
        currency=loan.currency,
        period_start=first,
        period_end=used.last,
        description="lending.use",
        params={"name": loan.agent_name},
        quantity=hours,
        unit="seat_hour",
        unit_price_minor=loan.price_minor,
        subject_type="loan",
        subject_id=loan.id,
    )
