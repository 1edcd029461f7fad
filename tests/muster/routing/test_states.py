"""States: chosen ones take effect at once or when the contacts in hand end; others follow."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.errors import Invalid, NotFound
from muster.routing import passes
from muster.routing.actions import close, open_contact
from muster.routing.states import set_state
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.muster.routing import build


def chooses(state: str, reason: str = "") -> None:
    with unit_of_work(build.at_desk(ANN)):
        set_state(ANN.agent_id, state, reason, by=ANN.id)


def ann_has_opened(db_owner: Engine) -> UUID:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    with unit_of_work(build.at_desk(ANN)):
        open_contact(contact_id, ANN.agent_id, person_id=ANN.id)
    return contact_id


def test_a_state_says_who_chose_it_why_and_tells_the_client(app: Flask, db_owner: Engine) -> None:
    chooses("meeting", " stand-up ")
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.state_reason) == ("meeting", "stand-up")
    change = build.rows(db_owner, "SELECT * FROM agent_state_changes")[0]
    assert (change.state, change.reason, change.changed_by) == ("meeting", "stand-up", ANN.id)
    event = build.rows(db_owner, "SELECT * FROM events")[0]
    assert (event.kind, event.tenant_id, event.for_agent) == (
        "agent.changed",
        HUALAN.id,
        ANN.agent_id,
    )
    assert event.payload["state"] == "meeting"


def test_every_client_is_told_and_the_own_desk_once(app: Flask, db_owner: Engine) -> None:
    build.assign(db_owner, ANN, RIVAL)
    with unit_of_work(build.EVERYONE):
        set_state(ANN.agent_id, "break", by=ANN.id)
    events = build.rows(db_owner, "SELECT * FROM events")
    assert {event.tenant_id for event in events} == {HUALAN.id, RIVAL.id}
    assert [event.for_agent for event in events if event.for_agent] == [ANN.agent_id]


def test_choosing_the_same_again_writes_nothing(app: Flask, db_owner: Engine) -> None:
    chooses("available")
    chooses("available")
    assert len(build.rows(db_owner, "SELECT * FROM agent_state_changes")) == 1
    assert len(build.rows(db_owner, "SELECT * FROM events")) == 1


def test_becoming_available_brings_what_waits(app: Flask, db_owner: Engine) -> None:
    contact_id = build.contact(db_owner)
    chooses("available")
    assert app.extensions["muster.dispatcher"].wait_idle(10)
    assert build.look(db_owner, Contact, contact_id).agent_id == ANN.agent_id


def test_a_break_chosen_in_contact_begins_when_it_ends(app: Flask, db_owner: Engine) -> None:
    contact_id = ann_has_opened(db_owner)
    waiting = build.contact(db_owner)

    chooses("break", "tea")
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.next_state) == ("interacting", "break")
    assert app.extensions["muster.dispatcher"].wait_idle(10)
    assert build.look(db_owner, Contact, waiting).state == "queued"

    with unit_of_work(build.at_desk(ANN)):
        close(contact_id, ANN.agent_id, HUALAN.disposition_id, person_id=ANN.id)
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.next_state, ann.state_reason) == ("break", None, "tea")


def test_available_takes_a_waiting_break_back(app: Flask, db_owner: Engine) -> None:
    ann_has_opened(db_owner)
    chooses("break")
    chooses("available")
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.next_state) == ("interacting", None)


def test_leaving_gives_offers_back(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner)
    passes.run([HUALAN.id])

    chooses("away")

    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_id, contact.agent_slot) == ("queued", None, None)


def test_back_from_not_responding(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="not_responding", state_reason="offer.expired")
    chooses("available")
    ann = build.look(db_owner, Agent, ANN.agent_id)
    assert (ann.state, ann.state_reason) == ("available", "")


@pytest.mark.parametrize("state", ["interacting", "wrap_up", "not_responding", "", "asleep"])
def test_only_states_of_the_list_can_be_chosen(app: Flask, db_owner: Engine, state: str) -> None:
    with pytest.raises(Invalid) as refused:
        chooses(state)
    assert refused.value.field == "state"


def test_a_reason_has_a_length(app: Flask, db_owner: Engine) -> None:
    with pytest.raises(Invalid) as refused:
        chooses("away", "x" * 201)
    assert refused.value.field == "reason"
    chooses("away", "x" * 200)


def test_nobody_changes_another_agents_state(app: Flask, db_owner: Engine) -> None:
    with pytest.raises(NotFound), unit_of_work(build.at_desk(ANN)):
        set_state(BEN.agent_id, "away", by=ANN.id)
    assert build.look(db_owner, Agent, BEN.agent_id).state == "offline"


def test_an_ended_exchange_settles_in_the_next_pass(app: Flask, db_owner: Engine) -> None:
    contact_id = ann_has_opened(db_owner)
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE contacts SET state = 'wrap_up' WHERE id = %s", (contact_id,)
        )
    passes.run([HUALAN.id])
    assert build.look(db_owner, Agent, ANN.agent_id).state == "wrap_up"
