"""Whatever no pass saw is found across all clients and healed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster import jobs
from muster.conversations.models import Contact
from muster.routing import passes
from muster.routing.dispatcher import EXTENSION
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.muster.routing import build


def test_waiting_contacts_of_all_companies_are_offered(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, CAI])
    ours, theirs = build.contact(db_owner), build.contact(db_owner, RIVAL)
    passes.sweep()
    assert build.look(db_owner, Contact, ours).agent_id == ANN.agent_id
    assert build.look(db_owner, Contact, theirs).agent_id == CAI.agent_id


def test_contacts_of_an_ended_seat_are_taken_away(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="interacting")
    build.agents(db_owner, [BEN])
    active = build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    wrapped = build.contact(db_owner, state="wrap_up", agent_id=ANN.agent_id, agent_slot=2)
    build.end_assignment(db_owner, ANN, HUALAN)

    passes.sweep()
    assert app.extensions[EXTENSION].wait_idle(10)  # a pass of its own may hold the agents

    contact = build.look(db_owner, Contact, active)
    assert (contact.state, contact.agent_id) == ("offered", BEN.agent_id)
    contact = build.look(db_owner, Contact, wrapped)
    assert (contact.state, contact.agent_slot, contact.close_reason) == (
        "closed",
        None,
        "seat.ended",
    )


@pytest.mark.parametrize(
    ("seconds", "holds", "state"),
    [(600, False, "offline"), (600, True, "interacting"), (5, False, "available")],
)
def test_a_desk_that_is_gone_signs_off(
    app: Flask, db_owner: Engine, *, seconds: int, holds: bool, state: str
) -> None:
    build.agents(db_owner, [ANN], state="interacting" if holds else "available")
    if holds:
        build.contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE agents SET seen_at = now() - interval '{seconds} seconds',"
            " state_since = now() - interval '1 hour'"
        )
    passes.sweep()
    assert build.look(db_owner, Agent, ANN.agent_id).state == state


def test_stuck_states_settle(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="interacting")
    build.agents(db_owner, [BEN])
    build.contact(db_owner, state="active", agent_id=BEN.agent_id, agent_slot=1)
    passes.sweep()
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"
    assert build.look(db_owner, Agent, BEN.agent_id).state == "interacting"


def test_an_agent_without_any_client_left_is_not_stuck(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="interacting", next_state="meal")
    build.end_assignment(db_owner, ANN, HUALAN)
    passes.sweep()
    assert build.look(db_owner, Agent, ANN.agent_id).state == "meal"


def test_the_scheduler_calls_it(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    jobs.tick("routing.sweep")
    assert build.look(db_owner, Contact, contact_id).state == "offered"
    jobs.tick("offers.return")
    assert build.look(db_owner, Contact, contact_id).state == "offered"
