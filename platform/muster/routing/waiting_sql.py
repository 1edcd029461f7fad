"""Statements about waiting: overflow, measured rates, places in line, and what must not be."""

from __future__ import annotations

from sqlalchemy import text

from muster.conversations.queries import WAITS_SINCE
from muster.routing.sql import CERTIFIED, SERVES

MOST_ESCALATIONS = 3

# Who has waited longer than the queue's red line, while it is open, and may go on from there.
# `since` begins anew at each step, so that every queue on the way has its own time.
_DUE = f"""
FROM queues q
JOIN tenants t ON t.id = q.tenant_id
LEFT JOIN queues b ON b.tenant_id = q.tenant_id AND b.is_backline
JOIN contacts c ON c.tenant_id = q.tenant_id AND c.queue_id = q.id AND c.state = 'queued'
WHERE q.overflow_to IS NOT NULL AND c.escalated_count < {MOST_ESCALATIONS} AND NOT c.own_people
  AND GREATEST({WAITS_SINCE}, c.escalated_at)
      <= now() - q.red_seconds * interval '1 second'
  AND (q.overflow_to = 'members'
       OR CASE q.overflow_to WHEN 'queue' THEN q.overflow_queue_id ELSE b.id END <> q.id)
  AND queue_is_open(q.opening_hours, q.holidays, COALESCE(q.time_zone, t.time_zone), now())
"""
DUE_OVERFLOWS = text(f"SELECT DISTINCT c.tenant_id {_DUE}")

# One batch of them: to where the queue's rule says, with history and events.
OVERFLOW = text(f"""
WITH due AS MATERIALIZED (
    SELECT c.id, q.name, q.overflow_to,
           CASE q.overflow_to WHEN 'queue' THEN q.overflow_queue_id WHEN 'backline' THEN b.id END
               AS target,
           floor(extract(epoch FROM
               now() - GREATEST({WAITS_SINCE}, c.escalated_at)))::int AS waited
    {_DUE} AND c.tenant_id = CAST(:tenant AS uuid)
    ORDER BY c.created_at
    LIMIT :batch
    FOR NO KEY UPDATE OF c SKIP LOCKED
), moved AS (
    UPDATE contacts c SET
        queue_id = COALESCE(due.target, c.queue_id), own_people = due.overflow_to = 'members',
        escalated_at = now(), escalated_count = c.escalated_count + 1
    FROM due WHERE c.id = due.id
    RETURNING c.id, c.tenant_id, c.inquiry_id, c.queue_id, due.overflow_to, due.name, due.waited
), told_why AS (
    SELECT m.*, 'overflow.' || m.overflow_to || ' seconds=' || m.waited
           || ' queue=' || replace(replace(m.name, '%', '%25'), ' ', '%20')
           || ' to=' || replace(replace(q.name, '%', '%25'), ' ', '%20') AS reason
    FROM moved m JOIN queues q ON q.tenant_id = m.tenant_id AND q.id = m.queue_id
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, reason)
    SELECT new_id(), tenant_id, id, 'queued', reason FROM told_why
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_wall, payload)
    SELECT tenant_id, 'contact.changed', id, inquiry_id, true,
           jsonb_build_object('state', 'queued', 'reason', reason, 'queue_id', queue_id,
                              'agent_id', NULL)
    FROM told_why
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")  # noqa: S608 — the joined text is ours

# How many contacts of each queue were taken in the last quarter of an hour, and in the last hour.
# Ids are in the order of their making: only the last hour's history is read.
TAKEN = text("""
SELECT q.tenant_id, q.id, COALESCE(n.quarter, 0) AS quarter, COALESCE(n.hour, 0) AS hour
FROM queues q
LEFT JOIN (
    SELECT c.queue_id, count(*) AS hour,
           count(*) FILTER (WHERE h.created_at > now() - interval '15 minutes') AS quarter
    FROM contact_changes h JOIN contacts c ON c.id = h.contact_id
    WHERE h.id > CAST(:from_id AS uuid) AND h.state = 'active'
      AND h.created_at > now() - interval '1 hour'
    GROUP BY c.queue_id
) n ON n.queue_id = q.id
WHERE q.taken_quarter <> COALESCE(n.quarter, 0) OR q.taken_hour <> COALESCE(n.hour, 0)
LIMIT 5000
""")
WRITE_TAKEN = text("""
UPDATE queues q SET taken_quarter = n.quarter, taken_hour = n.hour
FROM unnest(CAST(:queues AS uuid[]), CAST(:quarters AS int[]), CAST(:hours AS int[]))
     AS n(id, quarter, hour)
WHERE q.id = n.id
""")

# Where contacts stand in their queues, as far as somebody would count.
IN_LINE = text(f"""
SELECT c.id, 1 + ahead.n AS place, q.taken_quarter, q.taken_hour, q.opening_hours, q.holidays,
       COALESCE(q.time_zone, t.time_zone) AS time_zone, c.consumer_phone IS NOT NULL AS calls_back,
       EXISTS (SELECT FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
               WHERE s.tenant_id = c.tenant_id AND s.ended_at IS NULL AND {CERTIFIED}
                 AND {SERVES.format(queue="c.queue_id")}
                 AND c.language = ANY (a.languages)
                 AND a.state IN ('available', 'interacting', 'wrap_up')) AS staffed
FROM contacts c
JOIN queues q ON q.tenant_id = c.tenant_id AND q.id = c.queue_id
JOIN tenants t ON t.id = c.tenant_id
CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM (
        SELECT FROM contacts o
        WHERE o.tenant_id = c.tenant_id AND o.queue_id = c.queue_id AND o.state = 'queued'
          AND (o.priority, c.created_at) > (c.priority, o.created_at)
        LIMIT :most) others
) ahead
WHERE c.id = ANY (CAST(:contacts AS uuid[])) AND c.state IN ('queued', 'offered')
""")  # noqa: S608 — the joined text is ours

# Agents whose desk has been gone for so long, and who hold people: those go back to wait.
LOST_LINES = text("""
SELECT a.id, ARRAY(SELECT s.tenant_id FROM seat_assignments s
                  WHERE s.agent_id = a.id AND s.ended_at IS NULL) AS tenant_ids
FROM agents a
WHERE a.retired_at IS NULL
  AND COALESCE(a.seen_at, a.state_since) < now() - :grace * interval '1 second'
  AND EXISTS (SELECT FROM contacts c WHERE c.agent_id = a.id AND c.agent_slot IS NOT NULL
                AND c.state IN ('offered', 'active') AND c.state_since <
                    now() - :grace * interval '1 second')
""")

# What must never be for long. Empty, or the sweep has something to heal.
STUCK = text(f"""
SELECT c.id, c.tenant_id, 'offer' AS kind FROM contacts c
WHERE c.state = 'offered' AND c.offer_expires_at < now() - :slack * interval '1 second'
UNION ALL
SELECT c.id, c.tenant_id, 'wish' FROM contacts c
WHERE c.state = 'queued' AND c.wanted_until < now() - :slack * interval '1 second'
UNION ALL
SELECT c.id, c.tenant_id, 'place' FROM contacts c
WHERE c.state IN ('offered', 'active') AND c.agent_slot IS NULL AND c.taken_over_by IS NULL
  AND c.state_since < now() - :slack * interval '1 second'
UNION ALL
SELECT c.id, c.tenant_id, 'seat' FROM contacts c
WHERE c.agent_slot IS NOT NULL AND c.state_since < now() - :slack * interval '1 second'
  AND NOT EXISTS (SELECT FROM seat_assignments s WHERE s.agent_id = c.agent_id
                    AND s.tenant_id = c.tenant_id AND s.ended_at IS NULL)
UNION ALL
SELECT c.id, c.tenant_id, 'line' FROM contacts c JOIN agents a ON a.id = c.agent_id
WHERE c.state IN ('offered', 'active') AND c.agent_slot IS NOT NULL
  AND GREATEST(COALESCE(a.seen_at, a.state_since), c.state_since)
      < now() - (:grace + :slack) * interval '1 second'
UNION ALL
SELECT c.id, c.tenant_id, 'waiting' FROM contacts c
JOIN queues q ON q.tenant_id = c.tenant_id AND q.id = c.queue_id
JOIN tenants t ON t.id = c.tenant_id
WHERE c.state = 'queued' AND c.state_since < now() - :slack * interval '1 second'
  AND (c.wanted_agent_id IS NULL OR c.wanted_until <= now())
  AND queue_is_open(q.opening_hours, q.holidays, COALESCE(q.time_zone, t.time_zone), now())
  AND EXISTS (
      SELECT FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
      WHERE s.tenant_id = c.tenant_id AND s.ended_at IS NULL AND {CERTIFIED}
        AND {SERVES.format(queue="c.queue_id")} AND a.state = 'available'
        AND COALESCE(a.next_state, 'available') = 'available'
        AND a.state_since < now() - :slack * interval '1 second'
        AND COALESCE(a.last_offer_at, a.created_at) < now() - :slack * interval '1 second'
        AND c.language = ANY (a.languages) AND q.needs <@ a.abilities)
LIMIT 100
""")  # noqa: S608 — the joined text is ours
