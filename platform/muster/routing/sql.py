"""Every statement of routing that locks or writes, so that their locks can be read side by side.

The order of locks is the same everywhere: the agent's row first, then contacts. Whoever takes
or frees a slot for an agent holds that agent's row. Passes never wait for a lock (SKIP LOCKED);
what they skip they look at again a moment later.

A statement sees what was committed when it began. So locks are taken by one statement, and what
they protect is read by the next.
"""

from __future__ import annotations

from sqlalchemy import text

# The places that contacts take: of their agents, and of second agents who are asked or are there.
PLACES = """(
    SELECT agent_id, agent_slot AS slot, state FROM contacts WHERE agent_slot IS NOT NULL
    UNION ALL
    SELECT to_agent_id, slot, CASE state WHEN 'offered' THEN 'offered' ELSE 'active' END
    FROM contact_transfers WHERE slot IS NOT NULL
)"""

# An agent gets nothing more of a company that requires a certification which has expired. Triggers
# keep this column, so that the moment of expiry costs a comparison and no look-up.
# Nor does somebody who was called in and is on the way back.
CERTIFIED = "(s.leaving_at IS NULL AND (s.certified_until IS NULL OR s.certified_until > now()))"

# An agent can be kept to some of a company's queues. {queue}: the contact's or the queue's column.
SERVES = "(s.queue_ids IS NULL OR {queue} = ANY (s.queue_ids))"

# Which companies' contacts can hold a slot of the agents who serve these companies?
# For a single trip.
CLOSURE = """
SELECT array_agg(DISTINCT other.tenant_id) AS visible
FROM seat_assignments mine
JOIN seat_assignments other ON other.agent_id = mine.agent_id AND other.ended_at IS NULL
WHERE mine.ended_at IS NULL AND mine.tenant_id = ANY (CAST(%(tenants)s AS uuid[]))
"""

# The agents of these companies for whom a pass could do something: they have room while somebody
# waits, an offer of theirs is late, or their state is not what their contacts say. `candidates`
# says how many there are, `locked` which of them nobody else holds just now, and of these `late`
# and `unsettled` whose offers or states are to be seen to. All others are left alone: among five
# hundred who are busy, the one who becomes free costs no more than that one.
# The rest of the pass keeps its plans: to plan WAITING each time takes as long as to run it.
LOCK_AGENTS = text("""
WITH serving AS MATERIALIZED (
    SELECT DISTINCT agent_id AS id FROM seat_assignments
    WHERE ended_at IS NULL AND tenant_id = ANY (CAST(:tenants AS uuid[]))
), held AS MATERIALIZED (
    SELECT agent_id, count(*) AS places, bool_or(state = 'active') AS active,
           bool_or(state = 'wrap_up') AS wrapping, bool_or(is_late) AS is_late
    FROM (
        SELECT agent_id, state, state = 'offered' AND offer_expires_at <= now() AS is_late
        FROM contacts WHERE agent_slot IS NOT NULL
        UNION ALL
        SELECT to_agent_id, CASE state WHEN 'offered' THEN 'offered' ELSE 'active' END, false
        FROM contact_transfers WHERE slot IS NOT NULL
    ) places
    WHERE agent_id IN (SELECT id FROM serving)
    GROUP BY agent_id
), waits AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM contacts
        WHERE tenant_id = ANY (CAST(:tenants AS uuid[])) AND state = 'queued'
    ) OR EXISTS (SELECT FROM held WHERE is_late) AS somebody
), looked_at AS MATERIALIZED (
    SELECT a.id, COALESCE(held.is_late, false) AS is_late,
           a.retired_at IS NULL AND a.state IN ('available', 'interacting', 'wrap_up')
           AND a.state <> CASE WHEN held.active THEN 'interacting'
                               WHEN held.wrapping THEN 'wrap_up'
                               ELSE COALESCE(a.next_state, 'available') END AS is_unsettled,
           a.retired_at IS NULL AND waits.somebody AND a.state IN ('available', 'interacting')
           AND COALESCE(a.next_state, 'available') = 'available'
           AND COALESCE(held.places, 0) < a.capacity AS has_room
    FROM agents a
    JOIN serving USING (id)
    CROSS JOIN waits
    LEFT JOIN held ON held.agent_id = a.id
), candidates AS MATERIALIZED (
    SELECT * FROM looked_at WHERE is_late OR is_unsettled OR has_room
), locked AS MATERIALIZED (
    SELECT a.id FROM agents a WHERE a.id IN (SELECT id FROM candidates)
    FOR NO KEY UPDATE SKIP LOCKED
)
SELECT (SELECT count(*) FROM candidates) AS candidates, ARRAY(SELECT id FROM locked) AS locked,
       ARRAY(SELECT id FROM locked JOIN candidates USING (id) WHERE is_late) AS late,
       ARRAY(SELECT id FROM locked JOIN candidates USING (id) WHERE is_unsettled) AS unsettled,
       set_config('plan_cache_mode', 'force_generic_plan', true)
""")

LOCK_AGENT = text("""
SELECT id, display_name, state, state_reason, next_state, capacity FROM agents
WHERE id = :agent FOR NO KEY UPDATE
""")

HELD = text(f"""
SELECT count(*) FILTER (WHERE state = 'active') AS active,
       count(*) FILTER (WHERE state = 'wrap_up') AS wrapping
FROM {PLACES} c WHERE agent_id = :agent
""")  # noqa: S608 — the joined text is ours

TAKEN = text(f"""
SELECT slot FROM {PLACES} c WHERE agent_id = :agent
""")  # noqa: S608 — the joined text is ours

CLIENTS_OF = text("""
SELECT tenant_id FROM seat_assignments WHERE agent_id = :agent AND ended_at IS NULL
""")

# What the settled state of locked agents is, from the contacts they hold.
UNSETTLED = text(f"""
SELECT a.id, settled.state, a.next_state, a.state_reason
FROM agents a
CROSS JOIN LATERAL (
    SELECT CASE WHEN count(*) FILTER (WHERE c.state = 'active') > 0 THEN 'interacting'
                WHEN count(*) FILTER (WHERE c.state = 'wrap_up') > 0 THEN 'wrap_up'
                ELSE COALESCE(a.next_state, 'available') END AS state
    FROM {PLACES} c WHERE c.agent_id = a.id
) settled
WHERE a.id = ANY (CAST(:agents AS uuid[])) AND a.retired_at IS NULL
  AND a.state IN ('available', 'interacting', 'wrap_up') AND a.state <> settled.state
""")  # noqa: S608 — the joined text is ours

# Change states of agents whose rows are held: one row of history each, and one event for every
# company they serve (of which the first tells the agent's own desk).
CHANGE_STATES = text("""
WITH wanted AS (
    SELECT * FROM unnest(CAST(:agents AS uuid[]), CAST(:states AS text[]),
                         CAST(:nexts AS text[]), CAST(:reasons AS text[]))
        AS w(agent_id, state, next_state, reason)
), changed AS (
    UPDATE agents a SET
        state = w.state,
        state_since = CASE WHEN a.state = w.state THEN a.state_since ELSE now() END,
        state_reason = w.reason,
        next_state = w.next_state
    FROM wanted w JOIN agents before ON before.id = w.agent_id
    WHERE a.id = w.agent_id
    RETURNING a.id, a.display_name, a.state, a.state_reason, a.state_since, a.next_state,
              before.state AS state_before
), noted AS (
    INSERT INTO agent_state_changes (id, agent_id, state, reason, changed_by)
    SELECT new_id(), id, state, state_reason, CAST(:changed_by AS uuid) FROM changed
    WHERE state <> state_before
), told AS (
    INSERT INTO events (tenant_id, kind, for_agent, for_wall, payload)
    SELECT s.tenant_id, 'agent.changed',
           CASE WHEN row_number() OVER (PARTITION BY c.id ORDER BY s.tenant_id) = 1
                THEN c.id END,
           true,
           jsonb_build_object(
               'agent_id', c.id, 'agent_name', c.display_name, 'state', c.state,
               'reason', c.state_reason, 'since', c.state_since, 'next_state', c.next_state)
    FROM changed c
    JOIN seat_assignments s ON s.agent_id = c.id AND s.ended_at IS NULL
     AND s.tenant_id = ANY ((SELECT acting_tenants())::uuid[])
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")

# Slots and companies of locked agents who can be offered something. Both are looked up agent by
# agent: a plan that is made for any number of agents would match lists of them row against row.
FREE_AGENTS = text(f"""
SELECT a.id AS agent_id, a.languages, a.abilities, a.capacity,
       GREATEST(COALESCE(a.last_offer_at, a.created_at), a.state_since) AS idle_since,
       held.taken, seats.tenant_ids, seats.kept_to,
       ARRAY(SELECT m.tenant_id FROM memberships m WHERE m.person_id = a.person_id
             AND m.tenant_id = ANY (CAST(:tenants AS uuid[]))) AS member_of
FROM agents a
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(slot), '{{}}') AS taken FROM {PLACES} c WHERE c.agent_id = a.id
) held
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(s.tenant_id), '{{}}') AS tenant_ids,
           COALESCE(jsonb_object_agg(s.tenant_id, s.queue_ids)
                    FILTER (WHERE s.queue_ids IS NOT NULL), '{{}}') AS kept_to
    FROM seat_assignments s
    WHERE s.agent_id = a.id AND s.ended_at IS NULL
      AND s.tenant_id = ANY (CAST(:tenants AS uuid[])) AND {CERTIFIED}
) seats
WHERE a.id = ANY (CAST(:agents AS uuid[])) AND a.retired_at IS NULL
  AND a.state IN ('available', 'interacting')
  AND COALESCE(a.next_state, 'available') = 'available'
  AND cardinality(held.taken) < a.capacity
""")  # noqa: S608 — the joined text is ours

# The waiting contacts that one of the free agents could take, by queue that is open now and by
# language: those with priority first, then the oldest. Each of these groups is read in the order
# of an index and no further than needed, so that the length of the queue does not matter. Those
# that wait for one of the free agents by name come first. Nothing is held yet: passes beside each
# other look at the same contacts, and OFFER gives each to one of them.
WAITING = text(f"""
WITH open AS MATERIALIZED (
    SELECT q.tenant_id, q.id, q.needs FROM queues q JOIN tenants t ON t.id = q.tenant_id
    WHERE q.tenant_id = ANY (CAST(:tenants AS uuid[]))
      AND queue_is_open(q.opening_hours, q.holidays, COALESCE(q.time_zone, t.time_zone), now())
), able AS MATERIALIZED (
    SELECT DISTINCT open.tenant_id, open.id AS queue_id, spoken.language
    FROM agents a
    JOIN seat_assignments s ON s.agent_id = a.id AND s.ended_at IS NULL AND {CERTIFIED}
    JOIN open ON open.tenant_id = s.tenant_id AND open.needs <@ a.abilities
     AND {SERVES.format(queue="open.id")}
    CROSS JOIN unnest(a.languages) AS spoken(language)
    WHERE a.id = ANY (CAST(:agents AS uuid[]))
), own AS MATERIALIZED (
    SELECT DISTINCT s.tenant_id, spoken.language
    FROM agents a
    JOIN seat_assignments s ON s.agent_id = a.id AND s.ended_at IS NULL
     AND s.tenant_id = ANY (CAST(:tenants AS uuid[])) AND {CERTIFIED}
    JOIN memberships m ON m.person_id = a.person_id AND m.tenant_id = s.tenant_id
    CROSS JOIN unnest(a.languages) AS spoken(language)
    WHERE a.id = ANY (CAST(:agents AS uuid[]))
), owns AS MATERIALIZED (
    SELECT c.id FROM own
    CROSS JOIN LATERAL (
        SELECT c.id FROM contacts c
        WHERE c.tenant_id = own.tenant_id AND c.state = 'queued' AND c.own_people
          AND c.language = own.language
          AND (c.wanted_agent_id IS NULL OR c.wanted_until <= now())
        ORDER BY c.created_at
        LIMIT :batch
    ) c
), asked_for AS MATERIALIZED (
    SELECT c.id FROM contacts c
    WHERE c.state = 'queued' AND c.wanted_agent_id = ANY (CAST(:agents AS uuid[]))
      AND c.wanted_until > now() AND c.tenant_id = ANY (CAST(:tenants AS uuid[]))
    ORDER BY c.created_at
    LIMIT :batch
), anybodys AS MATERIALIZED (
    SELECT c.id FROM able
    CROSS JOIN LATERAL (
        SELECT c.id FROM contacts c
        WHERE c.tenant_id = able.tenant_id AND c.state = 'queued'
          AND c.queue_id = able.queue_id AND c.language = able.language
          AND (c.wanted_agent_id IS NULL OR c.wanted_until <= now())
        ORDER BY c.priority DESC, c.created_at
        LIMIT :batch
    ) c
)
SELECT c.id AS contact_id, c.tenant_id, c.queue_id, c.language, q.needs, q.preferred_skills,
       COALESCE(q.offer_seconds, :offer_seconds) AS offer_seconds,
       q.priority AS queue_priority, c.priority, c.created_at, c.own_people,
       CASE WHEN c.wanted_until > now() THEN c.wanted_agent_id END AS wanted_agent_id,
       c.wanted_reason, let_go.agent_id AS let_go_by, let_go.created_at AS let_go_at, now() AS now
FROM (SELECT id FROM asked_for UNION SELECT id FROM owns UNION SELECT id FROM anybodys) w
JOIN contacts c ON c.id = w.id
JOIN queues q ON q.tenant_id = c.tenant_id AND q.id = c.queue_id
LEFT JOIN LATERAL (
    SELECT h.agent_id, h.created_at FROM contact_changes h
    WHERE c.returned_count > 0 AND h.contact_id = c.id
      AND h.state = 'queued' AND h.agent_id IS NOT NULL
    ORDER BY h.id DESC LIMIT 1
) let_go ON true
""")  # noqa: S608 — the joined text is ours

# Offer contacts that still wait where they were seen: slot, clock, history and events, for any
# number at once. What somebody else holds just now is passed over, as is what has moved meanwhile.
OFFER = text("""
WITH choice AS (
    SELECT * FROM unnest(CAST(:contacts AS uuid[]), CAST(:queues AS uuid[]),
                         CAST(:agents AS uuid[]), CAST(:slots AS smallint[]),
                         CAST(:seconds AS integer[]), CAST(:reasons AS text[]))
        AS x(contact_id, queue_id, agent_id, slot, seconds, reason)
), free AS MATERIALIZED (
    SELECT c.id FROM contacts c JOIN choice x ON x.contact_id = c.id
    WHERE c.state = 'queued' AND c.queue_id = x.queue_id
      AND (c.wanted_agent_id IS NULL OR c.wanted_until <= now() OR c.wanted_agent_id = x.agent_id)
    FOR NO KEY UPDATE OF c SKIP LOCKED
), offered AS (
    UPDATE contacts c SET
        state = 'offered', state_since = now(), agent_id = x.agent_id, agent_slot = x.slot,
        offer_expires_at = now() + x.seconds * interval '1 second'
    FROM choice x JOIN free ON free.id = x.contact_id WHERE c.id = free.id
    RETURNING c.id, c.tenant_id, c.agent_id, c.offer_expires_at, x.reason, x.seconds
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id, reason)
    SELECT new_id(), tenant_id, id, 'offered', agent_id, reason FROM offered
), stamped AS (
    UPDATE agents SET last_offer_at = now() WHERE id IN (SELECT agent_id FROM offered)
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_agent, for_wall, payload)
    SELECT o.tenant_id, 'contact.offered', o.id, o.agent_id, true,
           jsonb_build_object(
               'state', 'offered', 'reason', o.reason, 'agent_id', o.agent_id,
               'seconds', o.seconds, 'expires_at', o.offer_expires_at)
    FROM offered o
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")

# Contacts that go back to wait, from agents whose rows are held.
LATE = "c.state = 'offered' AND c.offer_expires_at <= now()"
OFFERED = "c.state = 'offered'"
LOST = "c.state IN ('offered', 'active')"
THIS_OFFER = "c.state = 'offered' AND c.id = CAST(:contact AS uuid)"
OFFERED_OF_COMPANY = "c.state = 'offered' AND c.tenant_id = CAST(:tenant AS uuid)"
OF_COMPANY = "c.state IN ('offered', 'active') AND c.tenant_id = CAST(:tenant AS uuid)"
_RETURN = """
WITH leaving AS MATERIALIZED (
    SELECT c.id, c.agent_id, c.state FROM contacts c
    WHERE c.agent_id = ANY (CAST(:agents AS uuid[])) AND {which}
    FOR NO KEY UPDATE SKIP LOCKED
), returned AS (
    UPDATE contacts c SET
        state = 'queued', state_since = now(), agent_id = NULL, agent_slot = NULL,
        offer_expires_at = NULL, returned_count = c.returned_count + 1,
        wanted_agent_id = NULL, wanted_until = NULL,
        waiting_since = CASE WHEN c.state = 'active' THEN now() ELSE c.waiting_since END,
        priority = CASE WHEN c.state = 'active' THEN GREATEST(c.priority, 1) ELSE c.priority END
    FROM leaving l WHERE c.id = l.id
    RETURNING c.id, c.tenant_id, l.agent_id,
              CASE WHEN l.state = 'active' THEN c.inquiry_id END AS inquiry_id
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id, person_id, reason)
    SELECT new_id(), tenant_id, id, 'queued', agent_id, CAST(:person AS uuid), :reason
    FROM returned
), told AS (
    -- the consumer hears of it who had somebody, not of an offer that nobody took
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload)
    SELECT r.tenant_id, 'contact.returned', r.id, r.inquiry_id, r.agent_id, true,
           jsonb_build_object('state', 'queued', 'reason', CAST(:reason AS text),
                              'agent_id', r.agent_id)
    FROM returned r
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
"""
RETURN_LATE, RETURN_OFFERED, RETURN_THIS, RETURN_COMPANY, RETURN_LOST = (
    text(_RETURN.format(which=which)) for which in (LATE, OFFERED, THIS_OFFER, OF_COMPANY, LOST)
)
RETURN_OFFERED_OF_COMPANY = text(_RETURN.format(which=OFFERED_OF_COMPANY))

# What an agent had in wrap-up for a company that is not served any more.
CLOSE_WRAPPING = text("""
WITH closed AS (
    UPDATE contacts SET
        state = 'closed', state_since = now(), agent_slot = NULL, closed_at = now(),
        close_reason = COALESCE(close_reason, :reason)
    WHERE agent_id = ANY (CAST(:agents AS uuid[])) AND state = 'wrap_up'
      AND tenant_id = CAST(:tenant AS uuid)
    RETURNING id, tenant_id, agent_id, inquiry_id
), noted AS (
    INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id, reason)
    SELECT new_id(), tenant_id, id, 'closed', agent_id, :reason FROM closed
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload)
    SELECT tenant_id, 'contact.changed', id, inquiry_id, agent_id, true,
           jsonb_build_object('state', 'closed', 'reason', CAST(:reason AS text),
                              'agent_id', agent_id)
    FROM closed
    RETURNING *
)
SELECT to_jsonb(told) AS event FROM told
""")

# An agent whose desk is still gone, now that the row is held.
STILL_GONE = text("""
SELECT 1 FROM agents
WHERE id = :agent AND state <> 'offline'
  AND COALESCE(seen_at, state_since) < now() - :grace * interval '1 second'
""")

# The same of an agent who may be offline by name already, and holds people.
GONE_NOW = text("""
SELECT 1 FROM agents
WHERE id = :agent AND COALESCE(seen_at, state_since) < now() - :grace * interval '1 second'
""")

# Rows that somebody holds are passed over: they are seen again by the next beat.
SEEN = text("""
UPDATE agents SET seen_at = now() WHERE id IN (
    SELECT id FROM agents WHERE id = ANY (CAST(:agents AS uuid[]))
    FOR NO KEY UPDATE SKIP LOCKED)
""")
