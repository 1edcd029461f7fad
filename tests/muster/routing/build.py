"""Contacts and agents as routing meets them, put in place by the database's owner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, func, insert, select, text, update

from muster.conversations.models import Contact
from muster.db import Acting, uuid7
from muster.workforce.models import Agent, SeatAssignment
from tests import cast
from tests.cast import HUALAN, Company, Somebody

EVERYONE = Acting(tenant_ids=tuple(c.id for c in cast.COMPANIES), staff=True)


def at_desk(person: Somebody) -> Acting:
    """How an agent of the cast acts at the desk."""
    clients = tuple(company.id for agent, company in cast.AGENTS if agent is person)
    return Acting(tenant_ids=clients, person_id=person.id)


def contact(owner: Engine, company: Company = HUALAN, **values: Any) -> UUID:
    """A waiting chat contact of the company; gives its id."""
    return contacts(owner, 1, company, **values)[0]


def contacts(owner: Engine, count: int, company: Company = HUALAN, **values: Any) -> list[UUID]:
    """So many waiting contacts, the first of them the oldest."""
    ids = [uuid7() for _ in range(count)]
    with owner.begin() as connection:
        for number, contact_id in enumerate(ids):
            row = {
                "id": contact_id,
                "tenant_id": company.id,
                "queue_id": company.queue_id,
                "origin": "test",
                "language": "zh",
                "opening": "洗衣机不转了",
                "state": "queued",
                "state_since": func.now(),
                "created_at": func.now() + text(f"interval '{number} milliseconds'"),
                **values,
            }
            connection.execute(insert(Contact).values(row))
    return ids


def agents(owner: Engine, people: Iterable[Somebody], **values: Any) -> None:
    """Put agents of the cast into a state (available, unless told otherwise)."""
    values = {"state": "available", "state_since": func.now(), "seen_at": func.now(), **values}
    with owner.begin() as connection:
        for person in people:
            connection.execute(update(Agent).where(Agent.id == person.agent_id).values(values))


def assign(owner: Engine, person: Somebody, company: Company) -> None:
    """Let an agent serve one more company."""
    row = {
        "tenant_id": company.id,
        "lease_id": company.lease_id,
        "agent_id": person.agent_id,
        "assigned_by": cast.OSCAR.id,
    }
    with owner.begin() as connection:
        connection.execute(insert(SeatAssignment).values(row))


def end_assignment(owner: Engine, person: Somebody, company: Company) -> None:
    """From now on the agent does not serve the company."""
    with owner.begin() as connection:
        connection.execute(
            update(SeatAssignment)
            .where(
                SeatAssignment.agent_id == person.agent_id, SeatAssignment.tenant_id == company.id
            )
            .values(ended_at=func.now(), ended_by=cast.OSCAR.id)
        )


def look(owner: Engine, model: Any, row_id: UUID) -> Any:
    """A row as it stands now, past all policies."""
    with owner.connect() as connection:
        return connection.execute(select(model.__table__).where(model.id == row_id)).one()


def rows(owner: Engine, sql: str, **values: Any) -> list[Any]:
    """What the owner reads."""
    with owner.connect() as connection:
        return list(connection.execute(text(sql), values))


def at_once(app: Flask, *acts: Callable[[], object]) -> list[Exception | None]:
    """Do these things at the same moment, in a thread each; gives what each ran into."""
    gate = threading.Barrier(len(acts))
    outcomes: list[Exception | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
            except Exception as error:  # noqa: BLE001 — what went wrong is what is asked for
                outcomes[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
