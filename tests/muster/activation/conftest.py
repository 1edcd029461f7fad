"""A reservation of Hualan's that is in force, and people who can be called for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, insert, text, update

from muster.academy.models import Certification
from muster.activation import opening, rollcall
from muster.activation.opening import Wish
from muster.capacity.models import Reservation
from muster.db import Acting, unit_of_work, uuid7
from muster.identity.models import Person
from muster.workforce.models import Agent
from tests.cast import CAI, HUALAN, LONG_AGO, OLGA, known_id

RESERVATION = known_id("reservation hualan")
BOTH = Acting(tenant_ids=(HUALAN.id,), person_id=OLGA.id, staff=True)
RAMP = [{"seats": 2, "minutes": 15}, {"seats": 4, "minutes": 240}]

Rows = Callable[..., list[Any]]


def reservation_row(**values: Any) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    row = {
        "id": RESERVATION,
        "tenant_id": HUALAN.id,
        "number": 1,
        "state": "active",
        "kind": "guaranteed",
        "seats": 4,
        "skills": ["sales"],
        "languages": ["zh"],
        "ramp": RAMP,
        "starts_on": today - timedelta(days=3),
        "ends_on": today + timedelta(days=60),
        "weekly_window": {},
        "time_zone": "Asia/Shanghai",
        "avoid_hazard_zones": [],
        "avoid_sites": [],
        "copy_factor": 10,
        "hold_price_minor": 100_000,
        "use_price_minor": 6_000,
        "currency": "CNY",
        "credit_percent": 10,
        "request_key": uuid7(),
        "ordered_by": OLGA.id,
    }
    return row | values


@pytest.fixture
def reservation(db_owner: Engine) -> UUID:
    with db_owner.begin() as connection:
        connection.execute(insert(Reservation), [reservation_row()])
    return RESERVATION


@pytest.fixture
def hire(db_owner: Engine) -> Callable[..., list[UUID]]:
    """Gives agents with the wanted skills; `certified` of them know Hualan."""

    def make(count: int, *, certified: int = 0, **values: Any) -> list[UUID]:
        people = [uuid7() for _ in range(count)]
        agents = [uuid7() for _ in range(count)]
        with db_owner.begin() as connection:
            connection.execute(
                insert(Person),
                [
                    {"id": one, "email": f"{one}@example.com", "name": "Reserve", "locale": "en"}
                    for one in people
                ],
            )
            connection.execute(
                insert(Agent),
                [
                    {
                        "id": agent,
                        "person_id": person,
                        "display_name": f"Reserve {number:04d}",
                        "languages": ["en", "zh"],
                        "skills": ["sales"],
                        "state": "offline",
                        "state_since": LONG_AGO,
                    }
                    | values
                    for number, (agent, person) in enumerate(zip(agents, people, strict=True), 1)
                ],
            )
            if certified:
                connection.execute(
                    insert(Certification),
                    [
                        {
                            "tenant_id": HUALAN.id,
                            "agent_id": agent,
                            "certified_at": LONG_AGO,
                            "expires_at": datetime.now(UTC) + timedelta(days=90),
                        }
                        for agent in agents[:certified]
                    ],
                )
        return agents

    # Cai, who serves another company, is retired: who can be called is what a test says.
    with db_owner.begin() as connection:
        connection.execute(
            update(Agent).where(Agent.id == CAI.agent_id).values(retired_at=LONG_AGO)
        )
    return make


@pytest.fixture
def rows(db_owner: Engine) -> Rows:
    """Reads rows past the policies."""

    def read(statement: str, **values: Any) -> list[Any]:
        with db_owner.begin() as connection:
            result = connection.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    return read


@pytest.fixture
def activate(app: Flask, reservation: UUID) -> Callable[..., UUID]:
    """Begins an activation and does its first step."""

    def make(seats: int = 2, *, stepped: bool = True, **values: Any) -> UUID:
        wish = Wish(
            seats=seats,
            reason="Announcement",
            key=uuid7(),
            until_at=datetime.now(UTC) + timedelta(days=2),
        )
        with unit_of_work(BOTH):
            made = opening.activate(
                HUALAN.id, reservation, replace(wish, **values), person_id=OLGA.id
            ).id
        if stepped:
            do_step(made)
        return made

    return make


def do_step(activation_id: UUID) -> None:
    with unit_of_work(BOTH):
        rollcall.step(HUALAN.id, activation_id)
