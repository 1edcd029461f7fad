"""One company with many agents at work and supervisors, all signed in: the cast of C1 to C7."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text

from benchmarks.installation import Rows, Running, Seat, Visitor, sign_in, write
from muster.conversations.models import Disposition, Queue
from muster.db import uuid7
from muster.identity.models import LoginSession, Person
from muster.tenancy.models import Membership, Tenant
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan
from tenants.showcase.models import Showcase

NAME = "Bench computers"
OFFER_SECONDS = 600  # an offer never comes back by itself while something is measured
FREE = text("""
UPDATE contacts SET state = 'closed', agent_slot = NULL, closed_at = now()
WHERE tenant_id = :tenant AND state <> 'closed'
""")
AT_WORK = text("""
UPDATE agents SET state = 'available', state_since = now(), seen_at = now(), next_state = NULL
WHERE id IN (SELECT agent_id FROM seat_assignments WHERE tenant_id = :tenant)
""")


@dataclass(frozen=True)
class Centre:
    """The company, the desks of its agents, and the browsers of its supervisors."""

    tenant_id: UUID
    slug: str
    queue_id: UUID
    disposition_id: UUID
    desks: Sequence[Seat]
    supervisors: Sequence[Visitor]

    def begin_anew(self, running: Running) -> None:
        """Nobody is in a conversation or waits, and every agent is available."""
        with running.owner.begin() as connection:
            connection.execute(FREE, {"tenant": self.tenant_id})
            connection.execute(AT_WORK, {"tenant": self.tenant_id})


def seat_centre(running: Running, agents: int, *, places: int = 3, supervisors: int = 0) -> Centre:
    """Add a company with so many agents of so many places each, and so many supervisors."""
    company = Centre(uuid7(), f"bench-{secrets.token_hex(3)}", uuid7(), uuid7(), [], [])
    rows = _company(company, agents)
    desks = [_desk(running, rows, company, places) for _ in range(agents)]
    walls = [_supervisor(running, rows, company.tenant_id) for _ in range(supervisors)]
    write(running, rows)
    return Centre(
        company.tenant_id, company.slug, company.queue_id, company.disposition_id, desks, walls
    )


def _company(company: Centre, seats: int) -> Rows:
    """What there is of the company before anybody sits for it; in the order of its keys."""
    now, of_tenant = datetime.now(UTC), {"tenant_id": company.tenant_id}
    plan, lease, owner = uuid7(), uuid7(), uuid7()
    price = {"price_minor": 1, "currency": "CNY"}
    names = {"code": company.slug, "name_en": "Bench", "name_zh": "Bench"}
    terms = {"service_window": {}, "languages": ["zh"], "skills": []}
    rules = {"languages": [], "skills": [], "opening_hours": {}, "offer_seconds": OFFER_SECONDS}
    shown = {"color": "#0b7285", "time_zone": "Asia/Shanghai"}
    ordered = {"seats": seats, "starts_on": now.date(), "ordered_by": owner, "request_key": uuid7()}
    published = {"published_at": now}
    return {
        Tenant: [{"id": company.tenant_id, "slug": company.slug, "name": NAME}],
        Person: [{"id": owner, "email": f"{owner}@example.com", "name": "Owner"}],
        LoginSession: [],
        Membership: [],
        SeatPlan: [{"id": plan, **names, **terms, **price, **published}],
        Queue: [{"id": company.queue_id, "name": "All", "is_default": True, **of_tenant, **rules}],
        Disposition: [
            {"id": company.disposition_id, "code": "solved", "name": "Solved", **of_tenant}
        ],
        Showcase: [
            {"slug": company.slug, "name": NAME, "updated_at": now}
            | of_tenant | shown | published
        ],
        SeatLease: [{"id": lease, "plan_id": plan, **of_tenant, **ordered, **price}],
        Agent: [],
        SeatAssignment: [],
    }  # fmt: skip


def _desk(running: Running, rows: Rows, company: Centre, places: int) -> Seat:
    person, browser = sign_in(running.app, rows, "Agent")
    agent, now, number = uuid7(), datetime.now(UTC), len(rows[Agent])
    at_work = {"languages": ["zh", "en"], "skills": [], "state": "available", "state_since": now}
    rows[Agent].append(
        {"id": agent, "person_id": person, "display_name": f"Agent {number}", "capacity": places}
        | {"seen_at": now}
        | at_work
    )
    rows[SeatAssignment].append(
        {"tenant_id": company.tenant_id, "lease_id": rows[SeatLease][0]["id"]}
        | {"agent_id": agent, "assigned_by": person}
    )
    return Seat(company.tenant_id, agent, person, company.queue_id, browser)


def _supervisor(running: Running, rows: Rows, tenant_id: UUID) -> Visitor:
    person, browser = sign_in(running.app, rows, "Supervisor")
    rows[Membership].append(
        {"id": uuid7(), "tenant_id": tenant_id, "person_id": person, "role": "supervisor"}
    )
    return browser
