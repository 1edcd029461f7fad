"""Reading the audit trail, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from muster.audit.models import AuditEntry

PAGE = 50
BATCH = 1000
CLOCKS_DIFFER = timedelta(minutes=15)  # ids are made by our clock, created_at by the database's


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries: every field that is given narrows them.

    action: as recorded. person: a part of the name; person_ids: whoever is one of these.
    since, until: moments; `until` itself is left out. tenant_ids: of these companies.
    """

    action: str = ""
    person: str = ""
    person_ids: tuple[UUID, ...] | None = None
    tenant_ids: tuple[UUID, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(
    reader: Session, filters: Filters, *, before: UUID | None = None, limit: int = PAGE
) -> Sequence[AuditEntry]:
    """A page of entries that `reader` may see; `before` is the last id of the page before."""
    query = _narrowed(filters).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return reader.scalars(query).all()


def all_entries(reader: Session, filters: Filters, *, most: int) -> Iterator[AuditEntry]:
    """Entries for an export, read in batches, `most` of them at most."""
    before = None
    while most > 0:
        batch = entries(reader, filters, before=before, limit=min(BATCH, most))
        yield from batch
        if len(batch) < BATCH:
            return
        before, most = batch[-1].id, most - len(batch)


def _narrowed(filters: Filters) -> Select[Any]:
    query = select(AuditEntry)
    if filters.action:
        query = query.where(AuditEntry.action == filters.action)
    if filters.person:
        query = query.where(AuditEntry.person_name.icontains(filters.person, autoescape=True))
    if filters.person_ids is not None:
        query = query.where(AuditEntry.person_id.in_(filters.person_ids))
    if filters.tenant_ids is not None:
        query = query.where(AuditEntry.tenant_id.in_(filters.tenant_ids))
    if filters.since is not None:
        query = query.where(
            AuditEntry.created_at >= filters.since,
            AuditEntry.id >= _edge(filters.since - CLOCKS_DIFFER),
        )
    if filters.until is not None:
        query = query.where(
            AuditEntry.created_at < filters.until,
            AuditEntry.id < _edge(filters.until + CLOCKS_DIFFER),
        )
    return query


def _edge(moment: datetime) -> UUID:
    """The smallest id of that moment: ids begin with the time, and are indexed."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
