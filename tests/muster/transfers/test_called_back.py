"""Agents who get nothing new of a company: recalled, or released from a call-in."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.transfers import timers
from tests.cast import ANN, BEN, Somebody
from tests.muster.transfers.build import ask, do, last, look, transfers


def called_back(owner: Engine, person: Somebody) -> None:
    """As a recall of lent standby, or a release from a call-in, does it."""
    leaves = text("UPDATE seat_assignments SET leaving_at = now() WHERE agent_id = :agent")
    with owner.begin() as connection:
        connection.execute(leaves, {"agent": person.agent_id})


@pytest.mark.parametrize("kind", ["cold", "warm", "together"])
def test_who_is_called_back_is_asked_no_more(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine, kind: str
) -> None:
    ask(ann, contact_id, kind)
    called_back(db_owner, BEN)
    refused = do(ben, "acceptance", db_owner)
    assert (refused.status_code, "called back" in refused.text) == (409, True)
    timers.end_late()
    assert transfers(ben) == []
    assert last(db_owner).state == "taken_back"
    assert look(db_owner, contact_id) == ("active", ANN.agent_id, 1)
    again = ask(ann, contact_id, kind)
    assert (again.status_code, "takes nothing new" in again.text) == (409, True)


def test_who_is_in_it_already_may_end_it_in_peace(
    contact_id: UUID, ann: FlaskClient, ben: FlaskClient, db_owner: Engine
) -> None:
    ask(ann, contact_id, "warm")
    assert do(ben, "acceptance", db_owner).status_code == 204
    called_back(db_owner, BEN)
    timers.end_late()
    assert last(db_owner).state == "consulting"
