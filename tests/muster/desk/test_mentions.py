"""Colleagues named in notes are told once; the consumer hears of neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from muster.db import Acting, uuid7
from muster.events.messages import agent, inquiry
from tests.cast import BEN, CAI, HUALAN, OLGA, RITA, SAM, VERA, Somebody
from tests.muster.desk.build import in_hand, say, told
from tests.muster.events.listening import listening
from tests.muster.routing import build
from tests.watch.makers import market

SignIn = Callable[[str], FlaskClient]


def note(client: FlaskClient, contact_id: UUID, *people: Somebody, **more: Any) -> Any:
    mentions = [str(one.id) for one in people]
    return say(client, contact_id, "@Ben 请看", kind="note", mentions=mentions, **more)


def mentioned(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/desk/mentions").get_json()["mentions"]
    return found


def test_agents_and_members_who_may_see_it_can_be_named(
    db_owner: Engine, client_for: SignIn
) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    found = ann.get(f"/desk/contacts/{contact_id}/nameable").get_json()["people"]
    assert {(one["name"], one["is_agent"]) for one in found} == {
        (BEN.name, True),
        (OLGA.name, False),
        (SAM.name, False),
    }
    assert client_for("cai").get(f"/desk/contacts/{contact_id}/nameable").status_code == 404


def test_a_note_tells_whom_it_names_once(app: Flask, db_owner: Engine, client_for: SignIn) -> None:
    contact_id, message_id = in_hand(db_owner), uuid7()
    ann, ben = client_for("ann"), client_for("ben")
    ours = Acting(tenant_ids=(HUALAN.id,))
    with listening(app, ours, agent(BEN.agent_id)) as ear:
        assert note(ann, contact_id, BEN, SAM, message_id=message_id).status_code == 201
        assert note(ann, contact_id, BEN, SAM, message_id=message_id).status_code == 200
        ear.wait(lambda: "mention.created" in ear.kinds())
    (mention,) = mentioned(ben)
    assert (mention["body"], mention["by"], mention["is_read"]) == ("@Ben 请看", "安 妮", False)
    assert len(build.rows(db_owner, "SELECT 1 FROM mentions")) == 2
    assert ben.post(f"/desk/mentions/{mention['id']}/reading").status_code == 204
    assert mentioned(ben)[0]["is_read"]
    assert mentioned(ann) == []


@pytest.mark.parametrize("person", [CAI, RITA, VERA])
def test_who_may_not_see_it_cannot_be_named(
    db_owner: Engine, client_for: SignIn, person: Somebody
) -> None:
    refused = note(client_for("ann"), in_hand(db_owner), BEN, person)
    assert refused.status_code == 422
    assert told(refused)["field"] == "mentions"
    assert build.rows(db_owner, "SELECT 1 FROM messages") == []


@pytest.mark.parametrize("wrong", ["x", [1], {"a": 1}])
def test_names_are_ids(db_owner: Engine, client_for: SignIn, wrong: Any) -> None:
    refused = say(client_for("ann"), in_hand(db_owner), "x", kind="note", mentions=wrong)
    assert refused.status_code == 422


def test_another_persons_mention_is_not_there(db_owner: Engine, client_for: SignIn) -> None:
    assert note(client_for("ann"), in_hand(db_owner), BEN).status_code == 201
    mention_id = mentioned(client_for("ben"))[0]["id"]
    assert client_for("ann").post(f"/desk/mentions/{mention_id}/reading").status_code == 404
    assert client_for("ann").post("/desk/mentions/readings").status_code == 204
    assert not mentioned(client_for("ben"))[0]["is_read"]


def test_the_consumers_stream_has_neither_the_note_nor_its_names(
    app: Flask, db_owner: Engine, client_for: SignIn
) -> None:
    inquiry_id = market.inquiry(db_owner)
    contact_id = market.contact_of(db_owner, inquiry_id)
    with listening(app, Acting(inquiry_id=inquiry_id), inquiry(inquiry_id)) as ear:
        assert note(client_for("ann"), contact_id, BEN).status_code == 201
        assert say(client_for("ann"), contact_id, "您好").status_code == 201
        ear.wait(ear.kinds)
        said = [one.data["payload"]["body"] for one in ear.heard if one.event == "message"]
    assert said == ["您好"]
    rows = build.rows(db_owner, "SELECT payload FROM events WHERE for_inquiry IS NOT NULL")
    assert all("@Ben" not in str(row.payload) for row in rows)
