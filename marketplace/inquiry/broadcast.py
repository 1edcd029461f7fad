"""One question to many companies: inquiry, contacts, invitations and events in one statement.

A statement that goes alone in one round trip is the unit of work: it happens whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from marketplace.matching.queries import Match
from muster.db import Acting
from muster.db.arrays import array_text
from muster.db.single_trip import single_trip
from muster.events import bus
from muster.events.messages import WIRE_ROW
from muster.routing import dispatcher, reasons, tiers

# What a company that can answer now is worth beside how well it fits. A company that fits twice
# as well is asked even when nobody sits there yet; between equals those who can answer come first.
AVAILABLE_BONUS = 0.25
OPEN_BONUS = 0.10

# The candidates are those for whom we act, best first. Why a company fits is often said alike of
# many: each wording comes once. Arrays come as text, see muster.db.arrays.
CHOOSE = """
WITH candidate AS MATERIALIZED (
    SELECT tenant_id, score, jsonb_build_object('reasons', %(wordings)s::jsonb -> wording) AS why
    FROM unnest((SELECT acting_tenants())::uuid[], %(scores)s::float[], %(wording)s::integer[])
        AS c (tenant_id, score, wording)
), suited AS MATERIALIZED (
    -- each company's queue for the question: by its words, then by its language, or the default
    SELECT DISTINCT ON (q.tenant_id) q.*, named.here AS by_words
    FROM queues q
    CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM unnest(q.topic_words) AS word
        WHERE position(word IN lower(%(question)s)) > 0) AS here) named
    WHERE q.tenant_id IN (SELECT tenant_id FROM candidate) AND q.retired_at IS NULL
      AND (q.is_default
           OR NOT q.is_backline AND q.topic_words || q.languages <> '{}'
              AND (q.topic_words = '{}' OR named.here)
              AND (q.languages = '{}' OR %(language)s = ANY (q.languages)))
    ORDER BY q.tenant_id, named.here DESC, q.is_default, q.id
), fit AS MATERIALIZED (
    SELECT c.tenant_id, c.score, q.id AS queue_id, s.name, s.slug,
           CASE WHEN q.is_default THEN c.why ELSE jsonb_set(c.why, '{reasons}',
               (c.why -> 'reasons') || jsonb_build_object(
                   'kind', 'queue', 'name', q.name, 'by_words', q.by_words)) END AS why,
           q.opening_hours, q.holidays, COALESCE(q.time_zone, s.time_zone) AS zone,
           queue_is_open(q.opening_hours, q.holidays, COALESCE(q.time_zone, s.time_zone), now())
               AS open,
           (SELECT count(*) FROM seat_assignments a JOIN agents g ON g.id = a.agent_id
            WHERE a.tenant_id = c.tenant_id AND a.ended_at IS NULL
              AND (a.certified_until IS NULL OR a.certified_until > now())
              AND g.state IN ('available', 'interacting')
              AND %(language)s = ANY (g.languages)) AS agents
    FROM candidate c
    JOIN suited q ON q.tenant_id = c.tenant_id
    JOIN showcases s ON s.tenant_id = c.tenant_id AND s.published_at IS NOT NULL
), chosen AS MATERIALIZED (
    SELECT fit.*, encode(sha256(convert_to(%(session_hash)s || tenant_id, 'UTF8')), 'hex') AS key,
           new_id() AS contact_id,
           row_number() OVER (ORDER BY score * (1
               + CASE WHEN agents > 0 THEN %(available_bonus)s::float ELSE 0 END
               + CASE WHEN open THEN %(open_bonus)s::float ELSE 0 END) DESC, tenant_id) AS rank
    FROM fit ORDER BY rank LIMIT %(count)s
)"""

# The row of the inquiry decides: where it is not written, nobody is invited.
RAISE = """, inquiry AS (
    INSERT INTO inquiries (id, question, locale, language, region, category, only_tenant_id, state,
                           ring, invited_count, address_hash, session_hash, promise_at,
                           exhausted_at)
    SELECT %(inquiry_id)s, %(question)s, %(locale)s, %(language)s, %(region)s, %(category)s,
           %(only_tenant_id)s::uuid, 'collecting', 1, (SELECT count(*) FROM chosen),
           %(address_hash)s, %(session_hash)s,
           now() + %(promise_seconds)s::int * interval '1 second',
           CASE WHEN NOT EXISTS (SELECT FROM chosen) THEN now() END
    ON CONFLICT (id) DO NOTHING
    RETURNING id, question, language, ring, NULL::uuid AS open_page
)"""

# Whoever comes second here sees a promise that is not due any more, and invites nobody.
WIDEN = """, inquiry AS (
    UPDATE inquiries i SET
        state = 'widened', widened_at = now(), ring = ring + 1,
        invited_count = invited_count + (SELECT count(*) FROM chosen),
        exhausted_at = CASE WHEN NOT EXISTS (SELECT FROM chosen) THEN now() END,
        promise_at = now() + %(promise_seconds)s::int * interval '1 second'
    WHERE id = %(inquiry_id)s AND state IN ('collecting', 'widened') AND promise_at <= now()
      AND exhausted_at IS NULL
      AND NOT EXISTS (SELECT FROM contacts c
                      WHERE c.inquiry_id = i.id AND c.first_answer_at IS NOT NULL)
    RETURNING id, question, language, ring, id AS open_page
)"""

# The page of a first ring is drawn after it; that of a later one is open and has to be told.
SPREAD = f""", contact AS (
    INSERT INTO contacts (id, tenant_id, queue_id, inquiry_id, channel, origin, language, opening,
                          state, state_since, returned_count, message_count, read_by_agent,
                          read_by_consumer, consumer_key, counts_from, wanted_agent_id,
                          wanted_until, wanted_reason)
    SELECT c.contact_id, c.tenant_id, c.queue_id, i.id, 'chat', %(origin)s, i.language, i.question,
           'queued', now(), 0, 0, 0, 0, c.key,
           CASE WHEN NOT c.open THEN queue_opens(c.opening_hours, c.holidays, c.zone, now()) END,
           knows.id,
           CASE WHEN knows.id IS NOT NULL
               THEN now() + %(known_seconds)s::int * interval '1 second' END,
           CASE WHEN knows.id IS NOT NULL THEN %(known_reason)s END
    FROM chosen c
    CROSS JOIN inquiry i
    LEFT JOIN LATERAL (
        -- the first agent who answered this consumer before, or the last one, if at work
        SELECT g.id FROM returning_consumers r
        JOIN agents g ON g.id IN (r.first_agent_id, r.last_agent_id)
        JOIN seat_assignments s ON s.agent_id = g.id AND s.tenant_id = r.tenant_id
         AND s.ended_at IS NULL AND (s.certified_until IS NULL OR s.certified_until > now())
        WHERE r.tenant_id = c.tenant_id AND r.consumer_key = c.key
          AND g.state IN ('available', 'interacting')
        ORDER BY g.id = r.first_agent_id DESC LIMIT 1
    ) knows ON true
), invitation AS (
    INSERT INTO invitations (id, tenant_id, inquiry_id, contact_id, company_name, company_slug,
                             ring, rank, score, why)
    SELECT new_id(), c.tenant_id, i.id, c.contact_id, c.name, c.slug, i.ring, c.rank, c.score,
           c.why || jsonb_build_object('agents', c.agents, 'open', c.open)
    FROM chosen c, inquiry i
), told AS (
    INSERT INTO events (tenant_id, kind, contact_id, for_inquiry, for_wall, payload)
    SELECT c.tenant_id, 'contact.queued', c.contact_id, i.open_page, true,
           jsonb_build_object('company', c.name, 'slug', c.slug, 'ring', i.ring)
    FROM chosen c, inquiry i
    RETURNING id, tenant_id, kind, contact_id, for_inquiry, for_agent, for_wall, payload,
              created_at
)
SELECT COALESCE(array_agg(tenant_id), '{{}}') AS tenant_ids,
       string_agg({WIRE_ROW}::text, ',') AS messages
FROM told
"""  # noqa: S608 — WIRE_ROW is a constant of ours


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry that is written down already, as companies are chosen for it."""

    inquiry_id: UUID
    question: str
    language: str
    session_hash: str


@dataclass(frozen=True, slots=True)
class Question:
    """A new inquiry as it is written down; hashes say who asks too often, not who it is."""

    inquiry_id: UUID
    question: str
    locale: str
    language: str
    address_hash: str
    session_hash: str
    promise_seconds: int
    region: str | None = None
    category: str | None = None
    only_tenant_id: UUID | None = None


def raise_inquiry(question: Question, matches: Sequence[Match], count: int) -> int:
    """Write the inquiry and invite the best `count` of these companies; gives how many.

    Those that can answer now are preferred. An inquiry that is there already stays as it is, and
    nobody is invited. Committed when it returns; pages hear of it, and routing begins.
    """
    origin = "ask_now" if question.only_tenant_id else "inquiry"
    values = asdict(question) | {"origin": origin}
    return _spread(CHOOSE + RAISE + SPREAD, question.inquiry_id, matches, count, values)


def widen_inquiry(asked: Asked, matches: Sequence[Match], count: int, promise_seconds: int) -> int:
    """Invite `count` more of these companies, none of which is invited yet; gives how many.

    Nothing happens unless the inquiry's promise is past with no answer. Committed when it returns.
    """
    values = asdict(asked) | {"promise_seconds": promise_seconds, "origin": "inquiry"}
    return _spread(CHOOSE + WIDEN + SPREAD, asked.inquiry_id, matches, count, values)


def _spread(
    sql: str, inquiry_id: UUID, matches: Sequence[Match], count: int, values: dict[str, Any]
) -> int:
    acting = Acting(tenant_ids=tuple(match.tenant_id for match in matches), inquiry_id=inquiry_id)
    wordings = {id(match.reasons): match.reasons for match in matches}
    places = {wording: place for place, wording in enumerate(wordings)}
    ranking = {
        "scores": array_text(match.score for match in matches),
        "wording": array_text(places[id(match.reasons)] for match in matches),
        "wordings": Jsonb([*wordings.values()]),
        "available_bonus": AVAILABLE_BONUS,
        "open_bonus": OPEN_BONUS,
        "known_seconds": tiers.WAIT_SECONDS,
        "known_reason": reasons.FIRST_ASK,
        "count": count,
    }
    [row] = single_trip(acting, sql, values | ranking)
    if row["messages"]:
        bus.publish_rows(row["messages"])
        dispatcher.nudge(row["tenant_ids"])
    return len(row["tenant_ids"])
