"""Wrapping up keeps the agent's place; closing with a disposition frees it for the next."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from muster.conversations.models import Contact
from muster.db import unit_of_work
from muster.errors import Invalid, NotFound
from muster.routing.actions import close, open_contact, wrap_up
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, HUALAN, RIVAL, Somebody
from tests.muster.routing import build


@pytest.fixture
def contact_id(app: Flask, db_owner: Engine) -> UUID:
    """A contact that Ann has opened; she has one place only."""
    build.agents(db_owner, [ANN], capacity=1)
    contact_id = build.contact(db_owner)
    with unit_of_work(build.at_desk(ANN)):
        open_contact(contact_id, ANN.agent_id, person_id=ANN.id)
    return contact_id


def wraps_up(person: Somebody, contact_id: UUID) -> None:
    with unit_of_work(build.at_desk(person)):
        wrap_up(contact_id, person.agent_id, person_id=person.id)


def closes(person: Somebody, contact_id: UUID, disposition_id: UUID | None) -> None:
    with unit_of_work(build.at_desk(person)):
        close(contact_id, person.agent_id, disposition_id, person_id=person.id)


def test_wrap_up_ends_the_exchange_and_keeps_the_place(
    app: Flask, db_owner: Engine, contact_id: UUID
) -> None:
    wraps_up(ANN, contact_id)
    wraps_up(ANN, contact_id)
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_slot) == ("wrap_up", 1)
    assert build.look(db_owner, Agent, ANN.agent_id).state == "wrap_up"
    closing = "SELECT * FROM messages WHERE body = 'contact.closed'"
    assert len(build.rows(db_owner, closing)) == 1


@pytest.mark.parametrize("wrapped_up", [True, False])
def test_closing_frees_the_place_for_who_waits(
    app: Flask, db_owner: Engine, contact_id: UUID, *, wrapped_up: bool
) -> None:
    waiting = build.contact(db_owner)
    if wrapped_up:
        wraps_up(ANN, contact_id)
    closes(ANN, contact_id, HUALAN.disposition_id)
    closes(ANN, contact_id, HUALAN.disposition_id)

    assert app.extensions["muster.dispatcher"].wait_idle(10)
    contact = build.look(db_owner, Contact, contact_id)
    assert (contact.state, contact.agent_slot) == ("closed", None)
    assert contact.disposition_id == HUALAN.disposition_id
    assert build.look(db_owner, Contact, waiting).agent_id == ANN.agent_id
    assert build.look(db_owner, Agent, ANN.agent_id).state == "available"


@pytest.mark.parametrize("disposition_id", [None, RIVAL.disposition_id])
def test_the_disposition_must_be_the_companys(
    app: Flask, db_owner: Engine, contact_id: UUID, disposition_id: UUID | None
) -> None:
    with pytest.raises(Invalid) as refused:
        closes(ANN, contact_id, disposition_id)
    assert refused.value.field == "disposition_id"
    assert build.look(db_owner, Contact, contact_id).state == "active"


def test_nobody_closes_what_another_holds(app: Flask, db_owner: Engine, contact_id: UUID) -> None:
    with pytest.raises(NotFound):
        closes(BEN, contact_id, HUALAN.disposition_id)
    with pytest.raises(NotFound):
        wraps_up(BEN, contact_id)
    assert build.look(db_owner, Contact, contact_id).state == "active"
