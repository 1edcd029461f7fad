"""An offer that is declined, or not answered in time, goes to the next agent."""

from __future__ import annotations

from uuid import UUID

from flask import Flask
from sqlalchemy import Engine

from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.routing import passes
from muster.routing.actions import decline
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, HUALAN, Somebody
from tests.muster.routing import build
from tests.muster.routing.test_offer import EARLIER


def declines(app: Flask, person: Somebody, contact_id: UUID) -> None:
    with unit_of_work(build.at_desk(person)):
        decline(contact_id, person.agent_id, person_id=person.id)
    assert app.extensions["muster.dispatcher"].wait_idle(10)


def offered_to_ann(db_owner: Engine) -> UUID:
    build.agents(db_owner, [ANN], state_since=EARLIER)
    build.agents(db_owner, [BEN])
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).agent_id == ANN.agent_id
    return contact_id


def test_a_declined_offer_goes_to_the_next(app: Flask, db_owner: Engine) -> None:
    contact_id = offered_to_ann(db_owner)

    declines(app, ANN, contact_id)

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_id, contact.returned_count) == (
        "offered",
        BEN.agent_id,
        1,
    )
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"
    steps = build.rows(db_owner, "SELECT state, agent_id, reason FROM contact_changes ORDER BY id")
    assert [step.state for step in steps] == ["offered", "queued", "offered"]
    assert steps[1].agent_id == ANN.agent_id
    assert steps[1].reason == "offer.declined"


def test_declining_what_one_does_not_have_changes_nothing(app: Flask, db_owner: Engine) -> None:
    contact_id = offered_to_ann(db_owner)
    declines(app, BEN, contact_id)
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.agent_id, contact.returned_count) == (ANN.agent_id, 0)


def test_a_late_offer_returns_and_its_agent_is_not_responding(app: Flask, db_owner: Engine) -> None:
    contact_id = offered_to_ann(db_owner)
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE contacts SET offer_expires_at = now() - interval '1 second'"
        )

    passes.return_expired()

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_id, contact.returned_count) == (
        "offered",
        BEN.agent_id,
        1,
    )
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.state_reason) == ("not_responding", "offer.expired")
    change = build.rows(db_owner, "SELECT * FROM agent_state_changes")[0]
    assert (change.agent_id, change.state, change.changed_by) == (
        ANN.agent_id,
        "not_responding",
        None,
    )
    told = build.rows(db_owner, "SELECT * FROM events WHERE kind = 'contact.returned'")[0]
    assert (told.for_agent, told.contact_id) == (ANN.agent_id, contact_id)


def test_an_offer_in_time_stays(app: Flask, db_owner: Engine) -> None:
    contact_id = offered_to_ann(db_owner)
    passes.return_expired()
    assert build.look(db_owner, Contact, contact_id).agent_id == ANN.agent_id
