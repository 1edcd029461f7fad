"""Who is at the desk: noted by any request, and while a stream is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.events.messages import agent, desk
from muster.events.stream import Stream
from muster.routing import passes
from muster.routing.presence import EXTENSION, Presence, listening
from muster.workforce.models import Agent
from tests.cast import ANN, BEN, CAI, HUALAN
from tests.muster.routing import build
from tests.waiting import eventually

LONG_AGO = datetime.now(UTC) - timedelta(hours=2)


def seen(db_owner: Engine, *people: object) -> list[bool]:
    rows = [build.look(db_owner, Agent, person.agent_id) for person in people]  # type: ignore[attr-defined]  # members of the cast
    return [row.seen_at is not None and row.seen_at > LONG_AGO for row in rows]


def test_requests_and_open_streams_count(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN, BEN, CAI], seen_at=LONG_AGO)
    hub = app.extensions["muster.hub"]
    stream = Stream([agent(BEN.agent_id), desk(HUALAN.id)], BEN.id)
    presence = Presence(app, lambda: listening(app))
    hub.listeners.add(stream)
    try:
        presence.write()
    finally:
        hub.listeners.remove(stream)
    assert seen(db_owner, ANN, BEN, CAI) == [False, True, False]
    presence.write()
    assert not list(listening(app))


def test_the_desk_says_so_and_keeps_its_agent_online(
    app: Flask, db_owner: Engine, client_for: Callable[[str], FlaskClient]
) -> None:
    app.extensions[EXTENSION].write()  # whoever was heard of before this test
    build.agents(db_owner, [ANN, BEN], seen_at=LONG_AGO, state_since=LONG_AGO)
    client_for("ann").get("/desk/inbox")
    app.extensions[EXTENSION].write()
    eventually(lambda: seen(db_owner, ANN, BEN) == [True, False])  # or its own beat writes it
    passes.sweep()
    states = [build.look(db_owner, Agent, person.agent_id).state for person in (ANN, BEN)]
    assert states == ["available", "offline"]


def test_a_row_that_is_held_is_passed_over(app: Flask, db_owner: Engine) -> None:
    build.agents(db_owner, [ANN], seen_at=LONG_AGO)
    presence = Presence(app, list)
    with db_owner.begin() as other:
        other.exec_driver_sql("SELECT 1 FROM agents WHERE id = %s FOR UPDATE", (ANN.agent_id,))
        presence._seen.add(ANN.agent_id)
        presence.write()
    assert seen(db_owner, ANN) == [False]
