"""The signed-in person with everything that decides what they may see, read in one query."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from muster.db import Acting
from muster.db.single_trip import single_trip

IDENTITY = Acting(identity=True)
FRESH_SECONDS = 5.0
CACHE_LIMIT = 20_000

LOAD = """
SELECT s.id AS session_id, p.id AS person_id, p.name, p.email, p.locale,
       p.email_confirmed_at IS NOT NULL AS confirmed,
       s.last_seen_at < now() - interval '5 minutes' AS unnoticed,
       COALESCE((SELECT json_agg(json_build_object(
                   'id', t.id, 'slug', t.slug, 'name', t.name, 'role', m.role,
                   'time_zone', t.time_zone, 'currency', t.currency, 'color', t.color)
                   ORDER BY t.name)
                 FROM memberships m JOIN tenants t ON t.id = m.tenant_id
                 WHERE m.person_id = p.id), '[]') AS companies,
       ARRAY(SELECT role FROM staff_memberships WHERE person_id = p.id) AS staff_roles,
       a.id AS agent_id, a.display_name AS agent_name,
       COALESCE((SELECT json_agg(json_build_object(
                   'id', t.id, 'slug', t.slug, 'name', t.name, 'role', 'agent',
                   'time_zone', t.time_zone, 'currency', t.currency, 'color', t.color)
                   ORDER BY t.name)
                 FROM seat_assignments x JOIN tenants t ON t.id = x.tenant_id
                 WHERE x.agent_id = a.id AND x.ended_at IS NULL), '[]') AS clients
FROM login_sessions s
JOIN people p ON p.id = s.person_id
LEFT JOIN agents a ON a.person_id = p.id AND a.retired_at IS NULL
WHERE s.token_hash = %(token_hash)s AND s.revoked_at IS NULL AND s.expires_at > now()
  AND p.disabled_at IS NULL
"""

NOTICE = "UPDATE login_sessions SET last_seen_at = now() WHERE id = %(session_id)s"


@dataclass(frozen=True, slots=True)
class Company:
    """A client company as one person meets it: as a member, or as an agent who serves it."""

    id: UUID
    slug: str
    name: str
    role: str
    time_zone: str
    currency: str
    color: str


@dataclass(frozen=True)
class Principal:
    """Who is signed in. Read afresh at most FRESH_SECONDS after any right changed."""

    session_id: UUID
    person_id: UUID
    name: str
    email: str
    locale: str | None
    confirmed: bool
    companies: tuple[Company, ...]
    staff_roles: frozenset[str]
    agent_id: UUID | None
    agent_name: str | None
    clients: tuple[Company, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What Flask-Login calls the user's id."""
        return str(self.person_id)

    def membership(self, tenant_id: UUID) -> Company | None:
        """The company with this id, if the person is a member of it."""
        return next((c for c in self.companies if c.id == tenant_id), None)

    def company(self, slug: str) -> Company | None:
        """The company with this slug, if the person is a member of it."""
        return next((c for c in self.companies if c.slug == slug), None)

    def client(self, tenant_id: UUID) -> Company | None:
        """The client with this id, if the person is an agent assigned to it now."""
        return next((c for c in self.clients if c.id == tenant_id), None)

    @property
    def client_ids(self) -> tuple[UUID, ...]:
        """Ids of all clients whom the agent serves now."""
        return tuple(c.id for c in self.clients)


def companies(rows: list[dict[str, Any]]) -> tuple[Company, ...]:
    """Companies from the JSON objects that LOAD gives."""
    return tuple(Company(**{**row, "id": UUID(row["id"])}) for row in rows)


def load(token_hash: str) -> Principal | None:
    """Read the person of a sign-in from the database; None if it is not valid (any more)."""
    rows = single_trip(IDENTITY, LOAD, {"token_hash": token_hash})
    if not rows:
        return None
    [values] = rows
    if values.pop("unnoticed"):
        single_trip(IDENTITY, NOTICE, values)
    values["companies"] = companies(values["companies"])
    values["clients"] = companies(values["clients"])
    values["staff_roles"] = frozenset(values["staff_roles"])
    return Principal(**values)


class PrincipalCache:
    """Principals of this process for a moment, so that a busy desk does not reread its rights.

    A change of rights is announced to every process (`forget`); the age limit bounds what a
    lost announcement can do.
    """

    def __init__(
        self, read: Callable[[str], Principal | None] = load, limit: int = CACHE_LIMIT
    ) -> None:
        self._read = read
        self._limit = limit
        self._entries: dict[str, tuple[float, Principal]] = {}
        self._changes = 0
        self._lock = Lock()

    def get(self, token_hash: str) -> Principal | None:
        """The principal of this sign-in, at most FRESH_SECONDS old."""
        entry = self._entries.get(token_hash)
        if entry is not None and time.monotonic() - entry[0] < FRESH_SECONDS:
            return entry[1]
        before = self._changes
        principal = self._read(token_hash)
        with self._lock:
            if principal is None:
                self._entries.pop(token_hash, None)
            elif self._changes == before:  # else rights changed while these were being read
                if len(self._entries) >= self._limit:
                    self._entries.clear()
                self._entries[token_hash] = (time.monotonic(), principal)
        return principal

    def forget(self, person_id: UUID) -> None:
        """Reread this person's rights at the next request."""
        with self._lock:
            self._changes += 1
            gone = [key for key, (_, p) in self._entries.items() if p.person_id == person_id]
            for key in gone:
                del self._entries[key]


cache = PrincipalCache()
