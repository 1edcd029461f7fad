"""An agent's complaint about a consumer: the operator decides what becomes of it."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from marketplace.inquiry.actions import LONGEST_REPORT
from marketplace.inquiry.models import Report
from muster.audit.actions import record
from muster.conversations.actions import find
from muster.db import session, uuid7
from muster.errors import Invalid, NotFound


def complain(contact_id: UUID, reason: str, *, agent_id: UUID, person_id: UUID) -> None:
    """Report the consumer of a contact to the operator, as its agent; twice is once.

    Raises Invalid for an empty or too long reason, and NotFound if the contact is not this
    agent's or nobody asked for it on the market.
    """
    contact = find(contact_id)
    if contact.agent_id != agent_id or contact.inquiry_id is None:
        raise NotFound
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Invalid("reason", _l("Say what was wrong, so that somebody can look into it."))
    if len(reason) > LONGEST_REPORT:
        raise Invalid("reason", _l("This is too long."))
    written = session.scalar(
        insert(Report)
        .values(
            id=uuid7(),
            tenant_id=contact.tenant_id,
            inquiry_id=contact.inquiry_id,
            contact_id=contact.id,
            by_consumer=False,
            reported_by=person_id,
            reason=reason,
        )
        .on_conflict_do_nothing(constraint="uq_reports_tenant_id_contact_id_by_consumer")
        .returning(Report.id)
    )
    if written:
        record("consumer.reported", subject=str(contact_id), tenant_id=contact.tenant_id)
