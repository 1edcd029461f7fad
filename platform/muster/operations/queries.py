"""How it goes, across all companies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from muster.conversations.queries import WAIT_COUNTS, WAITS_SINCE
from muster.identity.models import Person
from muster.tenancy.models import Tenant

MOST_PEOPLE = 200

# What other rooms put at the head of the overview: a template, and what it needs to know.
heads: list[tuple[str, Callable[[], Mapping[str, Any]]]] = []

NOW = text(f"""
SELECT (SELECT count(*) FROM tenants) AS companies,
       (SELECT count(DISTINCT s.tenant_id)
        FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
        WHERE s.ended_at IS NULL AND a.retired_at IS NULL AND a.state <> 'offline') AS served,
       (SELECT count(*) FROM agents WHERE retired_at IS NULL AND state = 'available') AS available,
       (SELECT count(*) FROM agents WHERE retired_at IS NULL AND state <> 'offline') AS signed_in,
       count(*) FILTER (WHERE state IN ('queued', 'offered')) AS waiting,
       count(*) FILTER (WHERE state = 'active') AS talking,
       extract(epoch FROM now() - min({WAITS_SINCE})
               FILTER (WHERE state IN ('queued', 'offered') AND {WAIT_COUNTS})
       )::float AS longest_wait_seconds,
       (SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL) AS dead_jobs
FROM contacts c WHERE state IN ('queued', 'offered', 'active', 'wrap_up')
""")  # noqa: S608 — the joined text is ours

BUSIEST = text(f"""
SELECT t.id, t.name, t.slug, c.waiting, c.talking, c.longest_wait_seconds,
       (SELECT count(*) FROM seat_assignments s JOIN agents a ON a.id = s.agent_id
        WHERE s.tenant_id = t.id AND s.ended_at IS NULL AND a.retired_at IS NULL
          AND a.state = 'available') AS available
FROM (
    SELECT tenant_id, count(*) FILTER (WHERE state IN ('queued', 'offered')) AS waiting,
           count(*) FILTER (WHERE state = 'active') AS talking,
           extract(epoch FROM now() - min({WAITS_SINCE})
                   FILTER (WHERE state IN ('queued', 'offered') AND {WAIT_COUNTS})
           )::float AS longest_wait_seconds
    FROM contacts c WHERE state IN ('queued', 'offered', 'active', 'wrap_up')
    GROUP BY tenant_id
    ORDER BY waiting DESC, longest_wait_seconds DESC NULLS LAST LIMIT 20
) c JOIN tenants t ON t.id = c.tenant_id
ORDER BY c.waiting DESC, c.longest_wait_seconds DESC NULLS LAST, t.name
""")  # noqa: S608 — the joined text is ours


@dataclass(frozen=True, slots=True)
class Now:
    """The state of the whole house, at this moment.

    served: companies with an agent assigned who is not offline. waiting: contacts that nobody
    has opened. longest_wait_seconds: of those whose queue has been open since they came, None
    without such. signed_in: agents who are not offline.
    """

    companies: int
    served: int
    available: int
    signed_in: int
    waiting: int
    talking: int
    longest_wait_seconds: float | None
    dead_jobs: int


@dataclass(frozen=True, slots=True)
class Busy:
    """One company with open contacts."""

    id: UUID
    name: str
    slug: str
    waiting: int
    talking: int
    longest_wait_seconds: float | None
    available: int


def now(across: Session) -> Now:
    """The state of the whole house."""
    return Now(**across.execute(NOW).mappings().one())


def busiest(across: Session) -> Sequence[Busy]:
    """The companies with open contacts, those where most wait first, at most 20."""
    return [Busy(**row) for row in across.execute(BUSIEST).mappings()]


def companies_called(across: Session, words: str) -> tuple[UUID, ...]:
    """Ids of companies whose name or slug contains `words`."""
    pattern = Tenant.name.icontains(words, autoescape=True)
    query = select(Tenant.id).where(or_(pattern, Tenant.slug == words.lower()))
    return tuple(across.scalars(query.order_by(Tenant.id).limit(MOST_PEOPLE)))


def people_called(across: Session, words: str) -> tuple[UUID, ...]:
    """Ids of people whose name or address contains `words`."""
    name = Person.name.icontains(words, autoescape=True)
    email = Person.email.icontains(words, autoescape=True)
    query = select(Person.id).where(or_(name, email)).order_by(Person.id).limit(MOST_PEOPLE)
    return tuple(across.scalars(query))


def company_names(across: Session, ids: set[UUID]) -> Mapping[UUID, str]:
    """The name of each of these companies."""
    rows = across.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(ids)))
    return {row.id: row.name for row in rows}
