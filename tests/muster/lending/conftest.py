"""Hualan's reserve stands by idly at its desks; Rival's queue takes lent people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, func, insert, text, update

from muster.capacity import hours
from muster.capacity.models import Allocation, Pool, PoolWeek, Reservation
from muster.conversations.models import Contact
from muster.db import Acting, session, unit_of_work, uuid7
from muster.lending import actions, jobs
from muster.lending.actions import Terms
from muster.roster.models import Shift
from muster.tenancy.operations import system_door
from tests.cast import HUALAN, OSCAR, RIVAL
from tests.muster.activation.conftest import (  # noqa: F401 — fixtures of the room below
    RESERVATION,
    Rows,
    activate,
    hire,
    reservation,
    rows,
)
from tests.muster.capacity import world

BORROWER = Acting(tenant_ids=(RIVAL.id,), person_id=OSCAR.id, staff=True)
HALF = Terms(recall_minutes=7)
LOANS = "SELECT * FROM loans ORDER BY id"
Lend = Callable[..., list[UUID]]


@pytest.fixture
def standby(
    hire: Callable[..., list[UUID]],  # noqa: F811 — the fixture of that name
    db_owner: Engine,
) -> Callable[..., list[UUID]]:
    """Gives people at one site, certified for Hualan, on a standby shift, at their desks."""

    def make(count: int = 1, *, hours_left: float = 5, **values: Any) -> list[UUID]:
        place = world.site(db_owner, f"site-{uuid7()}")
        agents = hire(count, certified=count, **({"state": "available", "site_id": place} | values))
        now = datetime.now(UTC)
        with db_owner.begin() as connection:
            for agent in agents:
                connection.execute(
                    insert(Shift).values(
                        id=uuid7(),
                        agent_id=agent,
                        kind="standby",
                        starts_at=now - timedelta(hours=2),
                        ends_at=now + timedelta(hours=hours_left),
                    )
                )
            connection.execute(
                text("UPDATE queues SET takes_lent = true WHERE id = :queue"),
                {"queue": RIVAL.queue_id},
            )
        return agents

    return make


@pytest.fixture
def lend(app: Flask) -> Lend:
    """Lends people to Rival's queue."""

    def make(agents: Sequence[UUID], terms: Terms = HALF) -> list[UUID]:
        with system_door() as reader, unit_of_work(BORROWER):
            return actions.lend(reader, RIVAL.id, RIVAL.queue_id, agents, terms, person_id=OSCAR.id)

    return make


def promise(owner: Engine, agent_id: UUID, *, minutes: int = 15) -> None:
    """Let Hualan's reservation rest on this agent's pool, within so many minutes."""
    with owner.begin() as connection:
        agent = connection.execute(
            text("SELECT site_id, abilities, languages FROM agents WHERE id = :id"),
            {"id": agent_id},
        ).one()
        connection.execute(
            update(Reservation)
            .where(Reservation.id == RESERVATION)
            .values(ramp=[{"seats": 4, "minutes": minutes}])
        )
        pool_id = uuid7()
        connection.execute(
            insert(Pool).values(
                id=pool_id,
                kind="people",
                site_id=agent.site_id,
                hazard_zone="coast",
                region="cn",
                abilities=sorted(agent.abilities),
                languages=sorted(agent.languages),
                certified_for=[HUALAN.id],
                signature=str(pool_id),
            )
        )
        monday = hours.monday(datetime.now(UTC).date())
        for week in (monday, monday + timedelta(weeks=1)):
            connection.execute(
                insert(PoolWeek).values(pool_id=pool_id, week_on=week, supply=[9] * 168)
            )
            connection.execute(
                insert(Allocation).values(
                    tenant_id=HUALAN.id,
                    reservation_id=RESERVATION,
                    pool_id=pool_id,
                    tier="hot",
                    week_on=week,
                    seats=[4] * 168,
                )
            )


def contact(owner: Engine, agent_id: UUID, state: str = "active", slot: int = 1) -> UUID:
    """A contact of Rival's in this agent's hands."""
    contact_id = uuid7()
    with owner.begin() as connection:
        connection.execute(
            insert(Contact).values(
                id=contact_id,
                tenant_id=RIVAL.id,
                queue_id=RIVAL.queue_id,
                origin="test",
                language="en",
                opening="When does my ship leave?",
                state=state,
                state_since=func.now(),
                agent_id=agent_id,
                agent_slot=slot,
                first_agent_id=agent_id if state == "active" else None,
                offer_expires_at=func.now() + timedelta(minutes=5) if state == "offered" else None,
            )
        )
    return contact_id


def sweep() -> None:
    """One beat of the clock."""
    session.remove()
    jobs.sweep()
