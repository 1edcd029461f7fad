"""Transfers by the clock: unanswered ones end, and the backline gets what lasts too long."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import TextClause, text

from muster.db import Acting, unit_of_work
from muster.errors import DomainError
from muster.routing import redirects
from muster.routing.passes import across, closure
from muster.transfers import actions, words

BATCH = 200
LATE = text("""
SELECT id, tenant_id FROM contact_transfers
WHERE ended_at IS NULL AND state = 'offered' AND expires_at <= now() LIMIT :batch
""")
ORPHANED = text("""
SELECT t.id, t.tenant_id FROM contact_transfers t
WHERE t.ended_at IS NULL AND (
    NOT EXISTS (SELECT FROM contacts c
                WHERE c.id = t.contact_id AND c.state = 'active' AND c.agent_id = t.from_agent_id)
    OR NOT EXISTS (SELECT FROM seat_assignments s
                   WHERE s.tenant_id = t.tenant_id AND s.agent_id = t.to_agent_id
                     AND s.ended_at IS NULL AND (t.state <> 'offered' OR s.leaving_at IS NULL)))
LIMIT :batch
""")
TOO_LONG = text("""
SELECT c.id, c.tenant_id, r.backline_queue_id, c.agent_id FROM contacts c
JOIN closing_rules r ON r.tenant_id = c.tenant_id AND r.queue_id = c.queue_id
WHERE c.state = 'active' AND c.agent_id IS NOT NULL AND r.backline_queue_id <> c.queue_id
  AND c.state_since <= now() - r.escalation_seconds * interval '1 second'
ORDER BY c.state_since LIMIT :batch
""")

log = logging.getLogger(__name__)


def end_late() -> None:
    """End transfers that nobody answered in time, and those whose contact has moved on."""
    _each(LATE, actions.expire)
    _each(ORPHANED, actions.clear)


def escalate() -> None:
    """Pass contacts on to the backline that have been with one agent longer than their queue says.

    The clock begins when the agent who has the contact got it.
    """
    for contact_id, tenant_id, queue_id, agent_id in across(TOO_LONG, batch=BATCH):

        def act(contact_id: UUID, queue_id: UUID = queue_id, agent_id: UUID = agent_id) -> None:
            redirects.redirect_to_queue(
                contact_id, queue_id, words.ESCALATED, None, only_agent=agent_id
            )

        _do(tenant_id, contact_id, act)


def _each(due: TextClause, act: Callable[[UUID], None]) -> None:
    for row_id, tenant_id in across(due, batch=BATCH):
        _do(tenant_id, row_id, act)


def _do(tenant_id: UUID, row_id: UUID, act: Callable[[UUID], None]) -> None:
    visible = tuple({tenant_id, *closure([tenant_id])})
    try:
        with unit_of_work(Acting(tenant_ids=visible, staff=True)):
            act(row_id)
    except DomainError:  # somebody was faster; what is left is looked at again
        log.info("%s has moved on by itself", row_id)
