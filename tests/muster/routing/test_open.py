"""Exactly one agent gets a contact, whoever else reaches for it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.errors import Conflict, NotFound
from muster.routing import passes
from muster.routing.actions import open_contact
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, CAI, HUALAN, SAM, Somebody
from tests.muster.routing import build


def opens(person: Somebody, contact_id: UUID) -> None:
    with unit_of_work(build.at_desk(person)):
        open_contact(contact_id, person.agent_id, person_id=person.id)


def test_the_offered_agent_opens_it(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])

    opens(ANN, contact_id)

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("active", ANN.agent_id, 1)
    assert contact.offer_expires_at is None
    assert contact.opened_at is not None
    assert contact.first_agent_id == ANN.agent_id
    assert build.look(db_owner, Agent, ANN.agent_id).state == "interacting"
    notice = build.rows(db_owner, "SELECT * FROM messages")[0]
    assert (notice.kind, notice.body, notice.payload) == (
        "notice",
        "agent.joined",
        {"name": ANN.name},
    )


def test_opening_twice_changes_nothing(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    opens(ANN, contact_id)
    opens(ANN, contact_id)
    assert len(build.rows(db_owner, "SELECT * FROM messages")) == 1
    # A pass may have offered it in between: that is a step of its own.
    taken = "SELECT * FROM contact_changes WHERE state = 'active'"
    assert len(build.rows(db_owner, taken)) == 1


def test_what_a_supervisor_has_taken_over_is_refused_so(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner, state="active", taken_over_by=SAM.id)
    with pytest.raises(Conflict) as refused:
        opens(ANN, contact_id)
    assert "supervisor" in str(refused.value.message)


def test_what_is_offered_to_another_is_refused_with_the_name(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [BEN])
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])
    build.agents(db_owner, [ANN])

    with pytest.raises(Conflict) as refused:
        opens(ANN, contact_id)
    assert BEN.name in refused.value.message


def test_who_has_it_is_named(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN])
    contact_id = build.contact(db_owner)
    opens(BEN, contact_id)
    with pytest.raises(Conflict) as refused:
        opens(ANN, contact_id)
    assert refused.value.message == "Ben Bai has this conversation."


def test_another_clients_contact_is_not_there(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [CAI])
    contact_id = build.contact(db_owner, HUALAN)
    with pytest.raises(NotFound):
        opens(CAI, contact_id)


def test_without_a_free_place_it_waits(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], capacity=1)
    first, second = build.contacts(db_owner, 2)
    opens(ANN, first)
    with pytest.raises(Conflict) as refused:
        opens(ANN, second)
    assert "places" in str(refused.value.message)
    assert build.look(db_owner, Contact, second).state == "queued"


def test_an_agent_at_rest_takes_nothing(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="meal")
    contact_id = build.contact(db_owner)
    with pytest.raises(Conflict):
        opens(ANN, contact_id)


def test_of_two_agents_at_once_exactly_one_gets_it(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN], capacity=20)
    for contact_id in build.contacts(db_owner, 15):
        outcomes = build.at_once(
            app,
            partial(opens, ANN, contact_id),
            partial(opens, BEN, contact_id),
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "NoneType"]
        loser = ANN if outcomes[0] is not None else BEN
        winner = BEN if loser is ANN else ANN
        assert build.look(db_owner, Contact, contact_id).agent_id == winner.agent_id
        refused = outcomes[0] or outcomes[1]
        assert isinstance(refused, Conflict)
        assert winner.name in str(refused.message)


def test_opening_races_with_passes_and_nothing_is_given_twice(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN], capacity=3)
    waiting = build.contacts(db_owner, 12)

    for contact_id in waiting:
        outcomes = build.at_once(
            app,
            partial(passes.run, [HUALAN.id]),
            partial(opens, ANN, contact_id),
            partial(passes.run, [HUALAN.id]),
            partial(opens, BEN, contact_id),
        )
        assert {type(outcome) for outcome in outcomes} <= {type(None), Conflict}

    held = build.rows(
        db_owner,
        "SELECT agent_id, count(*) AS n, count(DISTINCT agent_slot) AS slots,"
        " max(agent_slot) AS top FROM contacts WHERE agent_id IS NOT NULL GROUP BY agent_id",
    )
    assert {row.agent_id for row in held} == {ANN.agent_id, BEN.agent_id}
    assert all(row.n == row.slots == row.top == 3 for row in held)
