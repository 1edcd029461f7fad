"""A contact is placed before one agent or in another queue: once, for exactly one, never stuck."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, insert

from muster.conversations.models import Contact, Queue
from muster.db import unit_of_work, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.routing import passes, reasons
from muster.routing.actions import close, decline, open_contact
from muster.routing.dispatcher import EXTENSION
from muster.routing.redirects import redirect_to_agent, redirect_to_queue
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL, Company, Somebody
from tests.muster.routing import build


def another_queue(owner: Engine, company: Company = HUALAN, name: str = "Repairs") -> UUID:
    row = {"id": uuid7(), "tenant_id": company.id, "name": name, "languages": [], "skills": []}
    with owner.begin() as connection:
        connection.execute(insert(Queue).values(row | {"opening_hours": {}}))
    return UUID(str(row["id"]))


def a_pass(app: Flask) -> None:
    """A pass that finds nobody else at it: those that were nudged are over."""
    assert app.extensions[EXTENSION].wait_idle(10)
    passes.run([HUALAN.id])


def held(owner: Engine, person: Somebody = ANN) -> UUID:
    build.agents(owner, [person], state="interacting")
    return build.contact(owner, state="active", agent_id=person.agent_id, agent_slot=1)


def to_agent(
    contact_id: UUID,
    agent: Somebody,
    by: Somebody = ANN,
    *,
    note: str = "",
    only_agent: UUID | None = None,
    seconds: int = 60,
) -> None:
    with unit_of_work(build.at_desk(by)):
        redirect_to_agent(
            contact_id,
            agent.agent_id,
            reasons.TO_AGENT,
            by.id,
            note=note,
            only_agent=only_agent,
            seconds=seconds,
        )


def to_queue(
    contact_id: UUID, queue_id: UUID, *, note: str = "", only_agent: UUID | None = None
) -> None:
    with unit_of_work(build.at_desk(ANN)):
        redirect_to_queue(
            contact_id, queue_id, reasons.TO_QUEUE, ANN.id, note=note, only_agent=only_agent
        )


def test_exactly_the_agent_asked_for_gets_it(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [BEN], languages=["fr"], skills=[], capacity=1)
    build.contact(db_owner, state="active", agent_id=BEN.agent_id, agent_slot=1)

    to_agent(contact_id, BEN, note="knows the case", only_agent=ANN.agent_id)
    build.agents(db_owner, [ANN])
    a_pass(app)

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_id, contact.wanted_agent_id) == (
        "queued",
        None,
        BEN.agent_id,
    )
    build.agents(db_owner, [BEN], capacity=2)
    a_pass(app)
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_id) == ("offered", BEN.agent_id)
    steps = build.rows(db_owner, "SELECT * FROM contact_changes ORDER BY id")
    assert [step.state for step in steps] == ["queued", "offered"]
    assert steps[0].person_id == ANN.id
    assert reasons.describe(steps[0].reason) == "Passed on to Ben Bai: knows the case"
    assert steps[1].reason == reasons.ASKED_FOR
    notice = build.rows(db_owner, "SELECT * FROM messages WHERE contact_id = :id", id=contact_id)
    assert [message.body for message in notice] == ["contact.passed_on"]


def test_opening_it_ends_the_wish(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [BEN])
    to_agent(contact_id, BEN)
    a_pass(app)
    with unit_of_work(build.at_desk(BEN)):
        open_contact(contact_id, BEN.agent_id, person_id=BEN.id)
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.agent_id, contact.wanted_agent_id) == (BEN.agent_id, None)
    assert contact.waiting_since is not None


def test_nobody_else_takes_it_from_the_list_meanwhile(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [BEN], capacity=1)
    build.contact(db_owner, state="active", agent_id=BEN.agent_id, agent_slot=1)
    to_agent(contact_id, BEN)
    with pytest.raises(Conflict) as refused, unit_of_work(build.at_desk(ANN)):
        open_contact(contact_id, ANN.agent_id, person_id=ANN.id)
    assert refused.value.message == "This conversation waits for Ben Bai."


def test_in_vain_it_goes_to_anybody(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [BEN], capacity=1)
    build.contact(db_owner, state="active", agent_id=BEN.agent_id, agent_slot=1)
    to_agent(contact_id, BEN, seconds=0)
    build.agents(db_owner, [BEN], state="meal")

    assert app.extensions[EXTENSION].wait_idle(10)
    passes.return_expired()

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.wanted_agent_id, contact.wanted_until) == ("queued", None, None)
    last = build.rows(db_owner, "SELECT reason FROM contact_changes ORDER BY id DESC LIMIT 1")[0]
    assert "Ben Bai could not take it" in reasons.describe(last.reason)


def test_declined_it_goes_to_anybody_at_once(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [BEN])
    to_agent(contact_id, BEN)
    a_pass(app)
    build.agents(db_owner, [ANN])
    with unit_of_work(build.at_desk(BEN)):
        decline(contact_id, BEN.agent_id, person_id=BEN.id)
    a_pass(app)
    assert build.look(db_owner, Contact, contact_id).agent_id == ANN.agent_id


def test_in_another_queue_it_waits_for_who_fits_there(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    repairs = another_queue(db_owner)
    build.agents(db_owner, [BEN])

    to_queue(contact_id, repairs, note="broken pump", only_agent=ANN.agent_id)
    build.agents(db_owner, [ANN])
    a_pass(app)

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.queue_id, contact.agent_id) == (repairs, BEN.agent_id)
    first = build.rows(db_owner, "SELECT * FROM contact_changes ORDER BY id")[0]
    assert reasons.describe(first.reason) == "Passed on to the queue “Repairs”: broken pump"
    assert first.agent_id == ANN.agent_id


def test_twice_is_once(app: Flask, db_owner: Engine) -> None:
    contact_id, repairs = held(db_owner), another_queue(db_owner)
    build.agents(db_owner, [BEN])
    for _ in range(2):
        to_queue(contact_id, repairs, only_agent=ANN.agent_id)
    a_pass(app)  # meanwhile it is offered
    to_queue(contact_id, repairs, only_agent=ANN.agent_id)
    changes = build.rows(db_owner, "SELECT state FROM contact_changes ORDER BY id")
    assert [change.state for change in changes] == ["queued", "offered"]

    other = build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=2)
    for _ in range(2):
        to_agent(other, BEN, only_agent=ANN.agent_id)
    asked = "SELECT FROM contact_changes WHERE contact_id = :id AND person_id IS NOT NULL"
    assert len(build.rows(db_owner, asked, id=other)) == 1


@pytest.mark.parametrize("state", ["closed", "abandoned", "wrap_up"])
def test_what_has_ended_stays_ended(app: Flask, db_owner: Engine, *, state: str) -> None:
    build.agents(db_owner, [BEN])
    contact_id = build.contact(db_owner, state=state, agent_id=ANN.agent_id)
    with pytest.raises(Conflict) as refused:
        to_agent(contact_id, BEN)
    assert refused.value.message == "This conversation has ended."
    with pytest.raises(Conflict):
        to_queue(contact_id, another_queue(db_owner))
    assert build.look(db_owner, Contact, contact_id).state == state


def test_refused_with_a_reason_and_nothing_done(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [BEN], state="meal")
    with pytest.raises(Conflict) as refused:
        to_agent(contact_id, BEN)
    assert refused.value.message == "Ben Bai is not at work now."
    with pytest.raises(Conflict) as refused:
        to_agent(contact_id, ANN)
    assert "has this conversation" in str(refused.value.message)
    build.agents(db_owner, [BEN, CAI])
    with pytest.raises(NotFound):  # serves another company
        to_agent(contact_id, CAI)
    with pytest.raises(NotFound):  # another agent's
        to_agent(contact_id, BEN, only_agent=BEN.agent_id)
    with pytest.raises(NotFound):  # another company's queue
        to_queue(contact_id, another_queue(db_owner, RIVAL))
    with pytest.raises(Invalid):
        to_agent(contact_id, BEN, note="x" * 501)
    assert build.look(db_owner, Contact, contact_id).state == "active"
    assert build.rows(db_owner, "SELECT FROM contact_changes") == []


def test_another_clients_contact_is_not_there(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [CAI])
    with pytest.raises(NotFound):
        to_agent(contact_id, CAI, by=CAI)


def test_races_give_it_to_one_and_lose_nothing(app: Flask, db_owner: Engine) -> None:
    repairs = another_queue(db_owner)
    build.agents(db_owner, [BEN], capacity=20)
    for _ in range(12):
        contact_id = held(db_owner)

        def close_it(contact_id: UUID = contact_id) -> None:
            with unit_of_work(build.at_desk(ANN)):
                close(contact_id, ANN.agent_id, HUALAN.disposition_id, person_id=ANN.id)

        outcomes = build.at_once(
            app,
            partial(to_agent, contact_id, BEN, only_agent=ANN.agent_id),
            partial(to_queue, contact_id, repairs, only_agent=ANN.agent_id),
            partial(passes.run, [HUALAN.id]),
            close_it,
        )
        assert {type(outcome) for outcome in outcomes} <= {type(None), Conflict, NotFound}
        contact = build.look(db_owner, Contact, contact_id)
        assert contact.state in ("queued", "offered", "closed")
        assert (contact.state == "offered") == (contact.agent_slot is not None)
        moves = [outcomes[0], outcomes[1], outcomes[3]]
        assert moves.count(None) == 1, moves
    build.agents(db_owner, [ANN], state="offline")
    a_pass(app)
    assert build.rows(db_owner, "SELECT FROM contacts WHERE state = 'queued'") == []
    taken = build.rows(
        db_owner, "SELECT agent_slot FROM contacts WHERE agent_id = :ben", ben=BEN.agent_id
    )
    assert len({row.agent_slot for row in taken}) == len(taken)


def test_the_place_that_was_left_is_free_again(app: Flask, db_owner: Engine) -> None:
    contact_id = held(db_owner)
    build.agents(db_owner, [ANN], state="interacting", capacity=1)
    build.agents(db_owner, [BEN], capacity=1)
    waiting = build.contact(db_owner)
    to_agent(contact_id, BEN)
    a_pass(app)
    assert build.look(db_owner, Contact, contact_id).agent_id == BEN.agent_id
    assert build.look(db_owner, Contact, waiting).agent_id == ANN.agent_id
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"
