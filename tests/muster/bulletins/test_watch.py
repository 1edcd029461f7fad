"""The clock of bulletins: reminders, and the alarm when somebody is overdue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.bulletins.jobs import watch
from tests.cast import ANN, BEN, HUALAN
from tests.muster.bulletins.build import bulletin_of, later, pin

ClientFor = Callable[[str], FlaskClient]


def told(owner: Engine, kind: str) -> list[tuple[Any, ...]]:
    query = text("SELECT tenant_id, for_agent, payload FROM events WHERE kind = :kind ORDER BY id")
    with owner.connect() as connection:
        return [tuple(row) for row in connection.execute(query, {"kind": kind})]


def test_nothing_is_said_while_there_is_time(app: Flask, db_owner: Engine) -> None:
    pin()
    watch()
    assert told(db_owner, "bulletin.reminded") == []


def test_a_reminder_comes_once_when_three_quarters_of_the_time_are_gone(
    app: Flask, db_owner: Engine
) -> None:
    later(db_owner, pin(), minutes=46)
    for _ in range(2):
        watch()
    reminded = {agent for _, agent, _ in told(db_owner, "bulletin.reminded")}
    assert reminded == {ANN.agent_id, BEN.agent_id}
    assert len(told(db_owner, "bulletin.reminded")) == 2
    assert told(db_owner, "bulletin.overdue") == []


def test_the_wall_is_alarmed_once_when_somebody_is_overdue(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    batch = pin()
    bulletin = bulletin_of(db_owner, batch)
    client_for("ben").post(f"/desk/bulletins/{bulletin}/readings", json={"version": 1})
    later(db_owner, batch, hours=2)
    for _ in range(2):
        watch()
    assert told(db_owner, "bulletin.overdue") == [
        (HUALAN.id, None, {"bulletin_id": str(bulletin), "title": "A fault", "overdue": 1})
    ]
    sam = client_for("sam")
    assert "1 reading is overdue." in sam.get("/portal/hualan/bulletins").text
    assert "overdue" in sam.get(f"/portal/hualan/bulletins/{bulletin}").text


def test_who_has_read_it_hears_nothing_more(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    batch = pin()
    bulletin = bulletin_of(db_owner, batch)
    for name in ("ann", "ben"):
        client_for(name).post(f"/desk/bulletins/{bulletin}/readings", json={"version": 1})
    later(db_owner, batch, hours=2)
    watch()
    assert told(db_owner, "bulletin.reminded") == told(db_owner, "bulletin.overdue") == []
