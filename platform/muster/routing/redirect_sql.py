"""Statements that place a contact elsewhere. They hold the contact's row only, never an agent's:
a slot that is freed meanwhile is at worst given out a moment later."""

from __future__ import annotations

from sqlalchemy import text

# One contact, from the state and the holder that were seen, to wait elsewhere: history and event.
REDIRECT = text("""
WITH moved AS (
    UPDATE contacts c SET
        state = 'queued', state_since = now(), agent_id = NULL, agent_slot = NULL,
        offer_expires_at = NULL, queue_id = COALESCE(CAST(:queue AS uuid), c.queue_id),
        returned_count = c.returned_count
            + CASE WHEN CAST(:holder AS uuid) IS NULL THEN 0 ELSE 1 END,
        wanted_agent_id = CAST(:wanted AS uuid), wanted_reason = :wanted_reason,
        wanted_until = CASE WHEN CAST(:wanted AS uuid) IS NULL THEN NULL
            ELSE now() + :seconds * interval '1 second' END,
        waiting_since = CASE WHEN c.state = 'active' THEN now() ELSE c.waiting_since END
    WHERE c.id = CAST(:contact AS uuid) AND c.state = :state
      AND c.agent_id IS NOT DISTINCT FROM CAST(:holder AS uuid)
    RETURNING c.id, c.tenant_id, c.inquiry_id, c.queue_id
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id, person_id, reason)
    SELECT new_id(), tenant_id, id, 'queued', CAST(:holder AS uuid), CAST(:person AS uuid), :reason
    FROM moved
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload)
    SELECT m.tenant_id, 'contact.returned', m.id, m.inquiry_id, CAST(:holder AS uuid), true,
           jsonb_build_object('state', 'queued', 'reason', CAST(:reason AS text),
                              'agent_id', CAST(:holder AS uuid), 'queue_id', m.queue_id)
    FROM moved m
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")

# What a holder let go of last, and why: whether a request has come before.
LAST_LET_GO = text("""
SELECT reason FROM contact_changes
WHERE contact_id = :contact AND agent_id = :agent ORDER BY id DESC LIMIT 1
""")

# Contacts that waited for one agent, in vain: from now on for anybody who fits.
RELEASE_WISHES = text("""
WITH late AS MATERIALIZED (
    SELECT c.id, a.display_name FROM contacts c JOIN agents a ON a.id = c.wanted_agent_id
    WHERE c.state = 'queued' AND c.wanted_until <= now()
      AND c.tenant_id = ANY (CAST(:tenants AS uuid[]))
    FOR NO KEY UPDATE OF c SKIP LOCKED
), released AS (
    UPDATE contacts c SET wanted_agent_id = NULL, wanted_until = NULL
    FROM late l WHERE c.id = l.id
    RETURNING c.id, c.tenant_id, l.display_name
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, reason)
    SELECT new_id(), tenant_id, id, 'queued',
           :code || ' name=' || replace(replace(display_name, '%', '%25'), ' ', '%20')
    FROM released
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_wall, payload)
    SELECT r.tenant_id, 'contact.returned', r.id, true,
           jsonb_build_object('state', 'queued', 'reason', CAST(:code AS text))
    FROM released r
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")

LATE_WISHES = text("""
SELECT DISTINCT tenant_id FROM contacts
WHERE state = 'queued' AND wanted_agent_id IS NOT NULL AND wanted_until <= now()
""")

# Everybody in one queue to another of the same company, wherever each stands just then.
MOVE_ALL = text("""
WITH moved AS (
    UPDATE contacts SET queue_id = CAST(:heir AS uuid)
    WHERE tenant_id = CAST(:tenant AS uuid) AND queue_id = CAST(:queue AS uuid)
      AND state = ANY (CAST(:states AS text[]))
    RETURNING id, tenant_id, state, agent_id, inquiry_id
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id, person_id, reason)
    SELECT new_id(), tenant_id, id, state, CASE WHEN state <> 'queued' THEN agent_id END,
           CAST(:person AS uuid), :reason
    FROM moved
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload)
    SELECT tenant_id, 'contact.changed', id, inquiry_id, agent_id, true,
           jsonb_build_object('state', state, 'reason', CAST(:reason AS text),
                              'agent_id', agent_id, 'queue_id', CAST(:heir AS uuid))
    FROM moved
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")
