"""What a supervisor sees now: seats, contacts, how today goes; who else is in a contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import RowMapping, TextClause, text

from muster.conversations.queries import WAITS_SINCE
from muster.db import session
from muster.db.ids import first_id
from muster.supervision.terms import Source

# Answered within this many seconds ÷ offered, abandons in the denominator (chat: 80/30).
SERVICE_LEVEL_SECONDS = 30
MOST_CONTACTS = 200
LINE_LENGTH = 120

# {of}: whose rows; one client, or (for the operator, through its door) all of them.
AGENTS = """
WITH held AS MATERIALIZED (
    -- of all agents at once: agent by agent, PostgreSQL reads everything that each ever had
    SELECT c.agent_id, count(*) AS contacts FROM contacts c
    WHERE {of_c} AND c.state IN ('offered', 'active', 'wrap_up') GROUP BY c.agent_id
)
SELECT DISTINCT ON (a.display_name, a.id)
       a.id, s.tenant_id, a.display_name, a.state, a.state_reason, a.state_since,
       a.languages, a.capacity, s.lent_until, s.leaving_at IS NOT NULL AS is_leaving,
       ARRAY(SELECT q.name FROM queues q WHERE q.tenant_id = s.tenant_id
             AND q.id = ANY (s.queue_ids) ORDER BY q.name) AS queues,
       COALESCE(held.contacts, 0) AS contacts
FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
LEFT JOIN held ON held.agent_id = a.id
WHERE {of_s} AND s.ended_at IS NULL
ORDER BY a.display_name, a.id, s.tenant_id
LIMIT 1000
"""

CONTACTS = f"""
SELECT c.id, c.tenant_id, c.queue_id, c.state, c.priority, c.state_since, c.opening, c.language,
       {WAITS_SINCE} AS waits_since, c.message_count, c.returned_count,
       c.first_answer_at, a.display_name AS agent_name, q.name AS queue_name,
       EXISTS (SELECT FROM queues o WHERE o.tenant_id = c.tenant_id AND o.id <> c.queue_id
               AND o.retired_at IS NULL) AS has_other_queues,
       t.name AS company_name, held.person_name AS supervisor_name,
       ARRAY(SELECT DISTINCT w.person_name FROM supervisions w
             WHERE w.contact_id = c.id AND w.ended_at IS NULL ORDER BY 1) AS watchers,
       left(said.body, :line) AS last_body, said.kind AS last_kind,
       said.author_kind AS last_author, said.author_name AS last_name,
       said.created_at AS last_at
FROM contacts c
JOIN tenants t ON t.id = c.tenant_id
JOIN queues q ON q.tenant_id = c.tenant_id AND q.id = c.queue_id
LEFT JOIN agents a ON a.id = c.agent_id
LEFT JOIN supervisions held ON held.contact_id = c.id AND held.act = 'take_over'
 AND held.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT body, kind, author_kind, author_name, created_at FROM messages m
    WHERE m.tenant_id = c.tenant_id AND m.contact_id = c.id
      AND m.kind IN ('text', 'picture', 'file', 'product')
    ORDER BY number DESC LIMIT 1
) said ON true
WHERE {{of_c}} AND c.state IN ('queued', 'offered', 'active', 'wrap_up')
ORDER BY c.created_at LIMIT :most
"""  # noqa: S608 — the joined text is ours

# The contacts that count as offered today. Who came while the queue was closed counts from when it
# opened, on that day; who left before that was never offered to anybody.
OFFERED_TODAY = """
SELECT state, first_answer_at, rating, created_at AS since
FROM contacts c WHERE {of_c} AND id >= :first_id AND counts_from IS NULL
UNION ALL
SELECT state, first_answer_at, rating, counts_from
FROM contacts c WHERE {of_c} AND counts_from >= :midnight AND counts_from <= now()
 AND (first_answer_at IS NOT NULL OR closed_at IS NULL OR closed_at >= counts_from)
"""

# Whoever still waits, and not too long yet, may be answered in time: that is not known today.
TODAY = f"""
SELECT count(*) AS offered, count(first_answer_at) AS answered,
       count(*) FILTER (WHERE first_answer_at - since <= level.within) AS in_time,
       count(*) FILTER (WHERE first_answer_at IS NULL AND now() - since <= level.within
                        AND state IN ('queued', 'offered', 'active')) AS undecided,
       count(*) FILTER (WHERE state = 'abandoned' AND first_answer_at IS NULL) AS abandoned,
       avg(rating) AS rating, count(rating) AS ratings,
       count(*) FILTER (WHERE rating >= 4) AS satisfied
FROM ({OFFERED_TODAY}) c, (SELECT make_interval(secs => :seconds) AS within) level
"""  # noqa: S608 — the joined text is ours

# Where the queue is closed nobody waits for an agent: consumers were told when it opens. Whether
# one is open is asked once for each queue in which there is somebody.
WAITING = f"""
SELECT COALESCE(sum(n) FILTER (WHERE is_open), 0)::int AS waiting,
       min(since) FILTER (WHERE is_open) AS oldest,
       COALESCE(sum(n) FILTER (WHERE NOT is_open), 0)::int AS resting,
       array_remove(array_agg(CASE WHEN NOT is_open THEN queue_id END), NULL) AS closed,
       now() AS now
FROM (
    SELECT held.*, queue_is_open(q.opening_hours, q.holidays,
                                 COALESCE(q.time_zone, t.time_zone), now()) AS is_open
    FROM (
        SELECT c.tenant_id, c.queue_id, count(*) AS n,
               min({WAITS_SINCE}) AS since
        FROM contacts c WHERE {{of_c}} AND c.state IN ('queued', 'offered')
        GROUP BY c.tenant_id, c.queue_id
    ) held
    JOIN queues q ON q.tenant_id = held.tenant_id AND q.id = held.queue_id
    JOIN tenants t ON t.id = held.tenant_id
) known
"""  # noqa: S608 — the joined text is ours

STANDING = text("""
SELECT c.id, c.tenant_id, c.state, c.agent_id, c.taken_over_by, a.display_name AS agent_name
FROM contacts c LEFT JOIN agents a ON a.id = c.agent_id WHERE c.id = :contact_id
""")

UNDER_WAY = text("""
SELECT person_id, person_name, side, act, created_at FROM supervisions
WHERE contact_id = :contact_id AND ended_at IS NULL ORDER BY id
""")

HISTORY = text("""
SELECT s.person_name, s.side, s.act, s.created_at, s.ended_at, a.display_name AS agent_name
FROM supervisions s LEFT JOIN agents a ON a.id = s.agent_id
WHERE s.contact_id = :contact_id ORDER BY s.id DESC LIMIT 50
""")


@cache
def of(statement: str, *, everybody: bool) -> TextClause:
    """The statement for one client (`:tenant_id`), or for all of them."""
    if everybody:
        return text(statement.format(of_c="true", of_s="true"))
    return text(statement.format(of_c="c.tenant_id = :tenant_id", of_s="s.tenant_id = :tenant_id"))


@dataclass(frozen=True)
class Wall:
    """One look at a company. `service_level` is None while nothing was offered today.

    waiting, oldest: of queues that are open. resting: contacts that wait in `closed` queues.
    undecided: contacts of today without an answer, for which it is not too late.
    """

    now: datetime
    agents: Sequence[RowMapping]
    contacts: Sequence[RowMapping]
    waiting: int
    oldest: datetime | None
    resting: int
    closed: Sequence[UUID]
    offered: int
    answered: int
    abandoned: int
    in_time: int
    undecided: int
    rating: float | None
    ratings: int
    satisfied: int

    @property
    def service_level(self) -> float | None:
        """Share of today's decided contacts that were answered within SERVICE_LEVEL_SECONDS."""
        decided = self.offered - self.undecided
        return self.in_time / decided if decided else None

    @property
    def satisfaction(self) -> float | None:
        """CSAT: ratings of 4 and 5 ÷ ratings given, of today's contacts."""
        return self.satisfied / self.ratings if self.ratings else None

    @property
    def abandonment(self) -> float | None:
        """Abandoned before anybody answered ÷ contacts that came today."""
        return self.abandoned / self.offered if self.offered else None

    @property
    def states(self) -> dict[str, int]:
        """How many agents are in each state, the most frequent first."""
        return dict(Counter(agent["state"] for agent in self.agents).most_common())

    @property
    def at_work(self) -> int:
        """Agents who take contacts now."""
        return sum(a["state"] in ("available", "interacting", "wrap_up") for a in self.agents)

    @property
    def longest_wait_seconds(self) -> int:
        """How long the first in the queue has waited."""
        return int((self.now - self.oldest).total_seconds()) if self.oldest else 0


def wall(
    tenant_id: UUID | None,
    midnight: datetime,
    source: Source | None = None,
    *,
    with_contacts: bool = True,
) -> Wall:
    """How a company stands now, or all of them: four queries.

    midnight: when the day began, in the company's zone. source: the session of the operations
    door, for who looks across companies (tenant_id None) or into one of them. with_contacts:
    False where only figures are shown; no text is read then.
    """
    look = source or session
    everybody = tenant_id is None
    values = {} if everybody else {"tenant_id": tenant_id}
    of_today = values | {"first_id": first_id(midnight), "midnight": midnight}
    waiting = look.execute(of(WAITING, everybody=everybody), values).one()
    today = look.execute(
        of(TODAY, everybody=everybody), of_today | {"seconds": SERVICE_LEVEL_SECONDS}
    ).one()
    return Wall(
        now=waiting.now,
        agents=look.execute(of(AGENTS, everybody=everybody), values).mappings().all(),
        contacts=look.execute(
            of(CONTACTS, everybody=everybody),
            values | {"most": MOST_CONTACTS, "line": LINE_LENGTH},
        )
        .mappings()
        .all()
        if with_contacts
        else (),
        waiting=waiting.waiting,
        oldest=waiting.oldest,
        resting=waiting.resting,
        closed=waiting.closed,
        offered=today.offered,
        answered=today.answered,
        abandoned=today.abandoned,
        in_time=today.in_time,
        undecided=today.undecided,
        rating=float(today.rating) if today.rating is not None else None,
        ratings=today.ratings,
        satisfied=today.satisfied,
    )


def contact(contact_id: UUID) -> RowMapping | None:
    """Who holds a contact now, if whoever acts may see it."""
    return session.execute(STANDING, {"contact_id": contact_id}).mappings().one_or_none()


def under_way(contact_id: UUID) -> Sequence[RowMapping]:
    """Which supervisors are in a contact, and what they do there."""
    return session.execute(UNDER_WAY, {"contact_id": contact_id}).mappings().all()


def history(contact_id: UUID) -> Sequence[RowMapping]:
    """What supervisors did in a contact, with beginning and end, the latest first."""
    return session.execute(HISTORY, {"contact_id": contact_id}).mappings().all()
