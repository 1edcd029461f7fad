"""All client companies, as operations look at them. Every query takes the session of the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, text, tuple_
from sqlalchemy.orm import Session

from muster.errors import existing
from muster.identity.models import Person
from muster.tenancy.models import Membership, Tenant

PAGE = 50

FIGURES = text("""
SELECT
  (SELECT COALESCE(sum(seats), 0) FROM seat_leases
   WHERE tenant_id = :tenant_id AND ended_at IS NULL) AS seats,
  (SELECT count(*) FROM seat_assignments
   WHERE tenant_id = :tenant_id AND ended_at IS NULL) AS agents,
  (SELECT count(*) FROM contacts
   WHERE tenant_id = :tenant_id AND state IN ('queued', 'offered')) AS waiting,
  (SELECT count(*) FROM contacts
   WHERE tenant_id = :tenant_id AND state IN ('active', 'wrap_up')) AS open,
  (SELECT published_at FROM showcases WHERE tenant_id = :tenant_id) AS published_at
""")


@dataclass(frozen=True, slots=True)
class Page:
    """Some clients by name; `after` continues behind the last one, None at the end."""

    clients: Sequence[Tenant]
    after: str | None


def page(across: Session, *, search: str = "", after: str = "") -> Page:
    """Clients by name, PAGE at a time, whose name or slug contains `search`.

    after: `Page.after` of the page before; anything else begins anew.
    """
    query = select(Tenant).order_by(Tenant.name, Tenant.id).limit(PAGE + 1)
    if search:
        pattern = f"%{_escaped(search)}%"
        query = query.where(Tenant.name.ilike(pattern) | Tenant.slug.ilike(pattern))
    found = across.scalars(_behind(across, query, after)).all()
    more = len(found) > PAGE
    return Page(found[:PAGE], str(found[PAGE - 1].id) if more else None)


def count(across: Session) -> int:
    """How many clients there are."""
    return across.scalar(select(func.count()).select_from(Tenant)) or 0


def find(across: Session, tenant_id: UUID) -> Tenant:
    """One client; raises NotFound."""
    return existing(across.get(Tenant, tenant_id))


def members(across: Session, tenant_id: UUID) -> Sequence[Row[Membership, Person]]:
    """Who belongs to a client."""
    return across.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == tenant_id)
        .order_by(Membership.created_at)
    ).all()


def figures(across: Session, tenant_id: UUID) -> dict[str, Any]:
    """Seats rented, agents assigned, contacts waiting and open, since when it is public."""
    return dict(across.execute(FIGURES, {"tenant_id": tenant_id}).mappings().one())


def _behind(across: Session, query: Select[Tenant], after: str) -> Select[Tenant]:
    try:
        last = across.get(Tenant, UUID(after)) if after else None
    except ValueError:
        last = None
    if last is None:
        return query
    return query.where(tuple_(Tenant.name, Tenant.id) > tuple_(last.name, last.id))


def _escaped(search: str) -> str:
    return search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
