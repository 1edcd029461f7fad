"""Any number of passes at the same time: no place given twice, nobody waits for anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, event, text

from muster.conversations.models import Contact
from muster.db import database, unit_of_work
from muster.routing import offering, passes
from muster.routing.offering import Offer
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.muster.routing import build
from tests.muster.routing.test_queues import another


def test_capacity_holds_under_concurrent_passes(app: Flask, db_owner: Engine) -> None:
    build.assign(db_owner, ANN, RIVAL)
    build.assign(db_owner, CAI, HUALAN)
    build.agents(db_owner, [ANN, BEN, CAI], capacity=7)
    for company in (HUALAN, RIVAL):
        build.contacts(db_owner, 20, company)

    def work() -> None:
        while passes.run([HUALAN.id]) or passes.run([RIVAL.id]):
            pass

    assert build.at_once(app, *[work] * 8) == [None] * 8

    held = build.rows(
        db_owner,
        "SELECT agent_id, count(DISTINCT agent_slot) AS slots, max(agent_slot) AS top"
        " FROM contacts WHERE state = 'offered' GROUP BY agent_id",
    )
    assert {row.agent_id for row in held} == {ANN.agent_id, BEN.agent_id, CAI.agent_id}
    assert all((row.slots, row.top) == (7, 7) for row in held)
    offered = build.rows(db_owner, "SELECT contact_id FROM contact_changes")
    assert len(offered) == len(set(offered)) == 21


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collects the statements that the application sends here, and not from beats beside it."""
    statements: list[str] = []
    here = threading.get_ident()

    def note(*args: object) -> None:
        if threading.get_ident() == here:
            statements.append(str(args[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_a_pass_takes_the_same_statements_for_any_number(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], capacity=20)
    counts = []
    for number in (1, 15):
        build.contacts(db_owner, number)
        with counted() as statements:
            passes.run([HUALAN.id])
        counts.append(len(statements))
    assert counts[0] == counts[1]
    offered = build.rows(db_owner, "SELECT count(*) AS n FROM contacts WHERE state = 'offered'")
    assert offered[0].n == 16


def test_an_agent_held_by_somebody_else_is_looked_at_again(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    build.contact(db_owner)
    with db_owner.begin() as other:
        other.exec_driver_sql("SELECT 1 FROM agents WHERE id = %s FOR UPDATE", (ANN.agent_id,))
        assert passes.run([HUALAN.id])
    assert not passes.run([HUALAN.id])
    assert build.rows(db_owner, "SELECT 1 FROM contacts WHERE state = 'offered'")


def test_a_pass_with_nothing_to_do_holds_nobody(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    with db_owner.begin() as other:
        other.exec_driver_sql("SELECT 1 FROM agents WHERE id = %s FOR UPDATE", (ANN.agent_id,))
        assert not passes.run([HUALAN.id])  # nobody was passed over: it did not ask for anybody


def test_who_is_busy_is_left_alone(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [BEN], capacity=1)
    build.contact(db_owner)
    assert not passes.run([HUALAN.id])  # Ben has it on offer, and no room any more
    build.agents(db_owner, [ANN])
    second = build.contact(db_owner)
    with db_owner.begin() as other:
        other.exec_driver_sql("SELECT 1 FROM agents WHERE id = %s FOR UPDATE", (BEN.agent_id,))
        assert not passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, second).agent_id == ANN.agent_id


def test_what_somebody_else_has_hold_of_is_passed_over(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], capacity=1)
    first, second = build.contacts(db_owner, 2)
    with db_owner.begin() as other:
        other.exec_driver_sql("SELECT 1 FROM contacts WHERE id = %s FOR UPDATE", (first,))
        assert passes.run([HUALAN.id])  # it may come back: look again
    assert build.look(db_owner, Contact, first).state == "queued"
    offered = build.look(db_owner, Contact, second)
    assert (offered.agent_id, offered.agent_slot) == (ANN.agent_id, 1)
    assert not passes.run([HUALAN.id])


@pytest.mark.parametrize(
    "moved", ["queue_id = :queue", "wanted_agent_id = :ben, wanted_until = :late"]
)
def test_what_has_moved_since_it_was_seen_is_not_offered(
    app: Flask, db_owner: Engine, moved: str
) -> None:
    build.agents(db_owner, [ANN])
    contact = build.contact(db_owner)
    values = {
        "queue": another(db_owner, name="Other"),
        "ben": BEN.agent_id,
        "late": datetime(2100, 1, 1, tzinfo=UTC),
    }
    offer = Offer(contact, HUALAN.id, HUALAN.queue_id, ANN.agent_id, 1, 20, "x")
    with db_owner.begin() as other:
        known = {name: value for name, value in values.items() if f":{name}" in moved}
        other.execute(text(f"UPDATE contacts SET {moved}"), known)
    with unit_of_work(build.EVERYONE):
        assert offering.write([offer]) == set()
    assert build.look(db_owner, Contact, contact).state == "queued"


def test_a_company_without_agents_costs_nothing_more(app: Flask, db_owner: Engine) -> None:
    build.contact(db_owner)
    assert not passes.run([HUALAN.id])
