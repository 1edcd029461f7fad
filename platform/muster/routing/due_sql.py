"""What is due in routing: statements that look and hold nothing; what they find is done later."""

from __future__ import annotations

from sqlalchemy import text

from muster.routing.sql import CERTIFIED, PLACES

# Which companies need a pass? Read across all clients, by the read-only role.
NEEDING_A_PASS = text(f"""
SELECT DISTINCT c.tenant_id FROM contacts c
WHERE c.state = 'offered' AND c.offer_expires_at <= now()
UNION
SELECT t.id FROM tenants t
WHERE EXISTS (SELECT FROM contacts c WHERE c.tenant_id = t.id AND c.state = 'queued')
  AND EXISTS (SELECT FROM seat_assignments s
              JOIN agents a ON a.id = s.agent_id AND a.state IN ('available', 'interacting')
              WHERE s.tenant_id = t.id AND s.ended_at IS NULL AND {CERTIFIED})
UNION
SELECT s.tenant_id FROM agents a
JOIN seat_assignments s ON s.agent_id = a.id AND s.ended_at IS NULL
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE c.state = 'active') AS active,
           count(*) FILTER (WHERE c.state = 'wrap_up') AS wrapping
    FROM {PLACES} c WHERE c.agent_id = a.id
) held
WHERE a.state = 'interacting' AND held.active = 0
   OR a.state = 'wrap_up' AND (held.active > 0 OR held.wrapping = 0)
   OR a.state = 'available' AND held.active + held.wrapping > 0
""")  # noqa: S608 — the joined text is ours

LATE_OFFERS = text("""
SELECT DISTINCT tenant_id FROM contacts WHERE state = 'offered' AND offer_expires_at <= now()
""")

# Agents who hold contacts of a company that they do not serve any more.
UNASSIGNED = text("""
SELECT DISTINCT c.tenant_id, c.agent_id FROM contacts c
WHERE c.agent_slot IS NOT NULL AND NOT EXISTS (
    SELECT FROM seat_assignments s
    WHERE s.agent_id = c.agent_id AND s.tenant_id = c.tenant_id AND s.ended_at IS NULL)
""")

# Agents whose state says that they hold contacts, with none and no company left.
ADRIFT = text(f"""
SELECT a.id FROM agents a
WHERE a.state IN ('interacting', 'wrap_up')
  AND NOT EXISTS (SELECT FROM seat_assignments s WHERE s.agent_id = a.id AND s.ended_at IS NULL)
  AND NOT EXISTS (SELECT FROM {PLACES} c WHERE c.agent_id = a.id)
""")  # noqa: S608 — the joined text is ours

# Agents whose desk has been gone for so long, and who hold nothing.
GONE = text(f"""
SELECT a.id, ARRAY(SELECT s.tenant_id FROM seat_assignments s
                  WHERE s.agent_id = a.id AND s.ended_at IS NULL) AS tenant_ids
FROM agents a
WHERE a.state <> 'offline' AND a.retired_at IS NULL
  AND COALESCE(a.seen_at, a.state_since) < now() - :grace * interval '1 second'
  AND a.state_since < now() - :grace * interval '1 second'
  AND NOT EXISTS (SELECT FROM {PLACES} c WHERE c.agent_id = a.id)
""")  # noqa: S608 — the joined text is ours
