"""What happens to contacts by the clock: wrap-up ends, silence closes, snoozed ones come back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import TextClause, text

from muster.closing import ending, returning
from muster.closing.rules import SILENCE_HOURS, WRAP_UP_SECONDS
from muster.conversations.models import ContactState
from muster.db import Acting, unit_of_work
from muster.errors import DomainError
from muster.routing.passes import across, closure

BATCH = 200
RULES = """
LEFT JOIN closing_rules q ON q.tenant_id = c.tenant_id AND q.queue_id = c.queue_id
LEFT JOIN closing_rules r ON r.tenant_id = c.tenant_id AND r.queue_id IS NULL
"""
WRAPPED_TOO_LONG = text(f"""
SELECT c.id, c.tenant_id, c.agent_id FROM contacts c {RULES}
WHERE c.state = 'wrap_up' AND c.agent_id IS NOT NULL AND c.state_since <= now()
    - COALESCE(q.wrap_up_seconds, r.wrap_up_seconds, :limit) * interval '1 second'
ORDER BY c.state_since LIMIT :batch
""")  # noqa: S608 — the joined text is ours
SILENT = text(f"""
SELECT c.id, c.tenant_id, c.agent_id FROM contacts c {RULES}
CROSS JOIN LATERAL (
    SELECT now() - COALESCE(q.silence_hours, r.silence_hours, :limit) * interval '1 hour'
        AS before) quiet
WHERE c.state = 'active' AND c.agent_id IS NOT NULL
  AND c.last_message_at <= quiet.before AND c.state_since <= quiet.before
  AND (SELECT m.author_kind FROM messages m
       WHERE m.contact_id = c.id AND m.kind NOT IN ('note', 'notice')
       ORDER BY m.number DESC LIMIT 1) = 'agent'
ORDER BY c.last_message_at LIMIT :batch
""")  # noqa: S608 — the joined text is ours
SNOOZED_LONG_ENOUGH = text("""
SELECT id, tenant_id, agent_id FROM contacts
WHERE state = 'snoozed' AND snoozed_until <= now() ORDER BY snoozed_until LIMIT :batch
""")

log = logging.getLogger(__name__)


def end_wrap_up() -> None:
    """Close contacts whose wrap-up has lasted longer than their queue or company allows."""
    _each(
        WRAPPED_TOO_LONG,
        lambda contact_id, agent_id: ending.close_by_rule(
            contact_id, agent_id, ContactState.WRAP_UP
        ),
        limit=WRAP_UP_SECONDS,
    )


def end_silence() -> None:
    """Close contacts in which the agent spoke last and the consumer has been silent too long."""
    _each(
        SILENT,
        lambda contact_id, agent_id: ending.close_by_rule(
            contact_id, agent_id, ContactState.ACTIVE
        ),
        limit=SILENCE_HOURS,
    )


def end_snoozes() -> None:
    """Bring back snoozed contacts whose moment has come."""
    _each(SNOOZED_LONG_ENOUGH, lambda contact_id, _: returning.wake(contact_id))


def _each(due: TextClause, act: Callable[[UUID, UUID], None], **values: object) -> None:
    """Do this to every contact that is due, each in a unit of work of its own."""
    for contact_id, tenant_id, agent_id in across(due, batch=BATCH, **values):
        visible = tuple({tenant_id, *closure([tenant_id])})
        try:
            with unit_of_work(Acting(tenant_ids=visible, staff=True)):
                act(contact_id, agent_id)
        except DomainError:  # somebody moved it at the same moment; looked at again next time
            log.info("contact %s has moved on by itself", contact_id)
