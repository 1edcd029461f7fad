"""Reading for the desk: a fixed number of queries, however many contacts there are."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, select, text

from muster.conversations.models import ContactChange
from muster.db import session
from muster.desk.lists import LINE
from muster.tenancy import phones, zones
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent

CONTACT = text(f"""
SELECT c.tenant_id, c.queue_id, c.state, c.state_since, c.language, c.opening, c.read_by_consumer,
       c.consumer_phone, c.opened_at, c.first_answer_at, row_to_json(line) AS line
FROM contacts c {LINE}
WHERE c.id = :contact
""")  # noqa: S608 — the joined text is ours


def contact_row(contact_id: UUID) -> RowMapping | None:
    """One contact with what its window needs; `line` is the contact as a line of a list."""
    return session.execute(CONTACT, {"contact": contact_id}).mappings().one_or_none()


def hotlines(tenant_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The telephone numbers of the companies that have one, as their customers dial them."""
    query = select(Tenant.id, Tenant.phone, Tenant.time_zone).where(
        Tenant.id.in_(tenant_ids), Tenant.phone.is_not(None)
    )
    return {
        row.id: phones.display(row.phone, zones.region(row.time_zone))
        for row in session.execute(query)
    }


def history(contact_id: UUID) -> Sequence[RowMapping]:
    """The steps of a contact's life, with the names of the agents."""
    query = (
        select(
            ContactChange.created_at,
            ContactChange.state,
            ContactChange.reason,
            Agent.display_name.label("agent_name"),
        )
        .outerjoin(Agent, Agent.id == ContactChange.agent_id)
        .where(ContactChange.contact_id == contact_id)
        .order_by(ContactChange.id)
        .limit(100)
    )
    return session.execute(query).mappings().all()
