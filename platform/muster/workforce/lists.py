"""The list of agents with its filters, across clients. One query a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, select, tuple_
from sqlalchemy.orm import Session

from muster.places.models import Site
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, AgentState, SeatLease

PAGE = 50
LEFT = "left"  # in place of a state: those who are gone

# Filters of rooms above, by name: from what was chosen to a condition on `Agent`.
more_filters: dict[str, Callable[[UUID], ColumnElement[bool]]] = {}

# What rooms above show on an agent's page: a template, and what it needs to know.
Wanted = Select[Agent, Site]
Panel = Callable[[Session, Agent], Mapping[str, Any]]
panels: list[tuple[str, Panel]] = []


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; empty means any. more: values for `more_filters`."""

    name: str = ""
    site_id: UUID | None = None
    skill: str = ""
    language: str = ""
    state: str = ""
    more: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Some agents with their sites by name; `after` continues, "" at the end."""

    rows: Sequence[RowMapping]
    after: str


def page(across: Session, wanted: Filters, after: str = "") -> Page:
    """Agents who are wanted, PAGE at a time. after: `Page.after` of the page before."""
    query = (
        select(Agent, Site)
        .outerjoin(Site, Site.id == Agent.site_id)
        .where(
            Agent.retired_at.is_(None) if wanted.state != LEFT else Agent.retired_at.is_not(None)
        )
        .order_by(Agent.display_name, Agent.id)
        .limit(PAGE + 1)
    )
    rows = across.execute(_behind(_filtered(query, wanted), after)).mappings().all()
    if len(rows) <= PAGE:
        return Page(rows, "")
    last = rows[PAGE - 1]["Agent"]
    return Page(rows[:PAGE], f"{last.display_name}~{last.id}")


def _filtered(query: Wanted, wanted: Filters) -> Wanted:
    if wanted.name:
        escaped = wanted.name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(Agent.display_name.ilike(f"%{escaped}%"))
    if wanted.site_id is not None:
        query = query.where(Agent.site_id == wanted.site_id)
    if wanted.skill:
        query = query.where(Agent.abilities.contains([wanted.skill]))
    if wanted.language:
        query = query.where(Agent.languages.contains([wanted.language]))
    if wanted.state in set(AgentState):
        query = query.where(Agent.state == wanted.state)
    for name, value in wanted.more.items():
        query = query.where(more_filters[name](value))
    return query


def _behind(query: Wanted, after: str) -> Wanted:
    name, _, last = after.rpartition("~")
    try:
        return query.where(tuple_(Agent.display_name, Agent.id) > tuple_(name, UUID(last)))
    except ValueError:
        return query


def served(across: Session) -> Sequence[Tenant]:
    """Companies that rent seats now, by name."""
    renting = select(SeatLease.tenant_id).where(SeatLease.ended_at.is_(None))
    query = select(Tenant).where(Tenant.id.in_(renting)).order_by(Tenant.name).limit(500)
    return across.scalars(query).all()
