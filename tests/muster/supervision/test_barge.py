"""Joining in: everybody knows, and the consumer reads it under the supervisor's own name."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.conversations.queries import transcript
from muster.db import Acting, unit_of_work, uuid7
from tests.cast import SAM
from tests.muster.desk.build import say
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


def speak(client: FlaskClient, contact_id: UUID, body: str = "我是主管") -> int:
    return build.do(client, contact_id, "messages", id=str(uuid7()), body=body).status_code


def test_the_consumer_reads_the_supervisor_by_name(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours, sam = build.in_hand(db_owner), client_for("sam")
    assert build.do(sam, ours, "participation").status_code == 200
    assert speak(sam, ours) == 200
    with unit_of_work(Acting(inquiry_id=build.contact(db_owner, ours).inquiry_id, market=True)):
        joined, spoken = transcript(ours, notes=False)
        assert (joined.body, joined.payload) == ("supervisor.joined", {"name": SAM.name})
        assert (spoken.author_kind, spoken.author_name) == ("supervisor", SAM.name)
        assert spoken.body == "我是主管"
    assert all(event.for_inquiry for event in build.events(db_owner, ours))


def test_the_agent_goes_on_answering(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours = build.in_hand(db_owner)
    build.do(client_for("sam"), ours, "participation")
    assert say(client_for("ann"), ours, "好的").status_code == 201


def test_without_joining_nobody_speaks(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours, sam = build.in_hand(db_owner), client_for("sam")
    assert speak(sam, ours) == 409
    build.do(sam, ours, "participation")
    build.do(sam, ours, "retreat")
    assert speak(sam, ours) == 409
    assert [body for _, kind, body in build.said(db_owner, ours) if kind == "text"] == []
    assert build.acts(db_owner, ours) == [(SAM.name, "barge", True)]


def test_the_default_contract_does_not_allow_it(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    answer = build.do(client_for("sam"), ours, "participation")
    assert answer.status_code == 409
    assert "does not allow joining" in answer.get_json()["error"]["message"]
    assert build.said(db_owner, ours) == []
