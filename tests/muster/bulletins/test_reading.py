"""Agents read bulletins at the desk, and answer for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.bulletins import actions
from muster.bulletins.actions import Words
from muster.db import Acting, unit_of_work
from tests.cast import ANN, CAI, HUALAN, OLGA, OSCAR, RIVAL
from tests.muster.bulletins.build import QUESTION, bulletin_of, later, pin

ClientFor = Callable[[str], FlaskClient]
DESK = "/desk/bulletins"


def read(client: FlaskClient, bulletin_id: UUID, version: int = 1, **said: Any) -> Any:
    return client.post(f"{DESK}/{bulletin_id}/readings", json={"version": version, **said})


@pytest.fixture
def ann(client_for: ClientFor) -> FlaskClient:
    return client_for("ann")


def test_an_unread_one_stands_at_the_desk_until_it_is_read(
    ann: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    bulletin = bulletin_of(db_owner, pin())
    assert "A fault" in ann.get(DESK).text
    answer = read(ann, bulletin)
    assert (answer.status_code, answer.json["passed"]) == (201, True)
    assert "A fault" not in ann.get(DESK).text
    assert "A fault" in client_for("ben").get(DESK).text


def test_another_companys_agent_is_not_asked(client_for: ClientFor, db_owner: Engine) -> None:
    bulletin = bulletin_of(db_owner, pin())
    cai = client_for("cai")
    assert "A fault" not in cai.get(DESK).text
    assert read(cai, bulletin).status_code == 404


def test_a_wrong_answer_asks_to_read_again_and_is_kept(
    ann: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    bulletin = bulletin_of(db_owner, pin(**QUESTION))
    wrong = read(ann, bulletin, choice=0)
    assert wrong.json["passed"] is False
    assert "once more" in wrong.json["message"]
    assert "A fault" in ann.get(DESK).text
    assert read(ann, bulletin, choice=1).json["passed"] is True
    assert "A fault" not in ann.get(DESK).text
    page = client_for("sam").get(f"/portal/hualan/bulletins/{bulletin}").text
    assert "1 of 2 have read it." in page
    assert page.index('chip-bad">A<') < page.index('chip-good">B<')


@pytest.mark.parametrize("choice", [None, 2, -1, "one", True])
def test_an_answer_has_to_be_one_of_those_offered(
    ann: FlaskClient, db_owner: Engine, choice: Any
) -> None:
    bulletin = bulletin_of(db_owner, pin(**QUESTION))
    assert read(ann, bulletin, choice=choice).status_code == 422
    assert "A fault" in ann.get(DESK).text


def test_reading_twice_is_reading_once(ann: FlaskClient, db_owner: Engine) -> None:
    bulletin = bulletin_of(db_owner, pin())
    assert [read(ann, bulletin).status_code for _ in range(2)] == [201, 201]
    with db_owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM bulletin_readings")).scalar() == 1


def revise(batch_id: UUID, *, read_again: bool) -> None:
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        actions.revise(
            batch_id,
            Words("A fault, part two", "The shop is up."),
            datetime.now(UTC) + timedelta(hours=1),
            by_operator=False,
            read_again=read_again,
            person_id=OLGA.id,
        )


def test_a_new_text_is_read_again_only_if_so_marked(ann: FlaskClient, db_owner: Engine) -> None:
    batch = pin()
    bulletin = bulletin_of(db_owner, batch)
    read(ann, bulletin)
    revise(batch, read_again=False)
    assert "A fault" not in ann.get(DESK).text
    revise(batch, read_again=True)
    assert "A fault, part two" in ann.get(DESK).text


def test_an_old_text_cannot_be_answered_for(ann: FlaskClient, db_owner: Engine) -> None:
    batch = pin()
    bulletin = bulletin_of(db_owner, batch)
    revise(batch, read_again=False)
    assert read(ann, bulletin).status_code == 409
    assert read(ann, bulletin, version=2).status_code == 201


def test_a_withdrawn_one_leaves_the_desk(ann: FlaskClient, db_owner: Engine) -> None:
    batch = pin()
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        actions.withdraw(batch, by_operator=False)
    assert "A fault" not in ann.get(DESK).text
    assert read(ann, bulletin_of(db_owner, batch)).status_code == 409


def test_what_the_operator_tells_several_companies_is_read_once(
    ann: FlaskClient, db_owner: Engine
) -> None:
    with db_owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO seat_assignments (id, tenant_id, lease_id, agent_id, assigned_by)"
                " VALUES (new_id(), :t, :l, :a, :p)"
            ),
            {"t": RIVAL.id, "l": RIVAL.lease_id, "a": ANN.agent_id, "p": OSCAR.id},
        )
    batch = pin(HUALAN, RIVAL, by_operator=True)
    assert "1 bulletin to read" in ann.get(DESK).text
    read(ann, bulletin_of(db_owner, batch, RIVAL))
    assert "A fault" not in ann.get(DESK).text
    with db_owner.connect() as connection:
        found = connection.execute(text("SELECT tenant_id FROM bulletin_readings")).scalars()
        assert set(found) == {HUALAN.id, RIVAL.id}


def test_whoever_comes_later_has_as_long_as_the_others_had(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    batch = pin()
    later(db_owner, batch, hours=2)
    assert "overdue since" in client_for("ben").get(DESK).text
    with db_owner.begin() as connection:
        connection.execute(
            text(
                "UPDATE seat_assignments SET tenant_id = :t, lease_id = :l, created_at = now()"
                " WHERE agent_id = :a"
            ),
            {"t": HUALAN.id, "l": HUALAN.lease_id, "a": CAI.agent_id},
        )
    page = client_for("cai").get(DESK).text
    assert "A fault" in page
    assert "overdue" not in page
