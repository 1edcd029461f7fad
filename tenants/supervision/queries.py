"""What a company's supervisor sees now: its seats, its contacts, how today goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, text

from muster.db import session
from muster.db.ids import first_id

# Answered within this many seconds ÷ offered, abandons in the denominator (chat: 80/30).
SERVICE_LEVEL_SECONDS = 30
MOST_CONTACTS = 200
LINE_LENGTH = 120

AGENTS = text("""
SELECT a.id, a.display_name, a.state, a.state_reason, a.state_since, a.languages, a.capacity,
       (SELECT count(*) FROM contacts c
        WHERE c.tenant_id = :tenant_id AND c.agent_id = a.id
          AND c.state IN ('offered', 'active', 'wrap_up')) AS contacts
FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
WHERE s.tenant_id = :tenant_id AND s.ended_at IS NULL
ORDER BY a.display_name, a.id
""")

CONTACTS = text("""
SELECT c.id, c.state, c.state_since, c.created_at, c.opening, c.language, c.message_count,
       c.returned_count, c.first_answer_at, a.display_name AS agent_name,
       left(said.body, :line) AS last_body, said.kind AS last_kind,
       said.author_kind AS last_author, said.created_at AS last_at
FROM contacts c
LEFT JOIN agents a ON a.id = c.agent_id
LEFT JOIN LATERAL (
    SELECT body, kind, author_kind, created_at FROM messages m
    WHERE m.tenant_id = c.tenant_id AND m.contact_id = c.id
      AND m.kind IN ('text', 'picture', 'product')
    ORDER BY number DESC LIMIT 1
) said ON true
WHERE c.tenant_id = :tenant_id AND c.state IN ('queued', 'offered', 'active', 'wrap_up')
ORDER BY c.created_at LIMIT :most
""")

TODAY = text("""
SELECT count(*) AS offered, count(first_answer_at) AS answered,
       count(*) FILTER (WHERE first_answer_at - created_at
                        <= make_interval(secs => :seconds)) AS in_time,
       count(*) FILTER (WHERE state = 'abandoned' AND first_answer_at IS NULL) AS abandoned,
       avg(rating) AS rating, count(rating) AS ratings
FROM contacts WHERE tenant_id = :tenant_id AND id >= :first_id
""")

WAITING = text("""
SELECT count(*) AS waiting, min(created_at) AS oldest, now() AS now
FROM contacts WHERE tenant_id = :tenant_id AND state IN ('queued', 'offered')
""")


@dataclass(frozen=True)
class Wall:
    """One look at a company. `service_level` is None while nothing was offered today."""

    now: datetime
    agents: Sequence[RowMapping]
    contacts: Sequence[RowMapping]
    waiting: int
    oldest: datetime | None
    offered: int
    answered: int
    abandoned: int
    in_time: int
    rating: float | None
    ratings: int

    @property
    def service_level(self) -> float | None:
        """Share of today's contacts that were answered within SERVICE_LEVEL_SECONDS."""
        return self.in_time / self.offered if self.offered else None

    @property
    def at_work(self) -> int:
        """Agents who take contacts now."""
        return sum(a["state"] in ("available", "interacting", "wrap_up") for a in self.agents)

    @property
    def longest_wait_seconds(self) -> int:
        """How long the first in the queue has waited."""
        return int((self.now - self.oldest).total_seconds()) if self.oldest else 0


def wall(tenant_id: UUID, midnight: datetime) -> Wall:
    """How the company stands now: four queries. `midnight`: when its day began, in its zone."""
    values = {"tenant_id": tenant_id}
    waiting = session.execute(WAITING, values).one()
    today = session.execute(
        TODAY, values | {"seconds": SERVICE_LEVEL_SECONDS, "first_id": first_id(midnight)}
    ).one()
    return Wall(
        now=waiting.now,
        agents=session.execute(AGENTS, values).mappings().all(),
        contacts=session.execute(CONTACTS, values | {"most": MOST_CONTACTS, "line": LINE_LENGTH})
        .mappings()
        .all(),
        waiting=waiting.waiting,
        oldest=waiting.oldest,
        offered=today.offered,
        answered=today.answered,
        abandoned=today.abandoned,
        in_time=today.in_time,
        rating=float(today.rating) if today.rating is not None else None,
        ratings=today.ratings,
    )
