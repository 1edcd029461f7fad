"""Waiting contacts are offered to the right agent, and never beyond anyone's places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import Engine, update

from muster.conversations.models import Contact, Queue
from muster.routing import passes
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, CAI, HUALAN, RIVAL
from tests.muster.routing import build

EARLIER = datetime.now(UTC) - timedelta(hours=1)


def test_longest_idle_agent_gets_the_oldest_contact(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state_since=EARLIER)
    build.agents(db_owner, [BEN])
    first, second = build.contacts(db_owner, 2)

    passes.run([HUALAN.id])

    offered = build.look(db_owner, Contact, first)
    assert (offered.state, offered.agent_id, offered.agent_slot) == ("offered", ANN.agent_id, 1)
    assert offered.offer_expires_at - offered.state_since == timedelta(seconds=20)
    assert build.look(db_owner, Contact, second).agent_id == BEN.agent_id
    assert build.look(db_owner, Agent, ANN.agent_id).last_offer_at is not None


def test_the_choice_says_why_and_tells_desk_and_wall(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN])
    contact_id = build.contact(db_owner)

    passes.run([HUALAN.id])

    change = build.rows(db_owner, "SELECT * FROM contact_changes")[0]
    assert change.reason == "offer.longest_idle n=2 language=zh"
    event = build.rows(db_owner, "SELECT * FROM events WHERE kind = 'contact.offered'")[0]
    assert (event.contact_id, event.for_agent) == (contact_id, change.agent_id)
    assert event.for_wall
    assert event.for_inquiry is None
    assert event.payload["reason"] == change.reason


def test_an_agent_at_rest_or_elsewhere_gets_nothing(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state="break")
    build.agents(db_owner, [BEN], next_state="meal", state="interacting")
    build.agents(db_owner, [CAI])
    contact_id = build.contact(db_owner)

    passes.run([HUALAN.id, RIVAL.id])

    assert build.look(db_owner, Contact, contact_id).state == "queued"


def test_language_and_skills_must_fit(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], languages=["zh"])
    build.agents(db_owner, [BEN], languages=["en"], skills=["repair"])
    english = build.contact(db_owner, language="en")
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, english).agent_id == BEN.agent_id

    with db_owner.begin() as connection:
        connection.execute(update(Queue).values(skills=["sales"]))
    build.agents(db_owner, [ANN, BEN], languages=["en", "zh"])
    selling = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, selling).agent_id == ANN.agent_id

    with db_owner.begin() as connection:
        connection.execute(update(Queue).values(skills=["sales", "repair"]))
    both = build.contact(db_owner)
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, both).state == "queued"


def test_several_contacts_up_to_the_agents_places(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], capacity=2)
    waiting = build.contacts(db_owner, 3)

    passes.run([HUALAN.id])

    seen = [build.look(db_owner, Contact, contact_id) for contact_id in waiting]
    assert [c.state for c in seen] == ["offered", "offered", "queued"]
    assert [c.agent_slot for c in seen] == [1, 2, None]


def test_less_busy_agents_come_first(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], state_since=EARLIER)
    build.agents(db_owner, [BEN])
    first, second, third, fourth = build.contacts(db_owner, 4)

    passes.run([HUALAN.id])

    agents = [build.look(db_owner, Contact, c).agent_id for c in (first, second, third, fourth)]
    assert agents == [ANN.agent_id, BEN.agent_id, ANN.agent_id, BEN.agent_id]


def test_places_taken_for_another_client_count(app: Flask, db_owner: Engine) -> None:
    build.assign(db_owner, ANN, RIVAL)
    build.agents(db_owner, [ANN], capacity=1)
    build.contact(db_owner, RIVAL, state="active", agent_id=ANN.agent_id, agent_slot=1)
    waiting = build.contact(db_owner)

    passes.run([HUALAN.id])

    assert build.look(db_owner, Contact, waiting).state == "queued"
    assert build.look(db_owner, Agent, ANN.agent_id).state == "interacting"


def test_a_place_out_of_sight_is_released_and_the_pass_repeated(
    app: Flask, db_owner: Engine
) -> None:
    build.agents(db_owner, [ANN])
    lost = build.contact(db_owner, RIVAL, state="active", agent_id=ANN.agent_id, agent_slot=1)
    waiting = build.contact(db_owner)

    assert passes.run([HUALAN.id])
    passes.run([HUALAN.id])

    assert build.look(db_owner, Contact, waiting).state == "offered"
    assert build.look(db_owner, Contact, lost).state == "queued"


def test_who_let_it_go_does_not_get_it_again_while_others_are_free(
    app: Flask, db_owner: Engine
) -> None:
    build.agents(db_owner, [ANN], state_since=EARLIER)
    build.agents(db_owner, [BEN])
    contact_id = build.contact(db_owner, returned_count=1)
    let_go(db_owner, contact_id, "now()")

    passes.run([HUALAN.id])

    assert build.look(db_owner, Contact, contact_id).agent_id == BEN.agent_id


def test_alone_they_get_it_again_after_a_pause(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN])
    contact_id = build.contact(db_owner, returned_count=1)
    let_go(db_owner, contact_id, "now()")
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).state == "queued"

    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE contact_changes SET created_at = now() - interval '1 hour'"
        )
    passes.run([HUALAN.id])
    assert build.look(db_owner, Contact, contact_id).agent_id == ANN.agent_id


def let_go(owner: Engine, contact_id: object, moment: str) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO contact_changes (id, tenant_id, contact_id, state, agent_id, reason,"
            f" created_at) VALUES (new_id(), %s, %s, 'queued', %s, 'offer.declined', {moment})",
            (HUALAN.id, contact_id, ANN.agent_id),
        )
