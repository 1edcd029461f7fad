"""Leases across clients, what is missing on each, and who could come: through the operations door.

Who could come speaks a language of the plan, has its skills at their level, can take contacts of
one of the company's queues, and sits there in no way yet; for a dedicated seat, nowhere. First are
those who are kept for this lease and last those who are kept for another. Among each of them first
are those whose certification for the company holds, then those who do not stand by for others, then
those at a site that is up, then those who sat least in the last 90 days: so seats go round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, and_, func, literal, or_, select, true
from sqlalchemy.orm import Session, joinedload

from muster.academy.models import Certification
from muster.conversations.models import Queue
from muster.leasing import earmarks
from muster.leasing.supply import stands_by
from muster.places.models import Site
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan

PAGE = 50
FAIRNESS = func.make_interval(0, 0, 0, 90)
SUGGESTED = 50


@dataclass(frozen=True, slots=True)
class LeaseLine:
    """A lease as operations see it: whose, of what, how many seats and how many taken."""

    lease: SeatLease
    plan: SeatPlan
    tenant: Tenant
    seated: int

    @property
    def missing(self) -> int:
        """Seats on which nobody sits."""
        return max(0, self.lease.seats - self.seated)


@dataclass(frozen=True, slots=True)
class Seated:
    """Who sits on a seat, and what of that is not as the plan promises (codes of `lacks`)."""

    assignment: SeatAssignment
    agent: Agent
    site: Site | None
    certified_until: datetime | None
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who could come, with the reasons. days: on seats in the last 90 days.

    stands_by: has standby shifts to come, which a seat would take away from promises.
    kept_for_others: other seats were ordered because this person is free.
    """

    agent: Agent
    site: Site | None
    serving: int
    certified_until: datetime | None
    days: float
    stands_by: bool
    kept_for_others: bool


def leases(
    across: Session, *, company: str = "", only_missing: bool = False, before: UUID | None = None
) -> list[LeaseLine]:
    """Current leases of all companies, newest first, a page at a time: one query."""
    seated = _seated_count()
    query = (
        select(SeatLease, SeatPlan, Tenant, seated.label("seated"))
        .join(SeatPlan, SeatPlan.id == SeatLease.plan_id)
        .join(Tenant, Tenant.id == SeatLease.tenant_id)
        .where(SeatLease.ended_at.is_(None))
        .order_by(SeatLease.id.desc())
        .limit(PAGE)
    )
    if company:
        query = query.where(Tenant.name.icontains(company, autoescape=True))
    if only_missing:
        query = query.where(seated < SeatLease.seats)
    if before is not None:
        query = query.where(SeatLease.id < before)
    return [
        LeaseLine(row.SeatLease, row.SeatPlan, row.Tenant, row.seated)
        for row in across.execute(query)
    ]


def missing_seats(across: Session) -> int:
    """Seats rented, from today or later on, and not staffed, over all companies: one query."""
    gap = func.greatest(SeatLease.seats - _seated_count(), 0)
    query = select(func.coalesce(func.sum(gap), 0)).where(SeatLease.ended_at.is_(None))
    return int(across.scalars(query).one())


def seated(across: Session, lease: SeatLease, plan: SeatPlan, tenant: Tenant) -> list[Seated]:
    """Who sits on a lease, by name, with what is not as it should be."""
    rows = across.execute(
        select(SeatAssignment, Agent, Site, _certified_until(tenant.id))
        .join(Agent, Agent.id == SeatAssignment.agent_id)
        .outerjoin(Site, Site.id == Agent.site_id)
        .options(joinedload(SeatAssignment.agent))
        .where(SeatAssignment.lease_id == lease.id, SeatAssignment.ended_at.is_(None))
        .order_by(Agent.display_name, Agent.id)
        .limit(1000)
    )
    now: datetime = across.execute(select(func.now())).scalar_one()
    return [
        Seated(row[0], row[1], row[2], row[3], _lacks(row[1], row[2], row[3], plan, tenant, now))
        for row in rows
    ]


def candidates(
    across: Session, lease: SeatLease, plan: SeatPlan, tenant: Tenant
) -> list[Candidate]:
    """Who could take a seat of this lease, the best first."""
    certified, days = _certified_until(tenant.id), _days_sat()
    standby = stands_by()
    here = Agent.id.in_(earmarks.kept_for(across, lease.id))
    elsewhere = and_(Agent.id.in_(earmarks.kept_agents()), ~here)
    order: list[Any] = [
        here.desc(),
        elsewhere,
        (func.coalesce(certified, func.to_timestamp(0)) > func.now()).desc(),
        standby,
        Site.down_since.is_not(None).asc(),
        func.floor(days),
        Agent.display_name,
        Agent.id,
    ]
    query = (
        select(
            Agent,
            Site,
            _serving().label("serving"),
            certified,
            days,
            standby.label("standby"),
            elsewhere.label("elsewhere"),
        )
        .outerjoin(Site, Site.id == Agent.site_id)
        .where(*_fits(lease, plan))
        .order_by(*order)
        .limit(SUGGESTED)
    )
    return [
        Candidate(row[0], row[1], row.serving, row[3], float(row[4]), row.standby, row.elsewhere)
        for row in across.execute(query)
    ]


def _fits(lease: SeatLease, plan: SeatPlan) -> list[ColumnElement[bool]]:
    here = _current().where(SeatAssignment.tenant_id == lease.tenant_id).exists()
    bound = _current().where(SeatAssignment.dedicated).exists()
    takes_contacts = (
        select(Queue.id)
        .where(
            Queue.tenant_id == lease.tenant_id,
            Queue.languages.contained_by(Agent.languages),
            Queue.needs.contained_by(Agent.abilities),
        )
        .exists()
    )
    return [
        Agent.retired_at.is_(None),
        or_(Agent.left_on.is_(None), Agent.left_on >= func.current_date()),
        Agent.languages.overlap(plan.languages) if plan.languages else true(),
        Agent.abilities.contains(plan.needs),
        takes_contacts,
        ~here,
        _serving() == literal(0) if plan.dedicated else ~bound,
    ]


def _lacks(
    agent: Agent,
    site: Site | None,
    certified_until: datetime | None,
    plan: SeatPlan,
    tenant: Tenant,
    now: datetime,
) -> tuple[str, ...]:
    today: date = now.date()
    certified = certified_until is not None and certified_until > now
    found = {
        "skills": not set(plan.needs) <= set(agent.abilities),
        "languages": bool(plan.languages) and not set(plan.languages) & set(agent.languages),
        "certification": tenant.requires_certification and not certified,
        "site": site is not None and site.down_since is not None,
        "left": agent.left_on is not None and agent.left_on < today,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _seated_count() -> Any:
    return (
        select(func.count())
        .where(SeatAssignment.lease_id == SeatLease.id, SeatAssignment.ended_at.is_(None))
        .correlate(SeatLease)
        .scalar_subquery()
    )


def _current() -> Select[Any]:
    return (
        select(SeatAssignment.id)
        .where(SeatAssignment.agent_id == Agent.id, SeatAssignment.ended_at.is_(None))
        .correlate(Agent)
    )


def _serving() -> Any:
    return _current().with_only_columns(func.count()).scalar_subquery()


def _certified_until(tenant_id: UUID) -> Any:
    return (
        select(func.max(Certification.expires_at))
        .where(
            Certification.tenant_id == tenant_id,
            Certification.agent_id == Agent.id,
            Certification.revoked_at.is_(None),
        )
        .correlate(Agent)
        .scalar_subquery()
        .label("certified_until")
    )


def _days_sat() -> Any:
    since = func.now() - FAIRNESS
    until = func.coalesce(SeatAssignment.ended_at, func.now())
    seconds = func.extract("epoch", until - func.greatest(SeatAssignment.created_at, since))
    return (
        select(func.coalesce(func.sum(seconds) / 86_400, 0).cast(Float))
        .where(SeatAssignment.agent_id == Agent.id, until > since)
        .correlate(Agent)
        .scalar_subquery()
        .label("days")
    )


def gaps(lease: SeatLease, rows: Sequence[Seated]) -> dict[str, int]:
    """What is missing on a lease: code → on how many seats."""
    found = {"seats": max(0, lease.seats - len(rows))}
    for row in rows:
        for code in row.lacks:
            found[code] = found.get(code, 0) + 1
    return {code: count for code, count in found.items() if count}
