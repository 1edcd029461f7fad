"""The judge of the chaos finds what it looks for."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from muster.conversations import writing
from muster.conversations.models import AuthorKind, MessageKind
from muster.db import Acting, acting, uuid7
from tests.cast import ANN, BEN, HUALAN
from tests.chaos import judging
from tests.chaos.players import Record
from tests.muster.desk.build import in_hand


def say(contact_id: UUID) -> UUID:
    """The consumer writes; gives the message's id."""
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        author = writing.Author(AuthorKind.CONSUMER)
        said = uuid7()
        writing.post(contact_id, said, author, MessageKind.TEXT, "hello")
    return said


@pytest.fixture
def contact_id(db_owner: Engine) -> UUID:
    return in_hand(db_owner)


def record_of(contact_id: UUID, *said: UUID) -> Record:
    record = Record()
    for each in said:
        record.taken(str(contact_id), "consumer", each)
    return record


def test_what_is_well_is_not_blamed(contact_id: UUID, db_owner: Engine) -> None:
    said = [say(contact_id) for _ in range(3)]
    assert judging.faults(db_owner, record_of(contact_id, *said)) == []


def test_a_lost_message_is_found(contact_id: UUID, db_owner: Engine) -> None:
    (fault,) = judging.faults(db_owner, record_of(contact_id, say(contact_id), uuid7()))
    assert "0 times" in fault


def test_two_messages_that_changed_places_are_found(contact_id: UUID, db_owner: Engine) -> None:
    first, second = say(contact_id), say(contact_id)
    (fault,) = judging.faults(db_owner, record_of(contact_id, second, first))
    assert "stands before an earlier one" in fault


def test_a_gap_is_found(contact_id: UUID, db_owner: Engine) -> None:
    say(contact_id)
    second = say(contact_id)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE messages SET number = 9 WHERE id = :id"), {"id": second})
    (fault,) = judging.faults(db_owner, Record())
    assert "have gaps" in fault


def test_two_agents_at_once_are_found(contact_id: UUID, db_owner: Engine) -> None:
    with db_owner.begin() as connection:
        for person in (ANN, BEN):
            connection.execute(
                text(
                    "INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id,"
                    " reason) VALUES (new_id(), :t, :c, 'active', :a, '')"
                ),
                {"t": HUALAN.id, "c": contact_id, "a": person.agent_id},
            )
    assert any("two agents" in fault for fault in judging.faults(db_owner, Record()))


def test_an_open_contact_and_a_contact_without_a_place_are_found(
    contact_id: UUID, db_owner: Engine
) -> None:
    assert len(judging.open_contacts(db_owner)) == 1
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET agent_slot = NULL"))
    assert any("held by nobody" in fault for fault in judging.faults(db_owner, Record()))
