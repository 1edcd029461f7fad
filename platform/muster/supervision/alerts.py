"""Alerts: found by a clock from what has happened, never while a message is being posted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, case, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.conversations.models import Contact
from muster.conversations.queries import WAITS_SINCE
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import existing
from muster.events.actions import Happening, record_many
from muster.events.actions import record as happened
from muster.routing import passes, reasons
from muster.supervision import phrases
from muster.supervision.models import Alert, SupervisionTerms
from muster.supervision.terms import Source
from muster.supervision.thresholds import ALERTS
from muster.tenancy.models import Tenant
from muster.transfers import words

SHOWN = 50
LONGEST_WORDS = 300
LOOKED_BACK_SECONDS = 60  # messages of so long; the clock comes every few seconds
QUOTING = ("silent", *phrases.KINDS)  # kinds whose words are what somebody said
OPEN = (Alert.acknowledged_at.is_(None), Alert.cleared_at.is_(None))

_CHOSEN = "COALESCE((s.thresholds->>'{name}')::int, {limit})"
_LIMIT = {name: _CHOSEN.format(name=name, limit=limit) for name, (_, limit) in ALERTS.items()}

# Steps that gave a contact to somebody else; asking, declining and joining did not.
PASSED_ON = [reasons.TO_QUEUE, reasons.TO_AGENT, words.HANDED_OVER, words.ESCALATED]

# What the clock finds in all companies: one statement, each row an alert that there is not yet.
# A contact's last message decides whether its agent is silent, or the question if nobody has
# written since; then each agent who has it is late for himself. Nobody waits too long where the
# queue is closed: its consumer was told when it opens.
DUE = text(f"""
WITH open AS MATERIALIZED (
    SELECT q.id
    FROM (SELECT DISTINCT tenant_id, queue_id FROM contacts
          WHERE state IN ('queued', 'offered')) w
    JOIN queues q ON q.tenant_id = w.tenant_id AND q.id = w.queue_id
    JOIN tenants t ON t.id = q.tenant_id
    WHERE queue_is_open(q.opening_hours, q.holidays, COALESCE(q.time_zone, t.time_zone), now())
), found AS (
    SELECT c.tenant_id, 'waiting' AS kind,
           c.id || ' ' || {WAITS_SINCE} AS subject,
           c.id AS contact_id, NULL::uuid AS agent_id, c.opening AS words
    FROM contacts c LEFT JOIN supervision_settings s ON s.tenant_id = c.tenant_id
    WHERE c.state IN ('queued', 'offered')
      AND {WAITS_SINCE}
          < now() - make_interval(secs => {_LIMIT["waiting_seconds"]})
      AND c.queue_id IN (SELECT id FROM open)
    UNION ALL
    SELECT c.tenant_id, 'silent',
           c.id || ' ' || COALESCE(said.number::text, '0 ' || c.agent_id), c.id, c.agent_id,
           COALESCE(said.body, c.opening)
    FROM contacts c
    LEFT JOIN supervision_settings s ON s.tenant_id = c.tenant_id
    LEFT JOIN LATERAL (
        SELECT m.number, m.body, m.author_kind, m.created_at FROM messages m
        WHERE m.contact_id = c.id AND m.kind IN ('text', 'picture', 'file', 'product')
        ORDER BY m.number DESC LIMIT 1
    ) said ON true
    WHERE c.state = 'active' AND c.agent_id IS NOT NULL
      AND COALESCE(said.author_kind, 'consumer') = 'consumer'
      AND COALESCE(said.created_at, c.state_since)
          < now() - make_interval(secs => {_LIMIT["silent_seconds"]})
    UNION ALL
    SELECT c.tenant_id, 'transfers', c.id || ' ' || moved.times, c.id, c.agent_id, c.opening
    FROM contacts c
    LEFT JOIN supervision_settings s ON s.tenant_id = c.tenant_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS times FROM contact_changes h
        WHERE h.contact_id = c.id AND split_part(h.reason, ' ', 1) = ANY (:passed_on)
    ) moved
    WHERE c.state IN ('queued', 'offered', 'active')
      AND moved.times >= {_LIMIT["transfers"]}
    UNION ALL
    SELECT t.tenant_id, 'away', a.id || ' ' || a.state_since, NULL, a.id, a.state
    FROM agents a
    JOIN seat_assignments t ON t.agent_id = a.id AND t.ended_at IS NULL
    LEFT JOIN supervision_settings s ON s.tenant_id = t.tenant_id
    WHERE a.state IN ('break', 'away', 'meal')
      AND a.state_since < now() - make_interval(secs =>
          CASE a.state WHEN 'meal' THEN {_LIMIT["meal_seconds"]}
                       ELSE {_LIMIT["break_seconds"]} END)
)
SELECT f.tenant_id, f.kind, f.subject, f.contact_id, f.agent_id,
       left(f.words, {LONGEST_WORDS}) AS words, a.display_name
FROM found f LEFT JOIN agents a ON a.id = f.agent_id
WHERE NOT EXISTS (SELECT FROM alerts k WHERE k.tenant_id = f.tenant_id AND k.kind = f.kind
                  AND k.subject = f.subject)
LIMIT 2000
""")  # noqa: S608 — put together from names and numbers of this module

# What consumers said lately, from the log of events, which has an index over its time.
SAID = text("""
SELECT e.tenant_id, e.payload->>'id', e.contact_id, c.agent_id, e.payload->>'body', a.display_name
FROM events e
JOIN contacts c ON c.tenant_id = e.tenant_id AND c.id = e.contact_id
LEFT JOIN agents a ON a.id = c.agent_id
WHERE e.created_at > now() - make_interval(secs => :seconds)
  AND e.kind = 'message.posted' AND e.payload->>'author_kind' = 'consumer'
  AND e.payload->>'kind' = 'text'
  AND NOT EXISTS (SELECT FROM alerts k WHERE k.tenant_id = e.tenant_id
                  AND k.subject = e.payload->>'id')
ORDER BY e.id
""")

# Alerts whose cause has gone by itself.
PASSED = text("""
SELECT k.id, k.tenant_id FROM alerts k
LEFT JOIN contacts c ON c.tenant_id = k.tenant_id AND c.id = k.contact_id
LEFT JOIN agents a ON a.id = k.agent_id
WHERE k.acknowledged_at IS NULL AND k.cleared_at IS NULL AND (
    k.kind = 'waiting' AND c.state NOT IN ('queued', 'offered')
    OR k.kind = 'silent' AND (c.state <> 'active' OR EXISTS (
        SELECT FROM messages m WHERE m.contact_id = k.contact_id
          AND m.number > split_part(k.subject, ' ', 2)::int
          AND m.author_kind IN ('agent', 'supervisor') AND m.kind <> 'note'))
    OR k.kind = 'away' AND a.id || ' ' || a.state_since <> k.subject
    OR k.contact_id IS NOT NULL AND c.state IN ('closed', 'abandoned'))
LIMIT 2000
""")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that wants a supervisor's eyes."""

    tenant_id: UUID
    kind: str
    subject: str
    contact_id: UUID | None
    agent_id: UUID | None
    words: str
    agent_name: str | None  # who is meant, or who calls


def look() -> None:
    """Raise what is due, and clear what has passed."""
    found = [Found(*row) for row in passes.across(DUE, passed_on=PASSED_ON)]
    heard = passes.across(SAID, seconds=LOOKED_BACK_SECONDS)
    tenant_ids = {each.tenant_id for each in found} | {row[0] for row in heard}
    if tenant_ids:
        with unit_of_work(Acting(tenant_ids=tuple(tenant_ids), staff=True)):
            raise_all([*found, *listen(heard)])
    passed = passes.across(PASSED)
    if passed:
        with unit_of_work(Acting(tenant_ids=tuple({row[1] for row in passed}))):
            clear([row[0] for row in passed])


def listen(heard: Sequence[tuple[Any, ...]]) -> Iterator[Found]:
    """Anger and politeness that means no, in what consumers said: rows of SAID."""
    lists = phrases.of(list({row[0] for row in heard}))
    for tenant_id, message_id, contact_id, agent_id, body, agent_name in heard:
        for kind in phrases.KINDS:
            if phrases.found(kind, body, lists[tenant_id]):
                words = body[:LONGEST_WORDS]
                yield Found(tenant_id, kind, message_id, contact_id, agent_id, words, agent_name)
                break


def raise_all(found: Sequence[Found]) -> None:
    """Write alerts that there are not yet, and tell the walls of them, each once."""
    if not found:
        return
    rows = session.execute(
        insert(Alert)
        .values([asdict(each) | {"id": uuid7()} for each in found])
        .on_conflict_do_nothing()
        .returning(Alert.tenant_id, Alert.id, Alert.kind, Alert.contact_id)
    ).all()
    record_many(
        Happening(
            "alert.raised",
            row.tenant_id,
            contact_id=row.contact_id,
            payload={"id": str(row.id), "kind": row.kind},
        )
        for row in rows
    )


def clear(alert_ids: Sequence[UUID]) -> None:
    """What has passed by itself leaves the list."""
    rows = session.execute(
        update(Alert)
        .where(Alert.id.in_(alert_ids), *OPEN)
        .values(cleared_at=func.now())
        .returning(Alert.tenant_id, Alert.id)
    ).all()
    record_many(
        Happening("alert.cleared", row.tenant_id, payload={"id": str(row.id)}) for row in rows
    )


def acknowledge(alert_id: UUID, person_id: UUID, name: str) -> None:
    """Somebody has seen to it; a second time changes nothing. Raises NotFound."""
    tenant_id = existing(session.scalar(select(Alert.tenant_id).where(Alert.id == alert_id)))
    done = session.scalar(
        update(Alert)
        .where(Alert.id == alert_id, Alert.acknowledged_at.is_(None))
        .values(acknowledged_at=func.now(), acknowledged_by=person_id, acknowledged_name=name)
        .returning(Alert.kind)
    )
    if done is not None:
        record("alert.acknowledged", tenant_id=tenant_id, subject=done)
        happened("alert.acknowledged", tenant_id=tenant_id, payload={"id": str(alert_id)})


def shown(tenant_id: UUID | None, source: Source | None = None) -> Sequence[RowMapping]:
    """Open alerts of a company, or of all of them, the newest first.

    What was said in a conversation is not told where the contract lets nobody read along: the
    question, which the wall shows, says there which one is meant.
    """
    unread = and_(Alert.kind.in_(QUOTING), SupervisionTerms.listen.is_(False))
    question = (
        select(func.left(Contact.opening, LONGEST_WORDS))
        .where(Contact.tenant_id == Alert.tenant_id, Contact.id == Alert.contact_id)
        .scalar_subquery()
    )
    query = (
        select(
            Alert.id,
            Alert.tenant_id,
            Alert.kind,
            Alert.contact_id,
            Alert.agent_name,
            case((unread, question), else_=Alert.words).label("words"),
            Alert.created_at,
            Tenant.name.label("company_name"),
        )
        .join(Tenant, Tenant.id == Alert.tenant_id)
        .outerjoin(SupervisionTerms, SupervisionTerms.tenant_id == Alert.tenant_id)
        .where(*OPEN)
        .order_by(Alert.id.desc())
        .limit(SHOWN)
    )
    if tenant_id is not None:
        query = query.where(Alert.tenant_id == tenant_id)
    return (source or session).execute(query).mappings().all()
