"""Where the agents of the demo work and when: sites, weeks, certifications, a wish for time off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from marketplace.demo.hotline import SITES
from marketplace.demo.script import AGENTS, address
from muster.academy.models import Certification
from muster.db import Acting, session, unit_of_work
from muster.identity.models import Person
from muster.places.actions import SiteTerms, create_site
from muster.places.defaults import add_languages
from muster.places.models import Site
from muster.roster import patterns
from muster.roster.models import ShiftPattern, TimeOff
from muster.tenancy.models import Tenant
from muster.workforce.models import Agent, SeatAssignment

ZONE = "Asia/Shanghai"
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOURS = (["09:00", "18:00"], ["08:00", "17:00"], ["13:00", "22:00"], ["10:00", "19:00"])
ON_WEEKENDS = {"sat": [["09:00", "17:00"]], "sun": [["09:00", "17:00"]]}
CERTIFIED_AT = 300  # days ago; a year later it expires
CAREFUL = 2  # so many companies, the first by name, require a certification


def fill(boss: UUID) -> None:
    """Give the desk's agents a site, a week and certifications, unless they have them."""
    with unit_of_work(Acting(person_id=boss, staff=True)):
        hired = _agents()
        if not hired or session.scalar(select(ShiftPattern.id).limit(1)) is not None:
            return
        add_languages()
        _settle(hired)
        _weeks(hired, boss)
        session.flush()
        patterns.fill()
        _wish(hired[2])
        companies = list(session.scalars(select(Tenant.id).order_by(Tenant.name).limit(500)))
    with unit_of_work(Acting(tenant_ids=tuple(companies), person_id=boss, staff=True)):
        _certify(hired, companies, boss)


def _agents() -> list[UUID]:
    emails = [address(name) for name, _, _ in AGENTS]
    query = select(Agent.id).join(Person, Person.id == Agent.person_id)
    return list(session.scalars(query.where(Person.email.in_(emails)).order_by(Person.email)))


def _settle(hired: list[UUID]) -> None:
    """The first half sits at the first site by code, the others at the last."""
    known = set(session.scalars(select(Site.code)))
    for code, english, chinese, region, zone, seats, latitude, longitude in SITES:
        if code not in known:
            terms = SiteTerms(
                name_en=english,
                name_zh=f"{chinese}职场",
                region=region,
                time_zone=ZONE,
                hazard_zone=zone,
                seats=seats,
                latitude=latitude,
                longitude=longitude,
            )
            create_site(code, terms)
    sites = session.scalars(select(Site).order_by(Site.code)).all()
    for site in sites:
        chat = site.seats // 2
        site.seat_types = {"chat": chat, "voice": site.seats - chat}
    half = len(hired) // 2
    for site, agents in ((sites[0], hired[:half]), (sites[-1], hired[half:])):
        session.execute(update(Agent).where(Agent.id.in_(agents)).values(site_id=site.id))


def _weeks(hired: list[UUID], boss: UUID) -> None:
    monday = _today() - timedelta(days=_today().weekday())
    rows: list[dict[str, Any]] = [
        {
            "agent_id": agent,
            "kind": "work",
            "week": {day: [HOURS[number % len(HOURS)]] for day in WORKDAYS},
            "time_zone": ZONE,
            "starts_on": monday,
            "created_by": boss,
        }
        for number, agent in enumerate(hired)
    ]
    standby = [{**row, "kind": "standby", "week": ON_WEEKENDS} for row in rows[::4]]
    session.execute(insert(ShiftPattern), rows + standby)


def _wish(agent: UUID) -> None:
    begins = datetime.now(UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    session.execute(
        insert(TimeOff).values(
            agent_id=agent,
            starts_at=begins + timedelta(days=12),
            ends_at=begins + timedelta(days=15),
            kind="holiday",
            note="家人来访",
            state="asked",
        )
    )


def _certify(hired: list[UUID], companies: list[UUID], boss: UUID) -> None:
    """Whoever sits for a company is certified for it, some of them not for long any more."""
    seated = session.execute(
        select(SeatAssignment.tenant_id, SeatAssignment.agent_id).where(
            SeatAssignment.tenant_id.in_(companies),
            SeatAssignment.agent_id.in_(hired),
            SeatAssignment.ended_at.is_(None),
        )
    ).all()
    now = datetime.now(UTC)
    rows = [
        {
            "tenant_id": row.tenant_id,
            "agent_id": row.agent_id,
            "certified_at": now - timedelta(days=CERTIFIED_AT),
            "expires_at": now + timedelta(days=365 - CERTIFIED_AT if number % 7 else 18),
            "certified_by": boss,
            "warned_at": None if number % 7 else now,
        }
        for number, row in enumerate(seated)
    ]
    if rows:
        session.execute(insert(Certification), rows)
    careful = sorted({row.tenant_id for row in seated})[:CAREFUL]
    session.execute(
        update(Tenant).where(Tenant.id.in_(careful)).values(requires_certification=True)
    )


def _today() -> date:
    return datetime.now(UTC).date()
